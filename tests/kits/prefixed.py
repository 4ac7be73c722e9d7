"""Serve a project under a prefix, on a real port, and visit it as a browser does; print what came.

    python prefixed.py HOW

HOW: "werkzeug", the project below "/shop" of a Flask site, by werkzeug's dispatcher; or "forced",
behind a proxy that takes "/shop" away and says nothing, with FORCE_SCRIPT_NAME.
"""

import http.client
import json
import re
import sys
import threading
from typing import Any
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.validate import validator


class Quiet(WSGIRequestHandler):
    """A handler that logs nothing."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base's name
        """Say nothing."""


def below_flask(application: Any) -> Any:
    """Return a Flask site that has *application* below "/shop"."""
    import flask
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    front = flask.Flask("front")

    @front.route("/")
    def home() -> str:
        return "Flask"

    return DispatcherMiddleware(front.wsgi_app, {"/shop": application})


def without_prefix(application: Any) -> Any:
    """Return what a proxy makes of *application*: "/shop" is taken off each path."""

    def proxied(environ: dict[str, Any], start_response: Any) -> Any:
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix("/shop") or "/"
        return application(environ, start_response)

    return proxied


class Browser:
    """Asks one server, and keeps its cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        """Return status, Location and text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        connection.close()
        return {"status": answer.status, "to": answer.getheader("Location"), "text": text}


def visit(browser: Browser) -> dict[str, Any]:
    """Do what a visitor of the guestbook does; return what is worth a look."""
    page = browser.ask("GET", "/shop/")
    links = sorted(set(re.findall(r'(?:href|src|action)="([^"#]+)"', page["text"])))
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page["text"])[0]
    entry = {"author": "Ada", "text": "Hello", "csrfmiddlewaretoken": token}
    posted = browser.ask("POST", "/shop/", entry)
    refused = browser.ask("POST", "/shop/", {**entry, "csrfmiddlewaretoken": ""})
    after = browser.ask("GET", posted["to"])
    entries = re.findall(r'href="(/[^"]+/1/)"', after["text"])
    return {
        "page": page["status"],
        "links": links,
        "posted": [posted["status"], posted["to"]],
        "refused": refused["status"],
        "entry": [browser.ask("GET", one)["status"] for one in entries],
        "slash": [(got := browser.ask("GET", entries[0].rstrip("/")))["status"], got["to"]],
        "files": [browser.ask("GET", one)["status"] for one in links if "static" in one],
        "root": browser.ask("GET", "/")["text"][:5],
    }


def main() -> None:
    """Do what the command line says."""
    sys.path.insert(0, "")
    how = sys.argv[1]
    from mysite.wsgi import application  # type: ignore[import-not-found]

    from mtvgen.runtime.contrib.staticfiles.handlers import StaticFilesHandler

    whole = validator(StaticFilesHandler(application))
    served = below_flask(whole) if how == "werkzeug" else without_prefix(whole)
    with make_server("127.0.0.1", 0, served, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            print(json.dumps(visit(Browser(server.server_port))))
        finally:
            server.shutdown()


if __name__ == "__main__":
    main()
