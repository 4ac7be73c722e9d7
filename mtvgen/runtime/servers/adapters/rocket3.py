"""rocket3: threads, all Python; the server of web2py. https://pypi.org/project/rocket3/"""

import rocket3

from ..record import Job
from ..stopping import until_stopped

rocket3.THREAD_STOP_CHECK_INTERVAL = 0.2  # seconds between two looks whether it should stop


def serve(job: Job) -> None:
    """Serve until told to stop."""
    server = rocket3.Rocket3(
        (job.host, 0),  # any port: the socket is exchanged below
        app_info={"wsgi_app": job.application},
        min_threads=job.threads,
        max_threads=max(64, job.threads),
        handle_signals=False,
    )
    (entry,) = server.listeners
    entry.listener.close()
    job.listener.settimeout(0.2)
    entry.listener, entry.port = job.listener, job.port
    entry.interface = (job.host, job.port)
    with until_stopped():
        server.start()
    server.stop()
    job.listener.close()
