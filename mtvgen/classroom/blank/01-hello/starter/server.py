"""A server that greets."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Greeter(BaseHTTPRequestHandler):
    """Answers every GET."""

    def do_GET(self):
        """Send a greeting to the name that the path holds: /Ada gets "Hello, Ada!"."""
        self.send_response(501)
        self.end_headers()


HTTPServer(("127.0.0.1", int(sys.argv[1])), Greeter).serve_forever()
