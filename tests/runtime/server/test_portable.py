"""The way of systems whose sockets have no time-outs of their own, and no poll(): Windows."""

import select
import time

import pytest

from mtvgen.runtime.server import connection, development, sockets
from mtvgen.runtime.server.limits import Limits

from .wire import chunked, get, post


@pytest.fixture
def portable(serve, monkeypatch):
    for module in (connection, development, sockets):
        monkeypatch.setattr(module, "TIMED", False)
    monkeypatch.setattr(connection, "NO_WAIT", 0)
    monkeypatch.delattr(select, "poll", raising=False)
    return serve


def test_a_connection_serves_many_requests(portable):
    with portable().wire() as wire:
        for number in range(30):
            assert wire.ask(get(f"/environ?{number}")).json["QUERY_STRING"] == str(number)


@pytest.mark.parametrize("send", [post, chunked], ids=["length", "chunked"])
def test_a_large_body_arrives_whole(portable, send):
    body = b"0123456789" * 100_000

    assert portable().ask(send(body)).body == body


def test_a_large_answer_arrives_whole_although_the_client_reads_late(portable):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"x" * 8_000_000]

    with portable(application).wire() as wire:
        wire.send(get())
        time.sleep(0.3)

        assert wire.answer().body == b"x" * 8_000_000
        assert wire.ask(get(method="HEAD"), head=True).status == 200


def test_a_client_that_stops_reading_is_cut_off(portable):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (b"x" * 1_000_000 for _ in range(100))

    running = portable(application, limits=Limits(send_time=0.3))
    with running.wire() as stuck:
        stuck.send(get())
        time.sleep(0.6)

        assert running.ask(get(method="HEAD"), head=True).status == 200


def test_slow_views_run_side_by_side(portable):
    def application(environ, start_response):
        time.sleep(0.2)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"done"]

    running = portable(application)
    began = time.monotonic()
    wires = [running.wire().send(get()) for _ in range(10)]

    assert [wire.answer().body for wire in wires] == [b"done"] * 10
    assert time.monotonic() - began < 1.2

    for wire in wires:
        wire.socket.close()
