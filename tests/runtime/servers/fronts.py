"""Web servers that stand in front: nginx and lighttpd, each in a folder of its own."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 20.0  # seconds


def program(name: str) -> str | None:
    """Return the path of a web server, if it is installed."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def nginx(folder: Path, inside_server: str, *, outside: str = "") -> Iterator[int]:
    """Run nginx with these lines in its `server`; yield its port."""
    port = free_port()
    temporary = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "scgi", "uwsgi")
    )
    conf = folder / "nginx.conf"
    conf.write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log stderr;\n"
        "events { worker_connections 512; }\n"
        f"http {{\n    access_log off;\n    client_max_body_size 8m;\n{temporary}{outside}\n"
        f"    server {{\n        listen 127.0.0.1:{port} backlog=512;\n{inside_server}\n    }}\n}}\n",
        encoding="utf-8",
    )
    with _running([program("nginx") or "nginx", "-p", str(folder), "-c", str(conf)], port, folder):
        yield port


@contextmanager
def lighttpd(folder: Path, lines: str) -> Iterator[int]:
    """Run lighttpd with these lines in its configuration; yield its port."""
    port = free_port()
    conf = folder / "lighttpd.conf"
    conf.write_text(
        f'server.document-root = "{folder}"\nserver.port = {port}\nserver.bind = "127.0.0.1"\n'
        'server.errorlog = "/dev/stderr"\nserver.listen-backlog = 512\n'
        f"server.stream-response-body = 1\n{lines}",
        encoding="utf-8",
    )
    words = [program("lighttpd") or "lighttpd", "-D", "-f", str(conf)]
    with _running(words, port, folder):
        yield port


@contextmanager
def _running(words: list[str], port: int, folder: Path) -> Iterator[None]:
    log = folder / "front.log"
    with log.open("wb") as output:
        process = subprocess.Popen(words, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < end, log.read_text(encoding="utf-8")
                time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
