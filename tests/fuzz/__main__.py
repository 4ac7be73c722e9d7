"""`python -m tests.fuzz`: requests by chance for as long as you like."""

import argparse
import contextlib
import itertools
import logging
import os
import random
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from typing import Any, Self

atheris: Any = None
if "--unguided" not in sys.argv and "--seed" not in sys.argv:
    with contextlib.suppress(ImportError):
        import atheris

with atheris.instrument_imports(include=["mtvgen"]) if atheris else contextlib.nullcontext():
    from tests.runtime import conftest as _settings  # noqa: F401  # configures them

    from .checking import one_request, visit
    from .variants import VARIANTS, running

_ROUND = 2_000
"""Requests before the next variant's turn."""


class Bytes(random.Random):
    """Chance that is read from *data*: whoever changes the bytes steers what is made of them."""

    def __new__(cls, data: bytes) -> Self:
        return super().__new__(cls)

    def __init__(self, data: bytes) -> None:
        super().__init__(0)
        self.data, self.at = data, 0

    def getrandbits(self, k: int) -> int:
        """Return the next bits; zeros when there are no more."""
        size = (k + 7) // 8
        piece = self.data[self.at : self.at + size].ljust(size, b"\0")
        self.at += size
        return int.from_bytes(piece, "big") >> (size * 8 - k)

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """Return a number of the range: the bytes that come next, modulo its length."""
        first, end = (0, start) if stop is None else (start, stop)
        return first + self.getrandbits(8 if end - first <= 256 else 16) % (end - first)


class Tally:
    """What was tried, and what was found: each kind of finding once."""

    def __init__(self) -> None:
        self.requests = 0
        self.findings: dict[str, str] = {}
        self.begin = time.process_time()
        self.said = 0.0

    def add(self, error: Exception, source: str) -> None:
        """Keep a finding, unless one like it is there."""
        last = traceback.extract_tb(error.__traceback__)[-1]
        cause = getattr(_caught.last, "exc_info", None) if _caught.last else None
        deep = traceback.extract_tb(cause[2])[-1] if cause and cause[2] else last
        kind = f"{type(error).__name__}: {str(error)[:40]} at {deep.filename}:{deep.lineno}"
        if kind in self.findings:
            return
        shown = traceback.format_exception(cause[1] if cause else error)
        self.findings[kind] = source
        notes = "\n".join(getattr(error, "__notes__", []))
        print(f"\n=== {kind}\n{source}\n{notes[:3000]}\n{''.join(shown)[-3000:]}", flush=True)

    def progress(self, variant: str) -> None:
        """Say once a minute how far it is."""
        spent = time.process_time() - self.begin
        if spent - self.said >= 60:
            self.said = spent
            print(
                f"{spent / 60:.0f} min of CPU, {self.requests} requests, {len(self.findings)} findings"
                f" ({variant})",
                flush=True,
            )


class _Caught(logging.Handler):
    """Keeps the last error that the application logged: it says where a 500 came from."""

    last: logging.LogRecord | None = None

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record


_caught = _Caught(logging.ERROR)


def main() -> int:
    """Send requests, print findings; return 1 when there were some."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="of CPU (default: 1)")
    parser.add_argument("--variant", choices=VARIANTS, help="only these settings")
    parser.add_argument("--seed", type=int, help="only the request of this seed")
    parser.add_argument("--first", type=int, help="the first seed (default: of the clock)")
    parser.add_argument("--corpus", metavar="FOLDER", help="where atheris keeps what led further")
    parser.add_argument("--unguided", action="store_true", help="do without atheris")
    options = parser.parse_args()
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", category=Warning, module="wsgiref.validate")
    logger = logging.getLogger("mtvgen")
    logger.addHandler(_caught)
    logger.propagate = False
    tally = Tally()
    names = [options.variant] if options.variant else list(VARIANTS)
    if atheris is not None:
        return _guided(names, options.minutes * 60, tally, options.corpus)
    seed = options.seed if options.seed is not None else options.first or time.time_ns() % 10**9
    while True:
        for name in names:
            with _site(name) as (application, known, any_host):
                for _ in range(1 if options.seed is not None else _ROUND):
                    _try(
                        application,
                        known,
                        random.Random(seed),
                        any_host,
                        tally,
                        f"--seed {seed} --variant {name}",
                    )
                    seed += 1
            tally.progress(name)
            if options.seed is not None or time.process_time() - tally.begin > options.minutes * 60:
                return _done(tally)


@contextlib.contextmanager
def _site(name: str) -> Iterator[tuple[Any, Any, bool]]:
    with running(name) as application:
        yield application, visit(application), VARIANTS[name].get("ALLOWED_HOSTS") == ["*"]


def _try(
    application: Any, known: Any, rnd: random.Random, any_host: bool, tally: Tally, source: str
) -> None:
    tally.requests += 1
    _caught.last = None
    try:
        one_request(application, known, rnd, any_host)
    except Exception as error:
        tally.add(error, source)


def _guided(names: list[str], seconds: float, tally: Tally, corpus: str | None) -> int:
    """Let atheris change what led to lines that were not reached before."""
    turns = itertools.cycle(names)
    with contextlib.ExitStack() as stack:
        site: list[Any] = []

        def test_one(data: bytes) -> None:
            if tally.requests % _ROUND == 0:
                if site:
                    tally.progress(site[3])
                stack.close()
                name = next(turns)
                site[:] = [*stack.enter_context(_site(name)), name]
            application, known, any_host, name = site
            source = f"bytes {data!r} --variant {name}"
            _try(application, known, Bytes(data), any_host, tally, source)
            if time.process_time() - tally.begin > seconds:
                stack.close()
                print(end="", flush=True)
                os._exit(_done(tally))  # libFuzzer takes every other end for a crash

        options = [sys.argv[0], "-max_len=4096", "-verbosity=0", "-timeout=600"]
        options += ["-report_slow_units=600", f"-artifact_prefix={tempfile.gettempdir()}/"]
        atheris.Setup(options + ([corpus] if corpus else []), test_one)
        atheris.Fuzz()
    return _done(tally)


def _done(tally: Tally) -> int:
    spent = time.process_time() - tally.begin
    found = len(tally.findings)
    print(f"{tally.requests} requests in {spent:.0f} s of CPU, {found} findings", flush=True)
    return 1 if tally.findings else 0


if __name__ == "__main__":
    sys.exit(main())
