"""A student's program under the checks: when it counts as listening, and what happens when its port is gone."""

import random
import socket
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
