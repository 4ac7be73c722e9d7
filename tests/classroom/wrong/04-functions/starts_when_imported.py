# says: it starts the server or fails
import socket, sys


def index(request):
    return "<h1>index</h1>" + request["path"]


def home(request):
    return "<h1>home</h1>" + request["path"]


def read(connection):
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += connection.recv(65536)
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, version = first.split(" ")
    headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines}
    pairs = [pair.partition("=") for pair in headers.get("cookie", "").split("; ")]
    cookies = {name: value for name, equals, value in pairs if equals}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    path, _, query = target.partition("?")
    return {"method": method, "path": path, "query": query, "headers": headers, "cookies": cookies, "body": body}


def send(connection, status, page):
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    connection.sendall(head.encode() + page.encode())


def respond(connection):
    request = read(connection)
    path = request["path"]
    if path == "/index/":
        send(connection, "200 OK", index(request))
    elif path == "/home/":
        send(connection, "200 OK", home(request))
    else:
        send(connection, "404 Not Found", "no such page")

def serve(port):
    listener = socket.socket()
    listener.bind(("127.0.0.1", port))
    listener.listen()
    while True:
        connection, _ = listener.accept()
        respond(connection)
        connection.close()


serve(int(sys.argv[1]))
