"""HTTPS with a certificate of this machine's own: who gets it, how it is kept, what is spoken."""

import io
import os
import socket
import ssl
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from mtvgen.runtime.server.certificate import NoCertificate, certificate_for
from mtvgen.runtime.server.development import DevelopmentServer
from mtvgen.runtime.server.limits import Limits
from mtvgen.runtime.server.listening import listen, names_of
from mtvgen.runtime.server.log import RequestLog
from mtvgen.runtime.server.secure import SecureSocket, context_of

from .protocol import SECTIONS
from .protocol.application import application
from .wire import Wire, get

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CASES = [case for name in ("bodies", "connections", "answers") for case in SECTIONS[name]]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return certificate_for(["localhost", "127.0.0.1"], tmp_path_factory.mktemp("https"))


@pytest.fixture(scope="module")
def running(certificate):
    """A server that speaks HTTPS, and its log."""
    context = context_of(certificate)
    log = io.StringIO()
    server = DevelopmentServer(
        listen("127.0.0.1", 0),
        log=RequestLog(log),
        secure=lambda request: SecureSocket(request, context, Limits()),
    )
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture(scope="module")
def trusting(certificate):
    """What a client that trusts the certificate, and nothing else, speaks with."""
    context = ssl.create_default_context(cafile=certificate)
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    return context


@pytest.fixture(scope="module")
def careless():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_over_https_the_server_does_what_the_protocol_asks_too(running, careless, case):
    assert case.failure(running.server_address, context=careless) == ""


def test_the_certificate_is_good_for_its_names_and_the_application_knows(running, trusting):
    with Wire(running.server_address) as wire:
        wire.socket = trusting.wrap_socket(wire.socket, server_hostname="localhost")
        environ = wire.ask(get("/environ")).json

    assert (environ["wsgi.url_scheme"], environ["HTTPS"]) == ("https", "on")


def test_who_speaks_plain_http_is_told_so(running):
    with Wire(running.server_address) as wire:
        answer = wire.ask(get())

        assert answer.status == 400
        assert b"https://" in answer.body
        assert wire.is_closed()


def test_what_is_neither_is_hung_up_on_without_a_word(running):
    before = len(running.log._stream.getvalue())
    with socket.create_connection(running.server_address, timeout=5) as client:
        client.sendall(b"\x16\x03\x01\x00\x05nonsense, and more of it" * 10)
        while client.recv(1000):
            pass

    assert running.log._stream.getvalue()[before:] == ""


def test_who_does_not_read_the_answer_is_cut_off_over_https_too(certificate, careless):
    limits = Limits(send_time=0.2, send_longest=0.3)
    context = context_of(certificate)
    server = DevelopmentServer(
        listen("127.0.0.1", 0),
        limits=limits,
        log=RequestLog(io.StringIO()),
        secure=lambda request: SecureSocket(request, context, limits),
    )
    ended = threading.Event()

    def endless(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        try:
            while True:
                yield b"x" * 1_000_000
        finally:
            ended.set()

    server.set_app(endless)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with Wire(server.server_address) as wire:
            wire.socket = careless.wrap_socket(wire.socket)
            wire.send(get())
            assert ended.wait(10)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_a_hundred_handshakes_that_stop_in_the_middle_keep_nobody_out(running, trusting):
    silent = [socket.create_connection(running.server_address, timeout=5) for _ in range(100)]
    try:
        for client in silent:
            client.sendall(b"\x16\x03\x01")
        with Wire(running.server_address) as wire:
            wire.socket = trusting.wrap_socket(wire.socket, server_hostname="localhost")
            assert wire.ask(get("/hello")).body == b"hello"
    finally:
        for client in silent:
            client.close()


# The certificate


def names_in(file):
    found = x509.load_pem_x509_certificate(file.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return sorted(str(one.value) for one in names)


def test_a_certificate_is_made_once_for_its_names_and_readable_by_its_owner_alone(tmp_path):
    file = certificate_for(["localhost", "127.0.0.1", "::1"], tmp_path / "new")
    before = file.read_bytes()

    assert certificate_for(["::1", "localhost", "127.0.0.1"], tmp_path / "new") == file
    assert file.read_bytes() == before
    assert names_in(file) == ["127.0.0.1", "::1", "localhost"]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_a_certificate_whose_time_is_nearly_over_is_made_anew(tmp_path):
    before = certificate_for(["localhost"], tmp_path, now=NOW).read_bytes()

    kept = certificate_for(["localhost"], tmp_path, now=NOW + timedelta(days=80)).read_bytes()
    renewed = certificate_for(["localhost"], tmp_path, now=NOW + timedelta(days=85)).read_bytes()

    assert kept == before
    assert renewed != before


def test_another_address_means_another_certificate(tmp_path):
    certificate_for(["localhost"], tmp_path)

    file = certificate_for(["localhost", "192.0.2.7"], tmp_path)

    assert names_in(file) == ["192.0.2.7", "localhost"]


def test_a_file_that_is_none_or_that_others_may_read_is_replaced(tmp_path):
    for spoil in (lambda f: f.write_text("nonsense"), lambda f: f.chmod(0o644)):
        file = certificate_for(["localhost"], tmp_path)
        before = file.read_bytes()
        spoil(file)

        assert certificate_for(["localhost"], tmp_path).read_bytes() != before
        assert context_of(file)


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(NoCertificate, match="cannot be written"):
        certificate_for(["localhost"], tmp_path / "file")


def test_without_the_package_it_says_what_to_install(tmp_path):
    code = (
        "import sys; sys.modules['cryptography'] = None\n"
        "from pathlib import Path\n"
        "from mtvgen.runtime.server.certificate import certificate_for, NoCertificate\n"
        "try: certificate_for(['localhost'], Path(sys.argv[1]))\n"
        "except NoCertificate as error: print(error.hint)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert done.stdout == 'Install it: python -m pip install "mtvgen[https]"\n'


def test_a_server_that_others_see_has_its_address_in_the_names():
    with listen("127.0.0.1", 0) as local, listen("0.0.0.0", 0) as everywhere:
        assert names_of(local) == ["localhost", "127.0.0.1", "::1"]
        assert names_of(everywhere)[:3] == names_of(local)
