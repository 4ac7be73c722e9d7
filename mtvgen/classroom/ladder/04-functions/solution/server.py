"""Stage 4: each page is a function."""

import socket
import sys

# The pages: a function gets the request and returns the text of its page.


def index(request):
    return f"<h1>Index</h1><p>This is {request['path']}. <a href='/home/'>Go home</a></p>"


def home(request):
    return f"<h1>Home</h1><p>This is {request['path']}. <a href='/index/'>To the index</a></p>"


def not_found(request):
    return "<h1>There is no such page</h1>"


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


def send(connection, status, page):
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    connection.sendall(head.encode() + page.encode())


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
    if path == "/index/":
        send(connection, "200 OK", index(request))
    elif path == "/home/":
        send(connection, "200 OK", home(request))
    else:
        send(connection, "404 Not Found", not_found(request))


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
