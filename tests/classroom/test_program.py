"""A student's program under the checks: when it counts as listening."""

import random
from pathlib import Path

from mtvgen.classroom.checks import Run

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
