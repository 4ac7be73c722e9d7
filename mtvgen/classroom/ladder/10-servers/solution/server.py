"""Stage 8: every method and every status for its reason, and a session that remembers a visitor."""

import hashlib
import re
import secrets
import socket
import sys
import traceback
from datetime import datetime
from html import escape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs

HERE = Path(__file__).parent
PAGES = HERE / "pages"
HTML = ("Content-Type", "text/html; charset=utf-8")

# HTTP itself forgets everything between two requests. What is to stay is kept here.

visitors = []  # the names in the guest book
texts = {"motto": "Be kind to the next visitor."}
sessions = {}  # session id -> the name of the visitor who has it


class Refused(Exception):
    """raise Refused(404), or with headers: Refused(405, ("Allow", "GET"))."""


# What the pages are written with.


def page(file, **values):
    """Return the text of a file in pages/, its markers filled; @@oo@@ is the time."""
    text = (PAGES / file).read_text(encoding="utf-8")
    return fill(text, {"oo": datetime.now(), **values})


def fill(text, values):
    """Return text with each @@name@@ replaced by the value of that name, as text and never as HTML.

    All markers in one pass: a value that holds a marker is not looked through again.
    """

    def value(marker):
        name = marker[1]
        return shown(values[name]) if name in values else marker[0]

    return re.sub(r"@@(\w+)@@", value, text)


def shown(value):
    """Return a value as HTML; a list becomes <li> items."""
    if isinstance(value, list):
        return "".join(f"<li>{shown(one)}</li>" for one in value)
    return escape(str(value))


def field(request, name):
    """Return what the visitor wrote into that field of the form; without it the form is a bad request."""
    try:
        form = parse_qs(request["body"].decode())
    except UnicodeDecodeError:
        raise Refused(400) from None
    value = form.get(name, [""])[0].strip()
    if not value:
        raise Refused(400)
    return value


def signed_in(request):
    """Return the name of the visitor; without a session of ours nobody knows who that is."""
    key = request["cookies"].get("sessionid")
    if key not in sessions:
        raise Refused(401, ("WWW-Authenticate", 'Cookie realm="guest book"'))
    return sessions[key]


def fits(tags, etag):
    """Return whether etag is among the tags of If-Match or If-None-Match; * stands for every tag."""
    return tags == "*" or etag in [one.strip() for one in tags.split(",")]


# The pages: a function gets the request and returns a status, a list of headers and a body.


def index(request):
    """The guest book: GET shows it, POST writes a name into it, DELETE takes your own name out."""
    if request["method"] == "POST":
        visitors.append(field(request, "name"))
    if request["method"] == "DELETE":
        me = signed_in(request)
        name = parse_qs(request["query"]).get("name", [""])[0]
        if name != me:
            raise Refused(403)
        if name not in visitors:
            raise Refused(404)
        visitors.remove(name)
        return 204, [], ""
    return 200, [HTML], page("index.html", visitors=visitors)


def home(request):
    return 200, [HTML], page("home.html")


def hello(request):
    names = parse_qs(request["query"]).get("name", ["stranger"])
    return 200, [HTML], page("hello.html", name=names[0])


def motto(request):
    """One line for all: GET reads it, PUT replaces it for visitors who signed in."""
    etag = '"' + hashlib.sha256(texts["motto"].encode()).hexdigest()[:16] + '"'
    if request["method"] == "PUT":
        signed_in(request)
        if not fits(request["headers"].get("if-match", "*"), etag):
            raise Refused(412)
        try:
            texts["motto"] = request["body"].decode()
        except UnicodeDecodeError:
            raise Refused(400) from None
        return 204, [], ""
    if fits(request["headers"].get("if-none-match", ""), etag):
        return 304, [("ETag", etag)], ""
    return 200, [("Content-Type", "text/plain; charset=utf-8"), ("ETag", etag)], texts["motto"]


def session(request):
    """Who are you? POST signs in, GET tells, DELETE signs out."""
    if request["method"] == "POST":
        name = field(request, "name")
        key = secrets.token_urlsafe(24)
        sessions[key] = name
        cookie = f"sessionid={key}; Path=/; HttpOnly; SameSite=Lax"
        return 200, [HTML, ("Set-Cookie", cookie)], page("session.html", name=name)
    name = signed_in(request)
    if request["method"] == "DELETE":
        del sessions[request["cookies"]["sessionid"]]
        return 204, [("Set-Cookie", "sessionid=; Path=/; Max-Age=0")], ""
    return 200, [HTML], page("session.html", name=name)


# The table: which function answers which path, and with which methods it may be asked.

urls = [
    ("/index/", index, ["GET", "POST", "DELETE"]),
    ("/home/", home, ["GET"]),
    ("/hello/", hello, ["GET"]),
    ("/motto/", motto, ["GET", "PUT"]),
    ("/session/", session, ["GET", "POST", "DELETE"]),
]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"]
"""Every method that this server knows; it answers the last two by itself, for every path."""


def find(path):
    """Return the function of the first row with this path, and all methods that it may be asked with."""
    for row_path, function, methods in urls:
        if row_path == path:
            head = ["HEAD"] if "GET" in methods else []
            return function, [*methods, *head, "OPTIONS", "TRACE"]
    raise Refused(404)


def answer(request):
    """Return status, headers and body. The questions have an order: each is asked if those before said yes."""
    method = request["method"]
    if (HERE / "closed.txt").exists():
        raise Refused(503, ("Retry-After", "600"))
    if method not in METHODS:
        raise Refused(501)
    if method == "OPTIONS" and request["target"] == "*":
        return 204, [("Allow", ", ".join(METHODS))], ""
    function, methods = find(request["path"])
    allow = ("Allow", ", ".join(methods))
    if method not in methods:
        raise Refused(405, allow)
    if method == "OPTIONS":
        return 204, [allow], ""
    if method == "TRACE":
        return 200, [("Content-Type", "message/http")], trace(request)
    try:
        return function(request)
    except Refused:
        raise
    except Exception:  # a mistake in one page must not end the server for all the others
        traceback.print_exc()
        raise Refused(500) from None


def trace(request):
    """Return the request as it came in here, without what is secret in it."""
    lines = [f"{request['method']} {request['target']} {request['version']}"]
    for name, value in request["headers"].items():
        if name not in ("cookie", "authorization"):
            lines.append(f"{name}: {value}")
    return "\r\n".join([*lines, "", ""])


# The server: it reads requests and sends answers.

MOST = 10_000
"""So many bytes of a body are read; a longer one is refused."""


def more(connection):
    """Return the next piece, whatever its size; recv returns b"" when the visitor has gone."""
    piece = connection.recv(65536)
    if not piece:
        raise ConnectionError("the visitor left in the middle of the request")
    return piece


def read_head(connection):
    """Return all bytes before the blank line, and those after it that have come already."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += more(connection)
    head, _, rest = raw.partition(b"\r\n\r\n")
    return head, rest


def read_body(connection, rest, length):
    """Return the body: as many bytes as Content-Length says, rest being the first of them."""
    while len(rest) < length:
        rest += more(connection)
    return rest[:length]


def parse(head):
    """Return method, target, version, headers and cookies. A ValueError: this is no request."""
    request_line, *lines = head.decode("latin-1").split("\r\n")
    method, target, version = request_line.split(" ")
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name != name.strip():
            raise ValueError(f"no header: {line!r}")
        headers[name.lower()] = value.strip()
    if version not in ("HTTP/1.0", "HTTP/1.1"):
        raise ValueError(f"no version of HTTP: {version!r}")
    if version == "HTTP/1.1" and "host" not in headers:
        raise ValueError("no Host")
    cookies = {}
    for pair in headers.get("cookie", "").split(";"):
        name, equals, value = pair.strip().partition("=")
        if equals:
            cookies[name] = value
    return method, target, version, headers, cookies


def length_of_body(headers):
    """Return how many bytes follow the head. A ValueError: Content-Length is no number."""
    if "transfer-encoding" in headers:
        raise Refused(501)  # a body in chunks: this server does not know how to read it
    length = headers.get("content-length", "0")
    if not length.isdigit():
        raise ValueError(f"Content-Length is {length!r}")
    if int(length) > MOST:
        raise Refused(413)
    return int(length)


def read(connection):
    """Return one request."""
    head, rest = read_head(connection)
    print(head.decode("latin-1").partition("\r\n")[0])
    try:
        method, target, version, headers, cookies = parse(head)
        length = length_of_body(headers)
    except ValueError as error:
        print("No request:", error)
        raise Refused(400) from None
    path, _, query = target.partition("?")
    return {
        "method": method,
        "target": target,
        "path": path,
        "query": query,
        "version": version,
        "headers": headers,
        "cookies": cookies,
        "body": read_body(connection, rest, length),
    }


def send(connection, method, status, headers, text):
    """Send an answer; to HEAD, and with the statuses 204 and 304, without a body."""
    body = text.encode()
    head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
    for name, value in headers:
        head += f"{name}: {value}\r\n"
    if status not in (204, 304):
        head += f"Content-Length: {len(body)}\r\n"
    if method == "HEAD" or status in (204, 304):
        body = b""
    connection.sendall(head.encode() + b"\r\n" + body)


def respond(connection):
    """Read one request and answer it."""
    method = ""
    try:
        request = read(connection)
        method = request["method"]
        status, headers, text = answer(request)
    except Refused as refused:
        status, *headers = refused.args
        headers.append(HTML)
        text = f"<h1>{status} {HTTPStatus(status).phrase}</h1>"
    send(connection, method, status, headers, text)


def serve(port):
    """Take one visitor after the other, for ever."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    print(f"Open http://127.0.0.1:{port}/")
    while True:
        connection, address = listener.accept()
        connection.settimeout(10)  # one who says nothing must not hold up the others for ever
        try:
            respond(connection)
        except OSError as error:  # the visitor has gone, or was silent for too long
            print("No answer:", error)
        connection.close()


if __name__ == "__main__":
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
