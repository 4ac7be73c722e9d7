"""The program that a CGI host starts for every request. (RFC 3875.)

PERF: it is begun anew each time, so it loads no more than it needs.
"""

import sys
from wsgiref.handlers import CGIHandler

from .catalogue import SERVERS
from .record import Application
from .source import load, told
from .tidy import tidied


def run() -> None:
    """Answer one request with the application that the environment tells of."""
    answer(told())


def answer_with(target: str) -> None:
    """Answer one request with the application that *target*, such as "shop:app", names."""
    answer(tidied(SERVERS["cgi"], load(app=target)))


def answer(application: Application) -> None:
    """Answer the one request that a CGI host has put into the environment and standard input."""
    script = _Script()
    script.run(application)
    # an unread body would be a broken pipe for the host: 502 from nginx, half an answer from Apache
    while sys.stdin.buffer.read(65_536):
        pass
    if script.failed:
        sys.exit(1)


class _Script(CGIHandler):
    failed = False

    def handle_error(self) -> None:
        """Note that the answer broke off; the log has the reason already."""
        self.failed = True
        self.close()
