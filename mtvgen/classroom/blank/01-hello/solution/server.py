"""A server that greets."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Greeter(BaseHTTPRequestHandler):
    """Answers every GET."""

    def do_GET(self):
        """Send a greeting to the name that the path holds: /Ada gets "Hello, Ada!"."""
        body = f"Hello, {self.path[1:]}!".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


HTTPServer(("127.0.0.1", int(sys.argv[1])), Greeter).serve_forever()
