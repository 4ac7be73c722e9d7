"""Stage 11 on web.py: `python elsewhere/webpy_app.py PORT`."""

import sys
from wsgiref.simple_server import make_server

try:
    import web
except ImportError:
    sys.exit("web.py is not installed: pip install web.py")

visitors = {1: "Ada", 2: "Lin"}
urls = ("/index/", "Index", "/home/", "Home", r"/user/(\d+)/", "User")  # pattern, class, pattern, class


class Index:
    def GET(self):
        web.header("Content-Type", "text/html; charset=utf-8")
        return "<h1>The guest book</h1>" + "".join(f"<p>{name}</p>" for name in visitors.values())


class Home:
    def GET(self):
        web.header("Content-Type", "text/html; charset=utf-8")
        return "<h1>Home</h1>"


class User:
    def GET(self, id):
        web.header("Content-Type", "text/html; charset=utf-8")
        if int(id) not in visitors:
            raise web.notfound()
        return f"<h1>{visitors[int(id)]}</h1>"


if __name__ == "__main__":
    application = web.application(urls, globals()).wsgifunc()  # a WSGI application, as yours of stage 9
    make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
