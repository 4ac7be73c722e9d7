# says: got no answer at all
import socket, sys


def read(connection):
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError
        raw += piece
    return raw.decode("latin-1")


def send(connection, status, page):
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    connection.sendall(head.encode() + page.encode())


def respond(connection):
    raw = read(connection)
    words = raw.split("\r\n")[0].split(" ")
    if len(words) != 3:
        send(connection, "400 Bad Request", "no request")
        return
    path, _, query = words[1].partition("?")
    if path == "/index/":
        send(connection, "200 OK", "index")
    elif path == "/home/":
        send(connection, "200 OK", "home")


listener = socket.socket()
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
while True:
    connection, _ = listener.accept()
    try:
        respond(connection)
    except OSError:
        pass
    connection.close()
