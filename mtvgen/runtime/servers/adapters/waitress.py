"""waitress: threads, all Python, Windows too. https://docs.pylonsproject.org/projects/waitress/"""

import waitress
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from ..record import Job
from ..stopping import signals_as_ctrl_c


def serve(job: Job) -> None:
    """Serve until told to stop."""
    server = waitress.create_server(job.application, sockets=[job.listener], threads=job.threads)
    for listening in getattr(server, "map", {}).values() or [server]:
        listening.channel_class = _Channel
    with signals_as_ctrl_c():
        server.run()
    server.close()


class _Task(WSGITask):  # type: ignore[misc]  # untyped here
    def finish(self) -> None:
        """End the answer; one to HEAD has no chunks, so no last one either."""
        if not self.wrote_header:
            self.write(b"")
        if self.request.command == "HEAD":
            self.chunked_response = False
        super().finish()


class _Channel(HTTPChannel):  # type: ignore[misc]  # untyped here
    task_class = _Task
