# says: not all of them came
import io
import socket
import sys
import traceback
from urllib.parse import unquote_to_bytes

from app import application

BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
FAILED = b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\n\r\n"

# Reading, as in server.py.


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


# From the bytes of a request to the environ of PEP 3333.


def parse(head, port):
    """Return the environ of a request, its body left out. A ValueError: this is no request."""
    request_line, *lines = head.decode("latin-1").split("\r\n")
    method, target, version = request_line.split(" ")
    path, _, query = target.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": version,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name != name.strip():
            raise ValueError(f"no header: {line!r}")
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = "HTTP_" + key
        environ[key] = value.strip()
    if not environ.get("CONTENT_LENGTH", "0").isdigit():
        raise ValueError(f"Content-Length is {environ['CONTENT_LENGTH']!r}")
    return environ


def read(connection, port):
    """Return the environ of one request."""
    head, rest = read_head(connection)
    print(head.decode("latin-1").partition("\r\n")[0])
    environ = parse(head, port)
    body = read_body(connection, rest, int(environ.get("CONTENT_LENGTH", 0)))
    environ["wsgi.input"] = io.BytesIO(body)
    return environ


# The other way: from what the application gives to the bytes of an answer.


def answer(connection, environ):
    """Call the application and send what it gives, each piece at once."""
    head = b""  # what start_response was told: it waits for the first piece of the body
    sent = False

    def start_response(status, headers, exc_info=None):
        nonlocal head
        if exc_info and sent:
            raise exc_info[1]  # too late for another status
        lines = [f"HTTP/1.1 {status}"]
        lines += [f"{name}: {value}" for name, value in headers]
        head = "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")
        return write

    def write(piece):
        nonlocal sent
        if not head:
            raise RuntimeError("the application did not call start_response")
        connection.sendall(piece if sent else head + piece)
        sent = True

    pieces = []
    try:
        pieces = application(environ, start_response)
        pieces = list(pieces)
        write(pieces[0] if pieces else b"")
        if not sent:
            write(b"")  # a body of nothing: the head has to go out nevertheless
    except Exception:  # a mistake in the application must not end the server
        traceback.print_exc()
        if not sent:
            connection.sendall(FAILED)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()


def serve(port):
    """Take one visitor after the other, for ever."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    print(f"Open http://127.0.0.1:{port}/index/")
    while True:
        connection, address = listener.accept()
        connection.settimeout(10)  # one who says nothing must not hold up the others for ever
        try:
            answer(connection, read(connection, port))
        except ValueError as error:
            print("No request:", error)
            connection.sendall(BAD_REQUEST)
        except OSError as error:  # the visitor has gone, or was silent for too long
            print("No answer:", error)
        connection.close()


if __name__ == "__main__":
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
