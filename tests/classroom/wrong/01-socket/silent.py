# says: sent nothing within
import socket, sys, time

listener = socket.socket()
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
kept = []
while True:
    kept.append(listener.accept())
