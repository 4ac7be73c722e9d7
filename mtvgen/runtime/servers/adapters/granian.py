"""Granian: written in Rust; it imports the application in processes of its own. https://granian.dev/"""

from importlib import import_module

from granian import Granian
from granian.constants import Interfaces

from ..record import IMPORT_STRING, Application, Job


def serve(job: Job) -> None:
    """Serve until told to stop; the signals are its own."""
    host, port = job.let_go()
    Granian(
        IMPORT_STRING,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=job.workers,
        blocking_threads=job.threads,
        log_level="error",  # its warnings are about the number of processors
        websockets=False,
        backpressure=job.workers * 128,
    ).serve(target_loader=load, wrap_loader=False)


def load() -> Application:
    """Return the application, in a process of Granian's.

    Given an import string, Granian would take the current folder, if a package, for a part of it.
    """
    application: Application = import_module(IMPORT_STRING.partition(":")[0]).application
    return application
