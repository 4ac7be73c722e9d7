"""Stage 1: a socket that a browser can talk to."""

import sys

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8000

# 1. Make a socket, bind it to ("127.0.0.1", PORT), and listen.
# 2. Again and again: accept a connection, read what came (recv), send an answer, close it.
