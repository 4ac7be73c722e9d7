"""A program of its own: gevent's or eventlet's patches, and only then the program itself.

`python …/patched.py gevent -- manage.py runserver …`. They exchange the
standard library's sockets, threads and locks, and what was imported before would keep the old
ones: state that is kept per thread would be shared between requests. So this file imports nothing
of ours.
"""

import sys

if __name__ == "__main__":
    del sys.path[0]  # this folder: gevent must find no module of ours in it

import os
import runpy
import signal
import warnings

PATCHED = "MTVGEN_PATCHED"
"""The environment variable that says by whom this process was patched."""

_LIFELINE = "MTVGEN_LIFELINE"


def main(words: list[str]) -> None:
    """Patch, then run what stands behind `--` as Python itself would."""
    name, _, *program = words
    _watch_lifeline()
    if name == "gevent":
        from gevent import monkey

        monkey.patch_all()
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the runner says it in one line
            import eventlet

        eventlet.monkey_patch()
    os.environ[PATCHED] = name
    if program[0] == "-m":
        sys.argv[:] = program[1:]
        if not sys.flags.safe_path:
            sys.path.insert(0, os.getcwd())  # noqa: PTH109  # as Python does it
        runpy.run_module(program[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = program
        sys.path.insert(0, os.path.dirname(os.path.abspath(program[0])))  # noqa: PTH100, PTH120  # as Python does it
        runpy.run_path(program[0], run_name="__main__")


def _watch_lifeline() -> None:
    """Stop with the supervisor. A true thread must wait for that: a patched one would stop all."""
    import _thread

    given = os.environ.pop(_LIFELINE, None)
    if given is not None:
        _thread.start_new_thread(_end_with, (int(given),))


def _end_with(lifeline: int) -> None:
    try:
        while os.read(lifeline, 4096):
            pass  # what the supervisor tells is for the development server
    finally:
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1:])
