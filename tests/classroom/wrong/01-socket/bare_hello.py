# says: does not begin with a status line
import socket, sys

listener = socket.socket()
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
while True:
    connection, _ = listener.accept()
    connection.recv(1024)
    connection.sendall(b"hello")
    connection.close()
