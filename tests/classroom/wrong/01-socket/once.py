# says: ended by itself (exit code 0)
import socket, sys

listener = socket.socket()
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
connection, _ = listener.accept()
connection.recv(1024)
connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nonce")
connection.close()
