"""flup's other half: SCGI, for a web server in front. https://pypi.org/project/flup/"""

import logging

from flup.server import scgi

from ..record import Job
from .flup import run
from .gateways import say_how


def serve(job: Job) -> None:
    """Serve SCGI until told to stop; the signals are its own."""
    say_how(job, "scgi")
    run(scgi.WSGIServer, job, loggingLevel=logging.ERROR)
