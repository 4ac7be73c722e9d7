"""Ctrl-C, SIGTERM and the terminal's end, for servers that know only the first."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_ALSO = ("SIGTERM", "SIGHUP", "SIGBREAK")


@contextmanager
def until_stopped() -> Iterator[None]:
    """Run the block until it ends or a signal asks for the end; no KeyboardInterrupt leaves it.

    SIGINT stays Python's own: with another handler Twisted would not hear it.
    """
    with signals_as_ctrl_c(), suppress(KeyboardInterrupt):
        yield


@contextmanager
def signals_as_ctrl_c() -> Iterator[None]:
    """While the block runs, SIGTERM, SIGHUP and SIGBREAK raise KeyboardInterrupt as Ctrl-C does.

    Not for servers whose loop is written in C: those would never come to hear it.
    """
    before = {}
    for name in _ALSO:
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) is signal.SIG_IGN:  # nohup
            continue
        before[number] = signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def hear_signals(stop: Callable[[], object]) -> None:
    """Call *stop* in the running loop on Ctrl-C, SIGTERM and the terminal's end."""
    import asyncio  # PERF: only servers with a loop have it loaded

    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) is signal.SIG_IGN:
            continue
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
