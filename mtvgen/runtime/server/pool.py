"""The threads that serve: started when needed, never more than a limit, gone when idle."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")

_SPARE = 4  # threads that stay however little there is to do
_IDLE = 10.0  # seconds after which the others go


class Pool(Generic[T]):
    """Runs `work(job)` in one of at most *threads* threads; at most *queue* jobs wait."""

    def __init__(self, work: Callable[[T], object], threads: int, queue: int) -> None:
        self._work = work
        self._threads = threads
        self._queue = queue
        self._jobs: SimpleQueue[T | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._alive = 0
        self._idle = 0
        self._closed = False

    @property
    def alive(self) -> int:
        """How many threads there are."""
        return self._alive

    @property
    def busy(self) -> int:
        """How many of them are serving."""
        return self._alive - self._idle

    @property
    def waiting(self) -> int:
        """How many jobs wait for a thread."""
        return self._jobs.qsize()

    def submit(self, job: T) -> bool:
        """Hand *job* to a thread; return False, and do nothing, when too many wait already."""
        with self._lock:
            waiting = self._jobs.qsize()
            if self._closed or waiting >= self._queue:
                return False
            start = waiting >= self._idle and self._alive < self._threads
            if start:
                self._alive += 1
                self._idle += 1
        self._jobs.put(job)
        if start:
            threading.Thread(target=self._serve, name="mtvgen-serving", daemon=True).start()
        return True

    def close(self, patience: float) -> bool:
        """Take no more jobs and wait up to *patience* seconds for those that run.

        Returns whether all threads have ended.
        """
        with self._lock:
            self._closed = True
            alive = self._alive
        for _ in range(alive):
            self._jobs.put(None)
        end = monotonic() + patience
        while self._alive and monotonic() < end:
            threading.Event().wait(0.01)
        return not self._alive

    def _serve(self) -> None:
        try:
            while True:
                try:
                    job = self._jobs.get(timeout=_IDLE if self._alive > _SPARE else None)
                except Empty:
                    if self._may_go():
                        return
                    continue
                if job is None:
                    break
                with self._lock:
                    self._idle -= 1
                try:
                    self._work(job)
                finally:
                    job = None
                    with self._lock:
                        self._idle += 1
        except BaseException:
            self._gone()
            raise
        self._gone()

    def _may_go(self) -> bool:
        with self._lock:
            if self._alive <= _SPARE or self._jobs.qsize():
                return False
            self._alive -= 1
            self._idle -= 1
            return True

    def _gone(self) -> None:
        with self._lock:
            self._alive -= 1
            self._idle -= 1
