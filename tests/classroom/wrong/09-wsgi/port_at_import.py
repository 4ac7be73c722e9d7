# says: and what reads sys.argv
import sys
from wsgiref.simple_server import make_server

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8000


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<h1>Guest book</h1>"]


if __name__ == "__main__":
    make_server("127.0.0.1", PORT, application).serve_forever()
