"""A student's program under the checks: when it counts as listening, and what happens when its port is gone."""

import os
import random
import socket
import time
from pathlib import Path

import pytest

from mtvgen.classroom.checks import Run
from mtvgen.classroom.program import ProgramFault, _is_listening

LISTENS_LATE = """
import socket, sys, time
listener = socket.socket()
listener.bind(("127.0.0.1", int(sys.argv[1])))
time.sleep(0.3)  # as wsgiref, which looks for the name of the host here
listener.listen()
while True:
    connection, _ = listener.accept()
    connection.recv(1024)
    connection.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\nlate")
    connection.close()
"""


def test_a_program_that_has_its_port_and_does_not_listen_yet_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(LISTENS_LATE, encoding="utf-8")
    run = Run(tmp_path, "server.py", random.Random(0))
    try:
        answer = run.get("/")
    finally:
        run.stop()

    assert answer.text == "late"


PORT_IS_TAKEN = """
import errno, pathlib, socket, sys
listener = socket.socket()
starts = pathlib.Path("starts.txt")
starts.write_text((starts.read_text() if starts.exists() else "") + sys.argv[1] + " ")
if len(starts.read_text().split()) <= TIMES:
    raise OSError(errno.EADDRINUSE, "Address already in use")
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
while True:
    connection, _ = listener.accept()
    connection.recv(1024)
    connection.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\n" + starts.read_bytes())
    connection.close()
"""


def test_a_program_whose_port_was_snatched_away_is_started_with_another(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(PORT_IS_TAKEN.replace("TIMES", "1"), encoding="utf-8")
    run = Run(tmp_path, "server.py", random.Random(0))
    try:
        ports = run.get("/").text.split()
        output = run.output
    finally:
        run.stop()

    assert len(set(ports)) == 2
    assert "already in use" not in output


def test_a_program_that_never_gets_its_port_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(PORT_IS_TAKEN.replace("TIMES", "9"), encoding="utf-8")
    run = Run(tmp_path, "server.py", random.Random(0))

    with pytest.raises(ProgramFault, match="ended by itself") as caught:
        run.get("/")

    assert "already in use" in caught.value.output


def test_a_port_that_a_connection_has_is_not_listened_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as passing:
            passing_port = passing.getsockname()[1]

            assert _is_listening(port)
            assert not _is_listening(passing_port) or not Path("/proc/net/tcp").exists()


SERVES = """
import socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    connection, _ = listener.accept()
    connection.recv(1024)
    connection.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\nhere")
    connection.close()
"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_pipes_and_links_that_lead_nowhere_are_no_part_of_a_program(tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / "below").mkdir(parents=True)
    (work / "server.py").write_text(SERVES, encoding="utf-8")
    os.mkfifo(work / "pipe")
    (work / "gone").symlink_to("/nowhere/at/all")
    (work / "me").symlink_to(".")
    (work / "below" / "up").symlink_to("..")
    run = Run(work, "server.py", random.Random(0))
    try:
        assert run.get("/").text == "here"
    finally:
        run.stop()


def test_a_folder_that_went_away_is_told_and_not_blamed_on_the_check(tmp_path: Path) -> None:
    with pytest.raises(ProgramFault, match="cannot be read"):
        Run(tmp_path / "gone", "server.py", random.Random(0)).get("/")


@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="only Linux shows whose a process is"
)
def test_a_process_that_left_its_group_is_ended_too(tmp_path: Path) -> None:
    leaves = (
        "import os, pathlib, time\n"
        "if os.fork() == 0:\n    os.setsid()\n    pathlib.Path(os.environ['TOLD']).write_text(str(os.getpid()))\n    time.sleep(300)\n"
    )
    (tmp_path / "server.py").write_text(leaves + SERVES, encoding="utf-8")
    told = tmp_path / "pid"
    run = Run(tmp_path, "server.py", random.Random(0))
    run.start(environment={"TOLD": str(told)})
    run.get("/")
    end = time.monotonic() + 10
    while not (told.exists() and told.read_text("utf-8")):
        assert time.monotonic() < end
        time.sleep(0.01)

    run.stop()

    stat = Path(f"/proc/{told.read_text('utf-8')}/stat")
    assert not stat.exists() or stat.read_text("utf-8").split()[2] == "Z"
