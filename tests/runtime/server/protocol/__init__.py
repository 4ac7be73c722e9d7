"""What RFC 9110 and RFC 9112 ask of an origin server, as a table that any server can be held to.

- `case.py`         what a case is, and how a server is held to one
- `application.py`  the WSGI application that every server runs
- `requests.py`, `headers.py`, `bodies.py`, `connections.py`, `answers.py`   the cases
- `peers.py`        starts other servers on the application
- `__main__.py`     the comparison: `python -m tests.runtime.server.protocol`
"""

from .answers import CASES as ANSWERS
from .bodies import CASES as BODIES
from .case import Case
from .connections import CASES as CONNECTIONS
from .headers import CASES as HEADERS
from .requests import CASES as REQUESTS

SECTIONS: dict[str, list[Case]] = {
    "request line and target": REQUESTS,
    "header fields": HEADERS,
    "bodies": BODIES,
    "connections": CONNECTIONS,
    "answers": ANSWERS,
}
CASES = [case for cases in SECTIONS.values() for case in cases]
