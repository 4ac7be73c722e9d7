"""`manage.py runserver` started for real: address, announcement, stopping, reload."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mtvgen.runtime.server.addresses import STREAM

from . import project
from .project import RunServer, make_project, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


FRESH = (
    "from mtvgen.runtime.server import supervisor, workers\n"
    "supervisor.supervise.__kwdefaults__['starter'] = workers.FreshInterpreter\n"
)


@pytest.fixture
def site(tmp_path):
    return make_project(tmp_path)


@pytest.fixture
def runserver(site):
    started = []

    def start(*words, before=""):
        started.append(RunServer(site, *words, before=before))
        return started[-1]

    yield start
    for server in started:
        server.stop(signal.SIGKILL)


def test_it_says_under_which_url_it_can_be_opened(runserver):
    server = runserver("0", "--noreload")

    assert server.get() == (200, "version 1")
    assert server.said.startswith("mysite: open http://127.0.0.1:")
    server.wait_for(r"GET / 200 \d+ ms 9 B")


@pytest.mark.parametrize("words", [["--noreload"], []], ids=["noreload", "reload"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_within_a_second_and_with_exit_code_0(runserver, words, number):
    times = []
    for _ in range(3):  # the best of three: the machine may be busy
        server = runserver("0", *words)
        assert server.get()[0] == 200

        code, took = server.stop(number)

        assert code == 0
        assert "Traceback" not in server.said
        times.append(took)
        if took < 1:
            break
    assert min(times) < 1


@pytest.mark.parametrize("words", [["--noreload"], []], ids=["noreload", "reload"])
def test_under_nohup_it_outlives_its_terminal(runserver, monkeypatch, words):
    monkeypatch.setattr(
        project, "_hear_signals", lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    )
    server = runserver("0", *words)
    assert server.get()[0] == 200

    server.process.send_signal(signal.SIGHUP)
    time.sleep(0.3)

    assert server.get()[0] == 200


def test_a_request_in_flight_is_answered_before_it_stops(runserver):
    server = runserver("0", "--noreload")
    answers = []
    asking = threading.Thread(target=lambda: answers.append(server.get("slow/")))
    asking.start()
    time.sleep(0.2)

    code, _ = server.stop()
    asking.join(10)

    assert (code, answers) == (0, [(200, "slow")])


@pytest.mark.parametrize("words", [["--noreload"], []], ids=["noreload", "reload"])
def test_a_taken_port_is_said_with_the_next_free_one_to_type(site, words):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(site, "runserver", str(port), *words)

    assert done.returncode == 1
    assert f"Port {port} is already taken" in done.stderr
    assert "python manage.py runserver " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("nonsense:port", 2, "is not a port number or address:port pair"),
        ("70000", 2, "70000 is not a port"),
        ("192.0.2.77:8000", 1, "192.0.2.77 is not an address of this machine"),
        ("no-such-host.invalid:8000", 1, "is not a name or address of this machine"),
    ],
)
def test_an_address_that_cannot_be_is_said_in_words(site, address, code, said):
    done = run(site, "runserver", address, "--noreload")

    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may take any port")
def test_a_port_of_the_administrator_is_refused_in_words(site):
    done = run(site, "runserver", "80", "--noreload")

    assert done.returncode == 1
    assert "below 1024" in done.stderr


def test_all_addresses_means_a_warning(runserver):
    server = runserver("0.0.0.0:0", "--noreload")

    assert "Warning: everyone in your network can open it" in server.wait_for(r"Warning.*")[0]


def test_ipv6_is_served_too(runserver):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")

    server = runserver("[::1]:0", "--noreload")

    assert server.url.startswith("http://[::1]:")
    assert server.get()[0] == 200


def test_a_project_that_cannot_be_read_ends_with_its_line_and_exit_code_1(site):
    (site / "views.py").write_text("def index(request:\n    pass\n", encoding="utf-8")

    done = run(site, "runserver", "0", "--noreload")

    assert done.returncode == 1
    assert "views.py, line 1, is not valid Python" in done.stderr
    assert "'(' was never closed" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_way_without_reload_imports_nothing_of_the_reloader(site):
    (site / "views.py").write_text(
        "import sys\nfrom mtvgen.runtime.http import HttpResponse\n"
        "def index(request):\n    return HttpResponse(' '.join(sys.modules))\n"
        "def slow(request): pass\n",
        encoding="utf-8",
    )
    server = RunServer(site, "0", "--noreload")
    modules = set(server.get()[1].split())
    server.stop()

    unwanted = {"watchfiles", "subprocess", "asyncio", "sqlalchemy"}
    assert not unwanted & modules
    assert not {name for name in modules if name.startswith("mtvgen.runtime.server.super")}


# Reload


def save(site, text):
    """Save views.py as an editor does that writes another file first."""
    new = site / ".views.py.tmp"
    new.write_text(
        "from mtvgen.runtime.http import HttpResponse\n"
        f"def index(request):\n    return HttpResponse({text!r})\n"
        "def slow(request): pass\n",
        encoding="utf-8",
    )
    new.replace(site / "views.py")


def test_saving_a_file_brings_the_new_code_and_refuses_nobody(site, runserver):
    server = runserver()
    server.wait_until("version 1")

    for number in range(2, 6):
        save(site, f"version {number}")
        server.wait_until(f"version {number}", timeout=5)

    assert "views.py changed, restarting" in server.said


@pytest.mark.parametrize("before", ["", FRESH], ids=["forked", "fresh"])
def test_a_file_saved_twice_in_a_second_with_the_same_size_is_new_each_time(
    site, runserver, before
):
    file = site / "views.py"
    server = runserver("0", before=f"import sys; sys.dont_write_bytecode = False\n{before}")
    server.wait_until("version 1")
    text = file.read_text(encoding="utf-8")
    moment = time.time_ns() // 1_000_000_000 * 1_000_000_000

    for number in range(2, 8):
        file.write_text(text.replace("version 1", f"version {number}"), encoding="utf-8")
        os.utime(file, ns=(moment, moment + number))  # as if all were saved in one second
        server.wait_until(f"version {number}", timeout=8)


def test_a_burst_of_saves_restarts_no_more_often_than_it_must(site, runserver):
    server = runserver()
    server.wait_until("version 1")

    for number in range(20):
        save(site, f"burst {number}")
    server.wait_until("burst 19", timeout=5)
    time.sleep(0.3)

    assert server.said.count("restarting") <= 3


def test_a_broken_file_is_a_page_and_a_block_and_the_fix_brings_the_site_back(site, runserver):
    server = runserver()
    server.wait_until("version 1")

    (site / "views.py").write_text("def index(request:\n", encoding="utf-8")
    server.wait_until("is not valid Python", timeout=5)

    status, page = server.get()
    assert status == 500
    assert "The project does not start" in page
    assert "was never closed" in page
    assert "is not valid Python" in server.said
    assert "Traceback" not in server.said

    save(site, "mended")
    server.wait_until("mended", timeout=5)


def test_a_project_that_writes_to_the_supervisor_does_not_confuse_it(site, runserver):
    server = runserver()
    server.wait_until("version 1")
    text = (site / "views.py").read_text(encoding="utf-8").replace("version 1", "version 2")
    noise = "import os\nos.write(int(os.environ['MTVGEN_REPORT']), b'\\xff no JSON\\n[1]\\n7\\n')\n"
    (site / "views.py").write_text(noise + text, encoding="utf-8")
    server.wait_until("version 2", timeout=5)

    (site / "views.py").write_text("def index(request:\n", encoding="utf-8")
    server.wait_until("is not valid Python", timeout=5)

    assert "Traceback" not in server.said


def test_an_import_error_at_the_first_start_waits_for_the_fix(site, runserver):
    good = (site / "views.py").read_text(encoding="utf-8")
    (site / "views.py").write_text("import no_such_module\n", encoding="utf-8")
    server = runserver()
    server.wait_until("no_such_module")

    (site / "views.py").write_text(good, encoding="utf-8")

    server.wait_until("version 1", timeout=5)


def test_a_new_file_in_a_new_folder_is_watched(site, runserver):
    server = runserver()
    server.wait_until("version 1")

    (site / "shop").mkdir()
    (site / "shop" / "__init__.py").write_text("", encoding="utf-8")
    (site / "shop" / "words.py").write_text("TEXT = 'first'\n", encoding="utf-8")
    (site / "views.py").write_text(
        "from mtvgen.runtime.http import HttpResponse\nfrom .shop import words\n"
        "def index(request):\n    return HttpResponse(words.TEXT)\ndef slow(request): pass\n",
        encoding="utf-8",
    )
    server.wait_until("first", timeout=5)
    time.sleep(0.5)
    (site / "shop" / "words.py").write_text("TEXT = 'second'\n", encoding="utf-8")

    server.wait_until("second", timeout=5)


def test_files_that_are_no_code_do_not_restart(site, runserver):
    server = runserver()
    server.wait_until("version 1")

    (site / "notes.txt").write_text("x", encoding="utf-8")
    (site / "db.sqlite3").write_bytes(b"x")
    time.sleep(0.5)

    assert "restarting" not in server.said, server.said


def test_when_the_supervisor_is_killed_nothing_is_left_behind(site, runserver):
    server = runserver()
    server.wait_until("version 1")

    server.stop(signal.SIGKILL)

    port = int(server.url.rstrip("/").rpartition(":")[2])
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    raise AssertionError("Somebody still listens")


def test_a_fresh_interpreter_serves_where_no_process_can_be_forked(site, runserver):
    server = runserver("0", before=FRESH)
    server.wait_until("version 1")
    save(site, "version 2")
    server.wait_until("version 2", timeout=8)
    code, _ = server.stop()

    assert code == 0


# Idle

ELSEWHERE = (  # signals reach another thread, as one that comes just before a wait reaches nobody
    "import signal, threading\n"
    "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])\n"
)


@pytest.mark.parametrize("words", [["--noreload"], []], ids=["noreload", "reload"])
def test_a_signal_that_does_not_reach_the_main_thread_is_heard_all_the_same(runserver, words):
    server = runserver("0", *words, before=ELSEWHERE)
    server.wait_until("version 1")
    if words:
        time.sleep(0.5)  # now nobody looks after requests any more

    code, took = server.stop(signal.SIGTERM)

    assert code == 0
    assert took < 8


def switches(processes):
    """Return how often the threads of *processes* went to sleep so far, by thread."""
    found = {}
    for process in processes:
        for thread in Path(f"/proc/{process}/task").iterdir():
            text = (thread / "status").read_text(encoding="utf-8")
            found[thread.name] = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", text, re.M)[1]
    return found


def session_of(process):
    """Return *process* and all below it."""
    found = [process]
    for one in found:  # grows
        with contextlib.suppress(OSError):  # it has just ended
            for thread in Path(f"/proc/{one}/task").iterdir():
                words = (thread / "children").read_text(encoding="utf-8").split()
                found += map(int, words)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="/proc, inotify and pidfd are Linux's")
@pytest.mark.parametrize("words", [["--noreload"], []], ids=["noreload", "reload"])
def test_nobody_wakes_while_nothing_happens_though_a_page_is_open(runserver, words):
    server = runserver("0", *words)
    server.wait_until("version 1")
    port = int(server.url.rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=15) as page:
        path = "/" if words else STREAM
        page.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert page.recv(4096).startswith(b"HTTP/1.1 200 OK")
        deadline = time.monotonic() + 20
        while True:
            # the server; or the supervisor, the process that forks, the worker and the spare
            processes = session_of(server.process.pid)
            before = switches(processes)
            time.sleep(2)
            after = switches(processes)
            if after == before and len(processes) == (1 if words else 4):
                break
            assert time.monotonic() < deadline, f"{before} became {after}"

        assert server.get()[0] == 200


# Spares

linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's, and so is forking")


@pytest.fixture
def who(site, runserver):
    """A running server that says which process serves."""

    def start(**more):
        (site / "views.py").write_text(
            "import os\nfrom mtvgen.runtime.http import HttpResponse\n"
            "def index(request):\n    return HttpResponse(f'version 1 by {os.getpid()}')\n"
            "def slow(request): pass\n",
            encoding="utf-8",
        )
        server = runserver(**more)
        server.wait_until("version 1")
        return server

    return start


def serving(server):
    return int(server.get()[1].rpartition(" ")[2])


def spare_of(server):
    """Return the process that waits to become the next worker, once there is one."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        worker = serving(server)
        parent = int(Path(f"/proc/{worker}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
        found = {*session_of(server.process.pid)} - {server.process.pid, parent, worker}
        if found:
            return found.pop()
        time.sleep(0.05)
    raise AssertionError("There is no spare.")


def change(site, text):
    file = site / "views.py"
    file.write_text(file.read_text(encoding="utf-8").replace("version 1", text), encoding="utf-8")


@linux
@pytest.mark.parametrize("before", ["", FRESH], ids=["forked", "fresh"])
def test_after_a_change_the_process_that_waited_serves(site, who, before):
    server = who(before=before)
    spare = spare_of(server)

    change(site, "version 2")
    server.wait_until("version 2", timeout=5)

    assert serving(server) == spare
    assert spare_of(server) != spare


@linux
def test_a_spare_that_is_gone_is_missed_by_nobody(site, who):
    server = who()
    os.kill(spare_of(server), signal.SIGKILL)

    change(site, "version 2")
    server.wait_until("version 2", timeout=5)


@linux
@pytest.mark.parametrize("before", ["", FRESH], ids=["forked", "fresh"])
def test_what_manage_imports_is_as_new_as_everything_else(site, who, before):
    manage = site / "manage.py"
    text = manage.read_text(encoding="utf-8")
    (site.parent / "extra.py").write_text("WORD = 'version 1'\n", encoding="utf-8")
    line = "import os; os.environ['WORD'] = __import__('extra').WORD\nfrom mtvgen"
    manage.write_text(text.replace("from mtvgen", line), encoding="utf-8")
    change(site, "version 1")
    server = who(before=before)
    file = site / "views.py"
    text = file.read_text(encoding="utf-8").replace("version 1", '{os.environ["WORD"]}')
    file.write_text(text, encoding="utf-8")
    server.wait_until("version 1")
    time.sleep(1.5)  # the spare has found out that it is no use

    for number in (2, 3):
        (site.parent / "extra.py").write_text(f"WORD = 'version {number}'\n", encoding="utf-8")
        server.wait_until(f"version {number}", timeout=8)


@linux
def test_a_change_of_manage_itself_is_heeded(site, who):
    server = who()
    spare = spare_of(server)
    change(site, '{os.environ.get("WORD", "none")}')
    server.wait_until("none", timeout=5)
    spare = spare_of(server)

    manage = site / "manage.py"
    text = manage.read_text(encoding="utf-8")
    manage.write_text(f"import os; os.environ['WORD'] = 'version 2'\n{text}", encoding="utf-8")
    server.wait_until("version 2", timeout=5)

    assert serving(server) != spare


@linux
def test_a_broken_manage_is_told_once(site, who):
    server = who()
    spare_of(server)

    (site / "manage.py").write_text("def main(:\n", encoding="utf-8")
    server.wait_until("does not start", timeout=5)
    time.sleep(1.5)

    assert server.said.count("invalid syntax") == 1, server.said


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("before", ["", FRESH], ids=["forked", "fresh"])
def test_the_spare_ends_with_its_supervisor_and_says_nothing(who, before, number):
    server = who(before=before)
    processes = [*session_of(server.process.pid), spare_of(server)]

    if number == signal.SIGINT:  # as a terminal sends it: to everybody
        for one in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(one), number)
    server.stop(number)

    assert "Traceback" not in server.said
    deadline = time.monotonic() + 5
    while any(alive(one) for one in processes):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


# What the terminal says


DATABASE = """
from pathlib import Path
DATABASES = {"default": {"ENGINE": "mtvgen.runtime.db.backends.sqlite3",
                         "NAME": Path(__file__).with_name("db.sqlite3")}}
"""


def test_migrations_that_wait_are_said_without_making_the_database(site, runserver):
    settings = site / "settings.py"
    settings.write_text(settings.read_text(encoding="utf-8") + DATABASE, encoding="utf-8")
    (site / "migrations").mkdir()
    (site / "migrations" / "0001_initial.py").write_text("", encoding="utf-8")

    server = runserver("0", "--noreload")

    assert "1 migration has not been applied yet (app: mysite)." in server.said
    assert "python manage.py migrate" in server.said
    assert not (site / "db.sqlite3").exists()


def test_migrations_that_the_database_has_seen_are_not_said(site, runserver):
    settings = site / "settings.py"
    settings.write_text(settings.read_text(encoding="utf-8") + DATABASE, encoding="utf-8")
    (site / "migrations").mkdir()
    (site / "migrations" / "0001_initial.py").write_text("", encoding="utf-8")
    with contextlib.closing(sqlite3.connect(site / "db.sqlite3")) as database, database:
        database.execute("CREATE TABLE django_migrations (id INTEGER, app TEXT, name TEXT)")
        database.execute("INSERT INTO django_migrations VALUES (1, 'mysite', '0001_initial')")

    server = runserver("0", "--noreload")

    assert "migration" not in server.said


def test_an_error_in_a_view_is_one_block_in_the_terminal_and_a_page_in_the_browser(site, runserver):
    (site / "views.py").write_text(
        "def index(request):\n    return 1 / 0\ndef slow(request): pass\n", encoding="utf-8"
    )
    server = runserver("0", "--noreload")

    status, page = server.get()
    server.wait_for(r"GET / 500")

    assert status == 500
    assert "ZeroDivisionError" in page
    assert "views.py, line 2, in index:" in server.said
    assert "Traceback" not in server.said


def test_a_view_that_leaves_python_does_not_take_the_server_with_it(site, runserver):
    (site / "views.py").write_text(
        "import sys\ndef index(request):\n    sys.exit(3)\ndef slow(request): pass\n",
        encoding="utf-8",
    )
    server = runserver("0", "--noreload")

    assert [server.get()[0] for _ in range(3)] == [500, 500, 500]
    assert server.process.poll() is None


def children_of(pid):
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(one) for one in listed.stdout.split()]


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_when_the_process_that_forks_workers_dies_the_next_save_still_restarts(site, runserver):
    server = runserver()
    server.wait_until("version 1")
    os.kill(children_of(server.process.pid)[0], signal.SIGKILL)
    time.sleep(0.2)

    save(site, "version 2")

    server.wait_until("version 2", timeout=8)
    assert "Traceback" not in server.said
    assert server.stop()[0] == 0


def test_a_worker_that_dies_while_serving_is_said_and_replaced_at_the_next_save(site, runserver):
    (site / "views.py").write_text(
        "import os\ndef index(request):\n    os._exit(9)\ndef slow(request): pass\n",
        encoding="utf-8",
    )
    server = runserver()
    with contextlib.suppress(OSError):
        server.get()
    server.wait_until("exit code 9", timeout=5)

    save(site, "alive")

    server.wait_until("alive", timeout=5)
