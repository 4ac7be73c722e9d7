"""bjoern: one thread around libev, in C. https://github.com/jonashaag/bjoern"""

import bjoern

from ..record import Job


def serve(job: Job) -> None:
    """Serve until told to stop. SIGTERM ends the process: no handler of Python's would be heard."""
    bjoern.server_run(job.listener, job.application)
