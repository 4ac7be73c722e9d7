"""SERVERS: every server that is offered, in the order of `mtvgen servers`; GONE: those that were.

What is said here was measured: each server was started and asked (pages, forms, uploads, HEAD,
streams, chunked bodies, failures, signals). What is odd about one stands in its adapter.
"""

from .record import Server

_POSIX = ("linux", "macos")

_ALL = (
    # Nothing to install
    Server(
        "mtvgen",
        "threads, one when they suffice",
        "for development; the default",
        is_clean=True,
    ),
    Server(
        "wsgiref",
        "one request at a time",
        "for comparison: Python's own, as it is",
        reads_chunks=False,
    ),
    Server("rawsocket", "a thread per connection", "for reading: a server in one file", reads_chunks=False),
    Server(
        "cgi",
        "a process per request",
        "for comparison, and to try out a CGI script",
        kind="import string",
        is_clean=True,  # what answers is tidied in its own process
    ),
    # An extra each, and `servers` for all of them
    Server("waitress", "4 threads", "good for a small site, Windows too", package="waitress", extra="waitress", threads=4),
    Server("cheroot", "10 threads", "good for a small site", package="cheroot", extra="cheroot", threads=10),
    Server(
        "gunicorn",
        "processes with 8 threads each",
        "good for the public, behind nginx",
        package="gunicorn",
        extra="gunicorn",
        platforms=_POSIX,
        threads=8,
        takes_workers=True,
    ),
    Server("gevent", "greenlets", "for thousands of slow connections", package="gevent", extra="gevent", patches="gevent"),
    Server(
        "tornado",
        "8 threads beside an event loop",
        "holds each answer back until it is whole",
        package="tornado",
        extra="tornado",
        threads=8,
    ),
    Server("twisted", "10 threads beside an event loop", "sound, if Twisted is there anyway", package="twisted", extra="twisted", threads=10),
    Server("rocket3", "threads, more when needed", "small, all Python", package="rocket3", extra="rocket3", threads=10, path="text"),
    Server(
        "paste",
        "10 threads",
        "old; HTTP/1.0 only",
        package="paste.httpserver",
        distribution="Paste",
        extra="paste",
        threads=10,
        path="text",
        reads_chunks=False,
    ),
    Server("werkzeug", "a thread per connection", "for development: Flask's", package="werkzeug", extra="werkzeug"),
    # Small extras of their own
    Server(
        "granian",
        "processes with threads",
        "good for the public: the quickest with wheels",
        package="granian",
        extra="granian",
        kind="import string",
        threads=8,
        takes_workers=True,
        takes_listener=False,
    ),
    Server("uvicorn", "10 threads beside an event loop", "for ASGI; this is a bridge to it", package="uvicorn", extra="uvicorn", also=("a2wsgi",), threads=10),
    Server("hypercorn", "10 threads beside an event loop", "for ASGI; this is a bridge to it", package="hypercorn", extra="hypercorn", also=("a2wsgi",), threads=10),
    Server("flup", "threads", "speaks FastCGI: a web server stands in front", package="flup.server", distribution="flup", extra="flup", kind="gateway", platforms=_POSIX),
    Server("scgi", "threads", "speaks SCGI: a web server stands in front", package="flup.server", distribution="flup", extra="flup", kind="gateway", platforms=_POSIX),
    Server(
        "socketio",
        "greenlets",
        "for connections that stay open: python-socketio",
        package="socketio",
        distribution="python-socketio",
        extra="socketio",
        also=("gevent", "geventwebsocket"),
        patches="gevent",
    ),
    Server("aiohttp", "8 threads beside an event loop", "holds each answer back until it is whole", package="aiohttp", extra="aiohttp", also=("aiohttp_wsgi",), threads=8, path="text"),
    # No extra
    Server("eventlet", "greenlets", "deprecated by its own makers: take gevent", package="eventlet", install="pip install eventlet", patches="eventlet"),
    Server(
        "uwsgi",
        "processes with threads",
        "good for the public; only maintained, not developed",
        package="pyuwsgi",
        install="pip install pyuwsgi",
        kind="import string",
        platforms=_POSIX,
        threads=8,
        takes_workers=True,
        reads_chunks=False,
    ),
    Server(
        "mod_wsgi",
        "Apache's processes with 5 threads each",
        "good for the public, where Apache is",
        package="mod_wsgi.express",
        distribution="mod_wsgi",
        install="pip install mod_wsgi  (first Apache's headers: apt install apache2-dev)",
        kind="import string",
        platforms=_POSIX,
        threads=5,
        takes_workers=True,
        takes_listener=False,
    ),
    Server(
        "bjoern",
        "one request at a time",
        "the quickest for quick views; needs a compiler",
        package="bjoern",
        install="pip install bjoern  (first a compiler and libev: apt install gcc libev-dev)",
        platforms=_POSIX,
    ),
    Server(
        "gae",
        "what App Engine starts",
        "writes App Engine's files and runs its entry point",
        package="gunicorn",
        extra="gunicorn",
        kind="export",
        platforms=_POSIX,
        threads=8,
        takes_workers=True,
    ),
)  # fmt: skip

SERVERS = {server.name: server for server in _ALL}

ALIASES = {
    "cherrypy": "cheroot",
    "rocket": "rocket3",
    "geventSocketIO": "socketio",
    "fcgi": "flup",
    "fastcgi": "flup",
    "pyuwsgi": "uwsgi",
}
"""Other names under which these servers are known."""

AUTO = ("waitress", "cheroot", "gunicorn", "granian", "mtvgen")
"""What `--server auto` looks for, the best first."""

GONE = {
    "fapws3": "fapws3 stopped in 2012 and does not build on Python 3. Take bjoern or granian.",
    "diesel": "diesel stopped in 2015: its own code is Python 2. Take gevent.",
    "meinheld": "meinheld stopped in 2020 and does not build on today's Python. Take granian or gunicorn.",
}
"""Servers of former days that somebody may still ask for: why they are not here, and what to take."""
