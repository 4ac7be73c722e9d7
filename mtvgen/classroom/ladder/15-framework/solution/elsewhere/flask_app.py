"""Stage 11 on Flask: `python elsewhere/flask_app.py PORT`."""

import sys
from wsgiref.simple_server import make_server

try:
    from flask import Flask, abort
except ImportError:
    sys.exit("Flask is not installed: pip install flask")

visitors = {1: "Ada", 2: "Lin"}
application = Flask(__name__)  # a WSGI application, as yours of stage 9


@application.get("/index/")
def index():
    return "<h1>The guest book</h1>" + "".join(f"<p>{name}</p>" for name in visitors.values())


@application.get("/home/")
def home():
    return "<h1>Home</h1>"


@application.get("/user/<int:id>/")
def user(id):
    if id not in visitors:
        abort(404)
    return f"<h1>{visitors[id]}</h1>"


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
