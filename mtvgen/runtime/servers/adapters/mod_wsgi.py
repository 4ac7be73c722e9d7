"""mod_wsgi: Apache, started for this application alone. https://modwsgi.readthedocs.io/"""

import os
import sys
import tempfile
from pathlib import Path

from ..record import IMPORT_STRING, Job

IS_ANOTHER_PROGRAM = True
"""This process becomes Apache: nothing can be said once it serves."""


def serve(job: Job) -> None:
    """Become mod_wsgi-express; the signals are its own."""
    host, port = job.let_go()
    root = tempfile.mkdtemp(prefix="mtvgen-apache-")
    words = [
        "--application-type=module",
        "--log-to-terminal",
        f"--host={host}",
        f"--port={port}",
        f"--processes={job.workers}",
        f"--threads={job.threads}",
        f"--server-root={root}",
        f"--working-directory={Path.cwd()}",
        "--chunked-request",
        *(f"--python-path={folder}" for folder in sys.path if folder),
        IMPORT_STRING.partition(":")[0],
    ]
    if os.geteuid() == 0:  # Apache serves nobody as root; that user must be able to read all this
        Path(root).chmod(0o755)
        words += ["--user=www-data", "--group=www-data"]
    sys.stdout.flush()
    line = "from mod_wsgi.express.cli import main; main()"
    os.execv(sys.executable, [sys.executable, "-c", line, "start-server", *words])  # noqa: S606  # our own words
