"""uWSGI: processes and threads, in C. https://uwsgi-docs.readthedocs.io/

As `pyuwsgi` it comes in a wheel; the program `uwsgi` is taken too.
"""

import os
import shutil
import sys
from importlib.util import find_spec

from ..record import IMPORT_STRING, Job


def serve(job: Job) -> None:
    """Become uWSGI; the signals are its own."""
    job.listener.set_inheritable(True)
    module, _, name = IMPORT_STRING.partition(":")
    words = [
        "--master",
        "--die-on-term",
        "--need-app",
        "--disable-logging",
        "--enable-threads",
        # not --http11-socket: it leaves the end of an answer without a length to a time-out
        f"--http-socket=fd://{job.listener.fileno()}",
        f"--module={module}",
        f"--callable={name}",
        f"--processes={job.workers}",
        f"--threads={job.threads}",
        # else an address of 4 kB is a reset, and 150 headers hang
        "--buffer-size=32768",
        "--max-vars=400",
        "--worker-reload-mercy=2",
    ]
    sys.stdout.flush()
    if find_spec("pyuwsgi") is not None:
        line = "import pyuwsgi, sys; pyuwsgi.run(sys.argv[1:])"
        os.execv(sys.executable, [sys.executable, "-c", line, *words])  # noqa: S606  # our own words
    program = shutil.which("uwsgi") or "uwsgi"
    os.execv(program, [program, *words])  # noqa: S606  # as above
