"""Many requests over one connection, many connections, slow ones, and clients that go away."""

import contextlib
import os
import random
import select
import socket
import struct
import sys
import threading
import time

import pytest

from mtvgen.runtime.server.connection import Connection
from mtvgen.runtime.server.limits import Limits

from .wire import Wire, chunked, get, post


def test_a_connection_serves_many_requests(serve):
    with serve().wire() as wire:
        for number in range(50):
            assert wire.ask(get(f"/environ?{number}")).json["QUERY_STRING"] == str(number)


def test_requests_sent_together_are_answered_in_order(serve):
    with serve().wire() as wire:
        wire.send(b"".join(get(f"/environ?{number}") for number in range(20)))

        assert [wire.answer().json["QUERY_STRING"] for _ in range(20)] == [
            str(n) for n in range(20)
        ]


def test_bodies_and_requests_sent_together_stay_apart(serve):
    with serve().wire() as wire:
        wire.send(post(b"one") + chunked(b"two", b"!") + get("/environ?3") + post(b"four"))

        bodies = [wire.answer().body for _ in range(4)]

    assert (bodies[0], bodies[1], bodies[3]) == (b"one", b"two!", b"four")


def test_a_client_that_says_close_gets_close(serve):
    with serve().wire() as wire:
        answer = wire.ask(get("/", "Connection: close"))

        assert answer.closes
        assert wire.is_closed()


def test_a_long_answer_to_a_client_that_says_close_is_whole(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"x" * 3_000_000]

    with serve(application).wire() as wire:
        wire.send(get("/", "Connection: close"))
        time.sleep(0.3)  # the server has long closed; the system still has the answer

        assert len(wire.answer().body) == 3_000_000
        assert wire.is_closed()


@pytest.mark.skipif(sys.platform != "linux", reason="only there accepted sockets have them at once")
def test_the_sockets_of_connections_have_the_options_that_they_need(serve):
    server = serve()
    seen = []

    class Looking(Connection):
        def get_environ(self):
            seen.append(
                (
                    self.request.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY),
                    self.request.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16),
                    self.request.getsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, 16),
                    os.get_blocking(self.request.fileno()),
                )
            )
            return super().get_environ()

    server.server.RequestHandlerClass = Looking
    before = socket.getdefaulttimeout()
    try:
        for timeout in (None, 7.0):  # a program may set one for its own connections
            socket.setdefaulttimeout(timeout)
            with server.wire() as wire:
                assert wire.ask(get("/")).status == 200
    finally:
        socket.setdefaulttimeout(before)

    receive, send = struct.pack("ll", 0, 8_000), struct.pack("ll", 30, 0)
    assert [one[0] for one in seen] == [1, 1]
    assert [one[2:] for one in seen] == [(send, True)] * 2
    assert all(struct.unpack("ll", one[1]) <= struct.unpack("ll", receive) for one in seen)
    assert all(any(struct.unpack("ll", one[1])) for one in seen)


def test_a_second_request_after_close_is_not_answered(serve):
    with serve().wire() as wire:
        wire.send(get("/", "Connection: close") + get("/environ"))

        assert wire.answer().body == b"hello"
        assert wire.is_closed()


def test_a_connection_that_waits_for_long_can_still_be_used(serve):
    with serve().wire() as wire:
        assert wire.ask(get()).status == 200
        time.sleep(0.3)  # long after the thread has given it back

        assert wire.ask(get()).status == 200


def test_an_idle_connection_is_closed_without_a_word(serve):
    with serve(limits=Limits(idle_time=0.2)).wire() as wire:
        assert wire.is_closed()


def test_a_head_that_does_not_end_is_told_so(serve):
    with serve(limits=Limits(head_time=0.2)).wire() as wire:
        answer = wire.ask(b"GET / HTTP/1.1\r\nHost:")

        assert (answer.status, answer.closes) == (408, True)


def test_who_never_reads_that_its_time_is_over_is_let_go_though_nothing_else_happens(serve):
    server = serve(limits=Limits(head_time=0.2, linger_time=0.3))
    with server.wire() as wire:
        wire.send(b"GET / HT")  # and neither reads the answer nor closes
        waiting = server.server._waiting
        deadline = time.monotonic() + 5
        seen = 0
        while len(waiting) or not seen:
            seen = max(seen, len(waiting))
            assert time.monotonic() < deadline
            time.sleep(0.01)

        assert wire.answer().status == 408


def test_bytes_now_and_then_do_not_prolong_a_head(serve):
    with serve(limits=Limits(head_time=0.5)).wire() as wire:
        began = time.monotonic()
        wire.send(b"GET / HTTP/1.1\r\n")
        for _ in range(5):
            time.sleep(0.07)
            wire.send(b"X-A: 1\r\n")

        assert wire.answer().status == 408
        assert time.monotonic() - began < 1.5


def test_a_small_body_that_does_not_arrive_is_told_so(serve):
    with serve(limits=Limits(body_time=0.2)).wire() as wire:
        assert wire.ask(post(b"abc")[:-1]).status == 408


def test_a_large_body_that_does_not_arrive_is_told_so(serve):
    running = serve(valid=False, limits=Limits(body_time=0.2))
    with running.wire() as wire:
        assert (
            wire.ask(get("/echo", "Content-Length: 900000", method="POST") + b"abc").status == 408
        )


def test_idle_connections_keep_nobody_out(serve):
    running = serve(limits=Limits(threads=2))
    idle = [running.wire() for _ in range(100)]
    half = [running.wire().send(b"GET / HT") for _ in range(100)]

    began = time.monotonic()
    assert running.ask(get()).status == 200
    assert time.monotonic() - began < 1

    for wire in idle + half:
        wire.socket.close()


def test_slow_bodies_keep_nobody_out(serve):
    running = serve(limits=Limits(threads=2))
    slow = [running.wire().send(post(b"x" * 1000)[:-1]) for _ in range(20)]

    assert running.ask(get()).status == 200

    for wire in slow:
        wire.socket.close()


def test_requests_are_served_side_by_side(serve):
    together = threading.Barrier(8, timeout=5)

    def application(environ, start_response):
        together.wait()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"met"]

    running = serve(application, limits=Limits(threads=8))
    wires = [running.wire().send(get()) for _ in range(8)]

    assert [wire.answer().body for wire in wires] == [b"met"] * 8

    for wire in wires:
        wire.socket.close()


def test_a_view_that_hangs_keeps_nobody_waiting(serve):
    release = threading.Event()

    def application(environ, start_response):
        if environ["PATH_INFO"] == "/hang":
            release.wait(10)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"done"]

    running = serve(application, limits=Limits(threads=1))
    with running.wire() as hanging:
        hanging.send(get("/hang"))
        began = time.monotonic()
        for _ in range(20):
            assert running.ask(get()).status == 200
        assert time.monotonic() - began < 2

        release.set()
        assert hanging.answer().body == b"done"
        assert hanging.ask(get()).body == b"done"


def test_threads_that_lost_their_turn_end_when_their_view_does(serve):
    def application(environ, start_response):
        time.sleep(0.1)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"done"]

    running = serve(application)
    wires = [running.wire().send(get()) for _ in range(10)]
    assert all(wire.answer().status == 200 for wire in wires)
    time.sleep(0.2)

    names = [thread.name for thread in threading.enumerate()]
    assert names.count("mtvgen-receiving") == 1

    for wire in wires:
        wire.socket.close()


def test_a_burst_of_connections_is_answered_at_once(serve):
    running = serve()
    began = time.monotonic()
    wires = [running.wire().send(get("/", "Connection: close")) for _ in range(300)]

    assert [wire.answer().status for wire in wires] == [200] * 300
    assert time.monotonic() - began < 2  # a lost connection is tried again after one second

    for wire in wires:
        wire.socket.close()


def test_more_requests_than_may_wait_are_told_to_come_later(serve):
    go = threading.Event()

    def application(environ, start_response):
        go.wait(5)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"done"]

    running = serve(application, limits=Limits(threads=1, queue=2))
    wires = []
    for _ in range(6):
        wires.append(running.wire().send(get("/", "Connection: close")))
        time.sleep(0.05)
    go.set()
    statuses = sorted(wire.answer().status for wire in wires)

    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 3
    assert running.ask(get()).status == 200

    for wire in wires:
        wire.socket.close()


def test_threads_never_exceed_their_limit(serve):
    running = serve(limits=Limits(threads=3))
    wires = [running.wire().send(get()) for _ in range(30)]

    assert all(wire.answer().status == 200 for wire in wires)
    serving = [one for one in threading.enumerate() if one.name == "mtvgen-serving"]
    assert len(serving) <= 3

    for wire in wires:
        wire.socket.close()


def test_beyond_its_limit_the_connection_idle_for_longest_makes_room(serve):
    running = serve(limits=Limits(connections=10))
    wires = [running.wire() for _ in range(12)]
    time.sleep(0.2)

    assert wires[0].is_closed()
    assert wires[-1].ask(get()).status == 200

    for wire in wires:
        wire.socket.close()


def reset(wire: Wire) -> None:
    """Go away with a RST, as a browser does whose tab is closed."""
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.socket.close()


def test_clients_that_go_away_leave_no_traceback(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"x" * 100_000
        environ["wsgi.input"].read(10_000_000)
        for _ in range(50):
            yield b"x" * 100_000

    running = serve(application)
    for request in (get(), get()[:-3], b"", get("/", "Content-Length: 9000000", method="POST")):
        for leave in (reset, lambda wire: wire.socket.close()):
            wire = running.wire().send(request)
            time.sleep(0.02)
            leave(wire)
    time.sleep(0.3)

    assert "Traceback" not in running.log.getvalue()
    assert running.ask(get("/", "Connection: close")).status == 200


def test_a_client_that_stops_reading_is_cut_off(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (b"x" * 1_000_000 for _ in range(100))

    running = serve(application, limits=Limits(send_time=0.3, threads=1))
    stuck = running.wire().send(get())
    time.sleep(0.1)

    assert running.ask(get(method="HEAD"), head=True).status == 200
    stuck.socket.close()


def test_garbage_of_every_kind_leaves_a_server_that_answers(serve):
    running = serve(
        valid=False, limits=Limits(head_time=0.3, body_time=0.3, idle_time=0.3, threads=8)
    )
    dice = random.Random(7)
    good = [
        get("/environ"),
        post(b"abc" * 100),
        chunked(b"abc", b"def"),
        get("/", "Connection: close"),
    ]
    wires = []
    for _ in range(300):
        data = bytearray(dice.choice(good))
        for _ in range(dice.randrange(4)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        wire = running.wire()
        wire.socket.settimeout(0.5)
        wire.socket.sendall(data[: dice.randrange(1, len(data) + 1)])
        if dice.random() < 0.5:
            reset(wire)
        else:
            wires.append(wire)

    assert running.ask(get()).status == 200
    for wire in wires:
        wire.socket.close()
    time.sleep(1.0)
    assert "Traceback" not in running.log.getvalue()
    assert len(running.server._waiting) == 0
    assert running.server._pool.busy == 0
    assert running.ask(post(b"still in step")).body == b"still in step"


def test_a_keep_alive_request_never_waits_for_a_delayed_acknowledgement(serve):
    times = []
    with serve().wire() as wire:
        for _ in range(40):
            began = time.perf_counter()
            wire.ask(post(b"a=1"))
            times.append(time.perf_counter() - began)

    assert sorted(times)[20] < 0.02


def test_a_small_answer_is_one_send(serve):
    with serve(valid=False).wire() as wire:
        wire.send(get())
        time.sleep(0.2)

        assert wire.socket.recv(65536).endswith(b"\r\n\r\nhello")


def test_the_log_has_one_line_per_request(serve):
    running = serve()

    running.ask(get("/environ?a=1"))
    running.stop()

    line = running.log.getvalue().splitlines()[0]
    assert line.startswith("GET /environ?a=1 200 ")
    assert line.split()[4] == "ms"
    assert line.endswith("B")


def test_a_path_cannot_write_into_the_log(serve):
    running = serve()

    running.ask(b"GET /\xc2\x9b31m\xe2\x80\xae HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    running.stop()

    assert running.log.getvalue().isascii()
    assert "\\x" in running.log.getvalue()


def test_stopping_lets_a_request_in_flight_finish(serve):
    started = threading.Event()

    def application(environ, start_response):
        started.set()
        time.sleep(0.3)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"finished"]

    running = serve(application)
    with running.wire() as wire:
        wire.send(get())
        started.wait(5)
        running.server.stop_soon()
        answer = wire.answer()

    assert (answer.body, answer.closes) == (b"finished", True)


def test_stopping_does_not_wait_for_ever(serve):
    release = threading.Event()

    def application(environ, start_response):
        release.wait(10)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b""]

    running = serve(application)
    with running.wire() as wire:
        wire.send(get())
        time.sleep(0.1)
        began = time.monotonic()
        running.server.shutdown()

        assert time.monotonic() - began < 1
    release.set()


def test_who_has_just_connected_is_answered_although_the_server_stops(serve):
    running = serve()
    with running.wire() as before, running.wire() as wire:
        assert before.ask(get()).status == 200
        wire.send(get()[:5])
        assert before.ask(get()).status == 200  # so the other one has been taken too

        running.server.stop_soon()
        answer = wire.ask(get()[5:])

        assert (answer.status, answer.closes) == (200, True)
        assert wire.is_closed()
        assert before.is_closed()


def test_a_body_that_never_ends_is_cut_off_however_fast_it_comes(serve):
    running = serve(valid=False, limits=Limits(body_longest=0.3))
    with running.wire() as wire:
        wire.send(get("/echo", "Transfer-Encoding: chunked", method="POST"))
        with contextlib.suppress(OSError):
            while True:
                wire.send(b"3e8\r\n" + b"x" * 1_000 + b"\r\n")
                if wire.socket in select.select([wire.socket], [], [], 0.005)[0]:
                    break

        assert wire.answer().status == 408


def test_a_client_that_reads_a_little_now_and_then_is_cut_off_in_the_end(serve):
    ended = threading.Event()

    def endless(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        try:
            while True:
                yield b"x" * 65_536
        finally:
            ended.set()

    running = serve(endless, limits=Limits(send_time=5, send_longest=0.5))
    with running.wire() as wire:
        wire.send(get())
        with contextlib.suppress(OSError, EOFError):
            while not ended.wait(0.02):
                wire.exactly(20_000)

        assert ended.is_set()
