"""Stage 10: your socket server, grown into a WSGI server. It knows nothing of the pages."""

import sys

from app import application

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8000

# 1. Take from server.py what listens, reads a request and closes the connection.
# 2. Make an environ of each request, call application(environ, start_response),
#    send the head with the first piece of the body, then the other pieces, then close().
