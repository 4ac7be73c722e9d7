"""Stage 11 on Tornado: `python elsewhere/tornado_app.py PORT`. No WSGI here: Tornado has a socket of its own."""

import asyncio
import sys

try:
    from tornado.web import Application, HTTPError, RequestHandler
except ImportError:
    sys.exit("Tornado is not installed: pip install tornado")

visitors = {1: "Ada", 2: "Lin"}


class Index(RequestHandler):
    def get(self):
        self.write("<h1>The guest book</h1>" + "".join(f"<p>{name}</p>" for name in visitors.values()))


class Home(RequestHandler):
    def get(self):
        self.write("<h1>Home</h1>")


class User(RequestHandler):
    def get(self, id):
        if int(id) not in visitors:
            raise HTTPError(404)
        self.write(f"<h1>{visitors[int(id)]}</h1>")


async def main():
    application = Application([(r"/index/", Index), (r"/home/", Home), (r"/user/(\d+)/", User)])
    application.listen(int(sys.argv[1]), "127.0.0.1")
    await asyncio.Event().wait()  # one thread waits for all visitors at once


if __name__ == "__main__":
    asyncio.run(main())
