"""Well-formed requests: what the application is told. (RFC 9112, PEP 3333.)"""

import os

import pytest

from .wire import chunked, get, post


def environ_of(serve, request):
    return serve().ask(request).json


def test_a_simple_request_is_answered_with_its_length_and_date(serve):
    answer = serve(valid=False).ask(get())

    assert (answer.status, answer.body) == (200, b"hello")
    assert answer.headers["content-length"] == "5"
    assert answer.headers["date"].endswith(" GMT")


def test_method_path_and_query_reach_the_application_apart(serve):
    environ = environ_of(serve, get("/environ?a=1&b=%20?", method="GET"))

    assert environ["REQUEST_METHOD"] == "GET"
    assert (environ["PATH_INFO"], environ["SCRIPT_NAME"]) == ("/environ", "")
    assert environ["QUERY_STRING"] == "a=1&b=%20?"


def test_a_quoted_path_arrives_as_bytes_in_latin_1(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode("latin-1")]

    answer = serve(application).ask(get("/ti%E1%BA%BFng%2F"))

    assert answer.body.decode() == "/tiếng/"


def test_a_path_typed_without_quoting_arrives_all_the_same(serve):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode("latin-1")]

    request = b"GET /" + "tiếng".encode() + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"

    assert serve(application).ask(request).body.decode() == "/tiếng"


def test_headers_become_cgi_variables(serve):
    environ = environ_of(serve, get("/environ", "Accept: text/html", "X-Odd-Name:  spaced \t"))

    assert environ["HTTP_ACCEPT"] == "text/html"
    assert environ["HTTP_X_ODD_NAME"] == "spaced"


def test_a_header_that_comes_twice_is_joined_with_a_comma(serve):
    environ = environ_of(serve, get("/environ", "X-A: 1", "x-a: 2"))

    assert environ["HTTP_X_A"] == "1,2"


def test_two_cookie_headers_are_joined_with_a_semicolon(serve):
    environ = environ_of(serve, get("/environ", "Cookie: a=1", "Cookie: b=2"))

    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def test_headers_with_an_underscore_are_dropped(serve):
    environ = environ_of(serve, get("/environ", "X_User: root", "X-User: ada"))

    assert environ["HTTP_X_USER"] == "ada"


def test_content_type_and_length_have_no_http_prefix(serve):
    request = post(b"a=1", "Content-Type: application/x-www-form-urlencoded", path="/environ")

    environ = environ_of(serve, request)

    assert environ["CONTENT_TYPE"] == "application/x-www-form-urlencoded"
    assert environ["CONTENT_LENGTH"] == "3"
    assert "HTTP_CONTENT_LENGTH" not in environ


def test_a_content_type_that_was_not_sent_is_not_invented(serve):
    assert "CONTENT_TYPE" not in environ_of(serve, get("/environ"))


def test_the_client_is_the_sockets_peer_whatever_headers_say(serve):
    environ = environ_of(serve, get("/environ", "X-Forwarded-For: 10.0.0.1"))

    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["REMOTE_PORT"].isdigit()


def test_nothing_of_the_process_environment_leaks_in(serve, monkeypatch):
    monkeypatch.setitem(os.environ, "HTTPS", "on")
    monkeypatch.setitem(os.environ, "A_SECRET", "x")

    environ = environ_of(serve, get("/environ"))

    assert not {"HTTPS", "A_SECRET", "PATH", "HOME"} & set(environ)


def test_the_server_names_itself_by_its_address(serve):
    running = serve()

    environ = running.ask(get("/environ")).json

    assert environ["SERVER_NAME"] == "127.0.0.1"
    assert environ["SERVER_PORT"] == str(running.address[1])
    assert environ["SERVER_PROTOCOL"] == "HTTP/1.1"


def test_a_target_with_a_host_overrides_the_host_header(serve):
    environ = environ_of(serve, get("http://example.org:81/environ?q"))

    assert environ["HTTP_HOST"] == "example.org:81"
    assert (environ["PATH_INFO"], environ["QUERY_STRING"]) == ("/environ", "q")


def test_slashes_at_the_start_of_the_path_become_one(serve):
    assert environ_of(serve, get("//environ"))["PATH_INFO"] == "/environ"


def test_options_for_the_whole_server_is_answered_without_the_application(serve):
    def application(environ, start_response):
        raise AssertionError("not for the application")

    answer = serve(application).ask(get("*", method="OPTIONS"))

    assert answer.status == 204


def test_http_1_0_needs_no_host_and_is_closed_after_the_answer(serve):
    with serve().wire() as wire:
        answer = wire.ask(b"GET / HTTP/1.0\r\n\r\n")

        assert (answer.status, answer.closes) == (200, True)
        assert wire.is_closed()


def test_http_1_0_stays_open_when_the_client_asks_for_it(serve):
    with serve(valid=False).wire() as wire:
        answer = wire.ask(get(version="1.0")[:-2] + b"Connection: keep-alive\r\n\r\n")

        assert answer.headers["connection"] == "keep-alive"
        assert wire.ask(get()).status == 200


def test_empty_lines_before_a_request_are_skipped(serve):
    assert serve().ask(b"\r\n\r\n" + get()).status == 200


def test_a_request_may_arrive_byte_by_byte(serve):
    with serve().wire() as wire:
        for byte in get("/environ"):
            wire.send(bytes([byte]))

        assert wire.answer().json["PATH_INFO"] == "/environ"


def test_a_body_is_read_to_its_length(serve):
    assert serve().ask(post(b"a" * 1000)).body == b"a" * 1000


def test_a_body_larger_than_what_is_received_ahead_is_read_from_the_socket(serve):
    body = os.urandom(1_000_000)

    assert serve().ask(post(body)).body == body


def test_a_body_that_arrives_in_pieces_is_put_together(serve):
    with serve().wire() as wire:
        request = post(b"0123456789" * 100)
        for start in range(0, len(request), 97):
            wire.send(request[start : start + 97])

        assert wire.answer().body == b"0123456789" * 100


def test_a_chunked_body_is_decoded(serve):
    assert (
        serve().ask(chunked(b"Hello, ", b"world", b"!" * 70_000)).body
        == b"Hello, world" + b"!" * 70_000
    )


def test_chunk_extensions_and_trailers_are_read_past(serve):
    request = get("/echo", "Transfer-Encoding: chunked", method="POST")
    request += b'3;name="value"\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n'

    with serve().wire() as wire:
        assert wire.ask(request).body == b"abc"
        assert wire.ask(get()).status == 200


def test_a_chunked_request_has_no_length_and_says_that_its_end_is_known(serve):
    def application(environ, start_response):
        assert environ["wsgi.input_terminated"] is True
        assert "CONTENT_LENGTH" not in environ
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["wsgi.input"].read(3), environ["wsgi.input"].read(-1)]

    assert serve(application).ask(chunked(b"abcdef")).body == b"abcdef"


@pytest.mark.parametrize("send", [post, chunked], ids=["length", "chunked"])
def test_a_body_can_be_read_by_lines(serve, send):
    body = b"one\ntwo\n\nlast " + b"x" * 300_000

    def application(environ, start_response):
        source = environ["wsgi.input"]
        lines = [source.readline(), source.readline(), *source.readlines()]
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"|".join(lines)]

    assert serve(application).ask(send(body)).body == b"one\n|two\n|\n|last " + b"x" * 300_000


def test_reading_past_the_end_of_a_body_gives_nothing(serve):
    def application(environ, start_response):
        source = environ["wsgi.input"]
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [source.read(10), b"|", source.read(10), source.read(-1)]

    assert serve(application).ask(post(b"abc")).body == b"abc|"


def test_the_client_is_told_to_go_on_once_the_body_is_wanted(serve):
    with serve().wire() as wire:
        wire.send(get("/echo", "Content-Length: 3", "Expect: 100-continue", method="POST"))

        assert wire.answer().status == 100
        assert wire.ask(b"abc").body == b"abc"


def test_a_client_that_waits_is_not_told_to_go_on_when_the_body_is_not_wanted(serve):
    with serve().wire() as wire:
        wire.send(get("/", "Content-Length: 3", "Expect: 100-continue", method="POST"))
        answer = wire.answer()

        assert (answer.status, answer.closes) == (200, True)
        assert wire.is_closed()
