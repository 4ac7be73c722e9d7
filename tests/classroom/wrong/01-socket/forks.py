# says: started another process and ended itself
import socket, subprocess, sys

listener = socket.socket()
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen()
listener.set_inheritable(True)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], close_fds=False)
