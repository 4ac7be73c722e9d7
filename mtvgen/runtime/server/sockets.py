"""What the sockets of connections are told: when to give up waiting, and to send at once."""

import socket
import struct
import sys
from typing import Any

from .limits import Limits

LINGER = 5  # ms that a thread waits for the next request before it gives the connection back
# PERF: where the system itself can end a recv() after a time, a request costs two calls of the
# system and not three (no poll()): 8 µs less. The layout of the time is known for these two.
TIMED = sys.platform in {"linux", "darwin"} and struct.calcsize("l") == 8
NO_WAIT = socket.MSG_DONTWAIT if TIMED else 0


def set_options(request: Any, limits: Limits) -> None:
    """Let send() leave at once what it is given; let recv() and send() give up after a time."""
    if request.family != getattr(socket, "AF_UNIX", None):
        # no 40 ms stall between a client's delayed ACK and our second send
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not TIMED:
        return
    for option, seconds in (
        (socket.SO_RCVTIMEO, LINGER / 1000),
        (socket.SO_SNDTIMEO, limits.send_time),
    ):
        whole = int(seconds)
        value = struct.pack("ll", whole, int((seconds - whole) * 1_000_000))
        request.setsockopt(socket.SOL_SOCKET, option, value)
