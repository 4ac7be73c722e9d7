# says: and not on port
import socket

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
for port in (8888, 9000, 5000, 3000):
    try:
        listener.bind(("127.0.0.1", port))
        break
    except OSError:
        pass
listener.listen()
while True:
    connection, _ = listener.accept()
    connection.close()
