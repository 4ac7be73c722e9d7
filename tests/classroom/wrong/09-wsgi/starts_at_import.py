# says: What starts your server
import sys
from wsgiref.simple_server import make_server


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<h1>Guest book</h1>"]


make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
