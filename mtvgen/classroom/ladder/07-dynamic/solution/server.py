"""Stage 7: pages with markers, filled anew for each request."""

import re
import socket
import sys
import traceback
from datetime import datetime
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

PAGES = Path(__file__).parent / "pages"

# The pages: a function gets the request and returns the text of its page.


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
        return escape(str(values[name])) if name in values else marker[0]

    return re.sub(r"@@(\w+)@@", value, text)


def index(request):
    return page("index.html")


def home(request):
    return page("home.html")


def hello(request):
    names = parse_qs(request["query"]).get("name", ["stranger"])
    return page("hello.html", name=names[0])


def not_found(request):
    return "<h1>There is no such page</h1>"


# The table: which function answers which path. The first row that fits is taken.

urls = [
    ("/index/", index),
    ("/home/", home),
    ("/hello/", hello),
]


def find(path):
    """Return the function of the first row with this path, or None."""
    for row_path, function in urls:
        if row_path == path:
            return function
    return None


# The server: it reads requests and sends answers.


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
    """Return the body: as many bytes as Content-Length says, beginning with rest."""
    while len(rest) < length:
        rest += more(connection)
    return rest[:length]


def parse(head):
    """Return method, target, version, headers and cookies. A ValueError: this is no request."""
    request_line, *lines = head.decode("latin-1").split("\r\n")
    method, target, version = request_line.split(" ")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    cookies = {}
    for pair in headers.get("cookie", "").split(";"):
        name, equals, value = pair.strip().partition("=")
        if equals:
            cookies[name] = value
    return method, target, version, headers, cookies


def send(connection, status, text):
    body = text.encode()  # UTF-8; the length that HTTP wants is counted in bytes
    head = f"HTTP/1.1 {status}\r\n"
    head += "Content-Type: text/html; charset=utf-8\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)


def respond(connection):
    """Read one request and answer it."""
    head, rest = read_head(connection)
    print(head)
    try:
        method, target, version, headers, cookies = parse(head)
        length = int(headers.get("content-length", "0"))
    except ValueError:
        send(connection, "400 Bad Request", "<h1>This is no HTTP request</h1>")
        return
    body = read_body(connection, rest, length)

    path, _, query = target.partition("?")
    request = {
        "method": method,
        "path": path,
        "query": query,
        "headers": headers,
        "cookies": cookies,
        "body": body,
    }
    function = find(path)
    if function is None:
        send(connection, "404 Not Found", not_found(request))
        return
    try:
        text = function(request)
    except Exception:  # a mistake in one page must not end the server for all the others
        traceback.print_exc()
        send(connection, "500 Internal Server Error", "<h1>Something is broken here</h1>")
        return
    send(connection, "200 OK", text)


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
