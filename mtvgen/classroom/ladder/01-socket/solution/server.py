"""Stage 1: a socket that a browser can talk to."""

import socket
import sys

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8000

BODY = "<h1>Hello from my own server</h1>".encode()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + BODY

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # start again at once after Ctrl-C
listener.bind(("127.0.0.1", PORT))
listener.listen()
print(f"Open http://127.0.0.1:{PORT}/")

while True:
    connection, address = listener.accept()
    connection.recv(65536)  # the request: stage 2 looks into it
    connection.sendall(ANSWER)
    connection.close()
