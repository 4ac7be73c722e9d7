"""Every limit and time-out of the server, in one place."""

from typing import NamedTuple


class Limits(NamedTuple):
    """Sizes in bytes, times in seconds. What is beyond a limit is answered with the status named."""

    request_line: int = 16_384
    """Method, target and version: 414."""
    head: int = 65_536
    """The whole head, the request line included: 431."""
    header_fields: int = 100
    """Header lines: 431."""
    body: int = 1 << 30
    """What a body may hold in all: 413. (The application has its own, smaller limits.)"""
    body_ahead: int = 262_144
    """Bodies up to here are received before a thread is asked to serve the request."""
    chunk_line: int = 512
    """A chunk's size with its extensions, and one trailer line: 400."""
    trailers: int = 8_192
    """All trailer lines together: 400."""
    drain: int = 262_144
    """How much of an unread body is read off to keep the connection; with more it is closed."""

    head_time: float = 10.0
    """From the first byte of a head to its last: 408."""
    body_time: float = 20.0
    """Patience with a body before its rate counts: 408."""
    body_rate: int = 1_024
    """Bytes per second that a body must bring once that patience is over: 408."""
    body_longest: float = 600.0
    """From a head's end to the body's last byte, however fast it comes: 408."""
    idle_time: float = 60.0
    """How long a connection may stay open without a request."""
    send_time: float = 30.0
    """How long a client may take to accept a piece of the answer; then the connection is cut."""
    send_longest: float = 600.0
    """How long a connection may keep us waiting in all to accept answers; then it is cut."""
    linger_time: float = 1.0
    """How long we listen after our last word, so that the client can read it."""
    grace_time: float = 0.7
    """How long requests in flight may go on when the server is told to stop."""

    threads: int = 32
    """Requests served at the same time."""
    queue: int = 1_000
    """Requests that may wait for a thread: 503."""
    connections: int = 1_000
    """Open connections; with more, the one that has been idle longest is closed. (At most three
    quarters of the files that the system lets a process open.)"""
    backlog: int = 1_024
    """Connections that the system may hold before we accept them: a class that opens a page at once.
    (With 128, a burst of 500 lost some, and clients try again only after one and three seconds.)"""
