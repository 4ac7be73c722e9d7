# says: a browser goes on loading
import socket, sys

listener = socket.socket()
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
kept = []
while True:
    connection, _ = listener.accept()
    kept.append(connection)
    connection.recv(1024)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nhello")
