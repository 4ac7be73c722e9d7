"""Stage 9: your pages as a WSGI application. The server is somebody else's: wsgiref's."""

import sys
from wsgiref.simple_server import make_server

# 1. Copy from server.py what makes your pages: the functions, what they need, and the table.
#    What reads from a socket or sends to it stays where it is.

# 2. def application(environ, start_response):
#        make a request from environ, find the function, call it,
#        call start_response("200 OK", [...]) and return [body].

# 3. if __name__ == "__main__":
#        make_server("127.0.0.1", port, application).serve_forever()
