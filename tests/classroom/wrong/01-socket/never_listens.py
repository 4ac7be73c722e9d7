# says: it does not listen on port
import time

time.sleep(60)
