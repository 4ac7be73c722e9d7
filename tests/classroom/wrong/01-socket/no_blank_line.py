# says: headers are not followed by a blank line
import socket, sys

listener = socket.socket()
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
while True:
    connection, _ = listener.accept()
    connection.recv(1024)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    connection.close()
