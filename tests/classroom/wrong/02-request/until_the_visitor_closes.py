# says: the program still waits
import socket, sys


def read(connection):
    raw = b""
    while piece := connection.recv(1024):
        raw += piece
    return raw


def parse(raw):
    head = raw.partition(b"\r\n\r\n")[0].decode("latin-1")
    first, *lines = head.split("\r\n")
    method, target, version = first.split(" ")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    cookies = {}
    if "cookie" in headers:
        for pair in headers["cookie"].split("; "):
            name, _, value = pair.partition("=")
            cookies[name] = value
    return method, target, version, headers, cookies


def page(raw):
    print(raw)
    method, target, version, headers, cookies = parse(raw)
    lines = [f"method: {method}", f"target: {target}", f"version: {version}"]
    lines += [f"header {name}: {value}" for name, value in headers.items()]
    lines += [f"cookie {name}: {value}" for name, value in cookies.items()]
    lines.append("body: " + raw.partition(b"\r\n\r\n")[2].decode("utf-8", "replace"))
    return "\n".join(lines)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
listener = socket.socket()
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
while True:
    connection, _ = listener.accept()
    try:
        raw = read(connection)
        answer = HEAD + page(raw).encode()
        connection.sendall(answer)
    except OSError:
        pass
    connection.close()
