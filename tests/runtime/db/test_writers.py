"""Many who write to one SQLite file at once: nobody fails, nothing is lost."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from mtvgen.runtime.db.backends.sqlite3.lock import WriteLock, lock_of

CROWD = Path(__file__).parent / "peer" / "crowd.py"


def crowd(folder, threads, turns, how):
    return subprocess.Popen(
        [sys.executable, str(CROWD), str(folder / "db.sqlite3"), str(threads), str(turns), how],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


def told(process):
    said, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return json.loads(said)


def test_threads_that_read_think_and_write_lose_nothing(tmp_path):
    told(crowd(tmp_path, 1, 0, "atomic"))
    done = told(crowd(tmp_path, 16, 8, "atomic"))

    assert done == {"failed": [], "count": 16 * 8}


def test_two_processes_that_count_with_f_lose_nothing(tmp_path):
    told(crowd(tmp_path, 1, 0, "f"))
    first, second = crowd(tmp_path, 8, 20, "f"), crowd(tmp_path, 8, 20, "f")
    results = [told(first), told(second)]

    assert [one["failed"] for one in results] == [[], []]
    assert max(one["count"] for one in results) == 2 * 8 * 20


def test_the_lock_goes_to_whoever_has_waited_longest():
    lock, order = WriteLock(), []
    lock.acquire(1)
    ready = [threading.Event() for _ in range(3)]

    def wait(n):
        ready[n].set()
        lock.acquire(10)
        order.append(n)
        lock.release()

    threads = []
    for n in range(3):
        threads.append(threading.Thread(target=wait, args=(n,)))
        threads[n].start()
        ready[n].wait()
        while len(lock._waiting) <= n:
            pass
    lock.release()
    for thread in threads:
        thread.join()

    assert order == [0, 1, 2]


def test_who_waits_in_vain_leaves_the_queue():
    lock = WriteLock()
    lock.acquire(1)

    assert not lock.acquire(0.01)
    lock.release()
    assert lock.acquire(0.01)


def test_the_lock_is_never_held_twice_and_nobody_is_forgotten_in_the_queue():
    lock, inside, most, waited_in_vain = WriteLock(), [], [], []

    def work():
        for _ in range(300):
            if not lock.acquire(20):
                waited_in_vain.append(1)
                return
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            lock.release()

    threads = [threading.Thread(target=work) for _ in range(8)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)

    assert not waited_in_vain
    assert set(most) == {1}
    assert len(most) == 8 * 300


def test_a_file_has_one_lock_and_a_database_in_memory_none():
    assert lock_of("/some/file") is lock_of("/some/file")
    assert lock_of(":memory:") is None
