"""gunicorn: processes, each with threads. https://gunicorn.org/"""

from typing import Any

from gunicorn.app.base import BaseApplication

from ..record import Application, Job


def serve(job: Job) -> None:
    """Serve until told to stop; the signals are its own."""
    _Application(job).run()


class _Application(BaseApplication):  # type: ignore[misc]  # untyped here
    def __init__(self, job: Job) -> None:
        self._job = job
        super().__init__()

    def load_config(self) -> None:
        """Say what it would read from its command line."""
        job = self._job
        settings: dict[str, Any] = {
            "bind": f"fd://{job.listener.detach()}",  # it is gunicorn's from here on
            "workers": job.workers,
            # its usual worker serves one request at a time and keeps no connection
            "worker_class": "gthread",
            "threads": job.threads,
            "loglevel": "warning",
            "graceful_timeout": 2,
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:  # what other versions do not know
                self.cfg.set(name, value)

    def load(self) -> Application:
        """Return the application."""
        return self._job.application
