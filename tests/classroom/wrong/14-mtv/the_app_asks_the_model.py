# says: app.py, line
"""The program: `python app.py PORT`. It puts the parts together, and a server in front."""

import sys
from wsgiref.simple_server import make_server

from framework import make_application
from models import Visitor
from urls import urlpatterns

application = make_application(urlpatterns)


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    with make_server("127.0.0.1", port, application) as server:
        print(f"Open http://127.0.0.1:{port}/index/")
        server.serve_forever()
