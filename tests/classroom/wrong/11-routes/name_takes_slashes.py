# says: one part of a path
import re
import secrets
import sys
import traceback
from datetime import datetime
from functools import wraps
from html import escape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs
from wsgiref.simple_server import make_server

PAGES = Path(__file__).parent / "pages"
HTML = ("Content-Type", "text/html; charset=utf-8")

# HTTP itself forgets everything between two requests. What is to stay is kept here.

visitors = []  # the names in the guest book
sessions = {}  # session id -> the name of the visitor who has it


class Refused(Exception):
    """raise Refused(404), or with headers: Refused(405, ("Allow", "GET"))."""


# What the pages are written with.


def page(file, **values):
    """Return the text of a file in pages/, its markers filled; @@oo@@ is the time."""
    text = (PAGES / file).read_text(encoding="utf-8")
    return fill(text, {"oo": datetime.now(), **values})


def fill(text, values):
    """Return text with each @@name@@ replaced by the value of that name, as text and never as HTML.

    All markers in one pass: a value that holds a marker is not looked through again.
    """

    def value(marker):
        name = marker[1]
        return shown(values[name]) if name in values else marker[0]

    return re.sub(r"@@(\w+)@@", value, text)


def shown(value):
    """Return a value as HTML; a list becomes <li> items."""
    if isinstance(value, list):
        return "".join(f"<li>{shown(one)}</li>" for one in value)
    return escape(str(value))


def field(request, name):
    """Return what the visitor wrote into that field of the form; without it the form is a bad request."""
    try:
        form = parse_qs(request["body"].decode())
    except UnicodeDecodeError:
        raise Refused(400) from None
    value = form.get(name, [""])[0].strip()
    if not value:
        raise Refused(400)
    return value


def signed_in(request):
    """Return the name of the visitor; without a session of ours nobody knows who that is."""
    key = request["cookies"].get("sessionid")
    if key not in sessions:
        raise Refused(401, ("WWW-Authenticate", 'Cookie realm="guest book"'))
    return sessions[key]


# The views: a function gets the request and the values from its path; it returns a status, headers and a body.


def allow(*methods):
    """Give a view the methods that it may be asked with; any other is refused with 405."""
    allowed = [*methods, "HEAD"] if "GET" in methods else methods

    def with_methods(view):
        @wraps(view)
        def asked(request, **values):
            if request["method"] not in allowed:
                raise Refused(405, ("Allow", ", ".join(allowed)))
            return view(request, **values)

        return asked

    return with_methods


@allow("GET", "POST", "DELETE")
def index(request):
    """The guest book: GET shows it, POST writes a name into it, DELETE takes your own name out."""
    if request["method"] == "POST":
        visitors.append(field(request, "name"))
    if request["method"] == "DELETE":
        me = signed_in(request)
        name = parse_qs(request["query"]).get("name", [""])[0]
        if name != me:
            raise Refused(403)
        if name not in visitors:
            raise Refused(404)
        visitors.remove(name)
        return 204, [], ""
    return 200, [HTML], page("index.html", visitors=visitors)


@allow("GET")
def home(request):
    return 200, [HTML], page("home.html")


@allow("GET")
def hello(request, name=None):
    if name is None:
        name = parse_qs(request["query"]).get("name", ["stranger"])[0]
    return 200, [HTML], page("hello.html", name=name)


@allow("GET")
def user(request, id):
    """One visitor of the guest book; the first has the number 1."""
    if not 1 <= id <= len(visitors):
        raise Refused(404)
    return 200, [HTML], page("user.html", id=id, name=visitors[id - 1])


@allow("GET", "POST", "DELETE")
def session(request):
    """Who are you? POST signs in, GET tells, DELETE signs out."""
    if request["method"] == "POST":
        name = field(request, "name")
        key = secrets.token_urlsafe(24)
        sessions[key] = name
        cookie = f"sessionid={key}; Path=/; HttpOnly; SameSite=Lax"
        return 200, [HTML, ("Set-Cookie", cookie)], page("session.html", name=name)
    name = signed_in(request)
    if request["method"] == "DELETE":
        del sessions[request["cookies"]["sessionid"]]
        return 204, [("Set-Cookie", "sessionid=; Path=/; Max-Age=0")], ""
    return 200, [HTML], page("session.html", name=name)


# The patterns, and the dispatcher that looks into them.

KINDS = {"str": (".+", str), "int": ("[0-9]{1,18}", int)}
"""What <kind:name> stands for: a regular expression, and what makes a value of the text."""


def path(pattern, view):
    """Return a row of urlpatterns. It is made ready here, once, and not again for each request.

    <name> stands for text without a slash, <int:name> for a number.
    """
    regex = ""
    makers = {}
    for part in re.split(r"(<[^<>]+>)", pattern):
        if part.startswith("<"):
            kind, _, name = part[1:-1].rpartition(":")
            expression, makers[name] = KINDS[kind or "str"]
            regex += f"(?P<{name}>{expression})"
        else:
            regex += re.escape(part)
    return re.compile(regex), makers, view


urlpatterns = [
    path("/index/", index),
    path("/home/", home),
    path("/hello/", hello),
    path("/hello/<name>/", hello),
    path("/user/<int:id>/", user),
    path("/session/", session),
]


def dispatch(wanted):
    """Return the first view whose pattern fits the whole path, and the values in it; else None and {}."""
    for regex, makers, view in urlpatterns:
        match = regex.fullmatch(wanted)
        if match:
            return view, {name: makers[name](text) for name, text in match.groupdict().items()}
    return None, {}


def answer(request):
    """Return status, headers and body."""
    view, values = dispatch(request["path"])
    if view is None:
        raise Refused(404)
    try:
        return view(request, **values)
    except Refused:
        raise
    except Exception:  # a mistake in one page must not end the server for all the others
        traceback.print_exc()
        raise Refused(500) from None


# The application: what a server calls for each request (PEP 3333).

MOST = 10_000
"""So many bytes of a body are read; a longer one is refused."""


def read(environ):
    """Return the request as the pages know it, from what the server tells about it."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MOST:
        raise Refused(413)
    headers = {
        key.removeprefix("HTTP_").replace("_", "-").lower(): value
        for key, value in environ.items()
        if key.startswith("HTTP_") or key in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    cookies = {}
    for pair in headers.get("cookie", "").split(";"):
        name, equals, value = pair.strip().partition("=")
        if equals:
            cookies[name] = value
    return {
        "method": environ["REQUEST_METHOD"],
        # a server gives each byte of the path as one character (PEP 3333): make text of them
        "path": environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
        "query": environ["QUERY_STRING"],
        "headers": headers,
        "cookies": cookies,
        "body": environ["wsgi.input"].read(length),
    }


def application(environ, start_response):
    """Answer one request: tell the server status and headers, and return the pieces of the body."""
    try:
        status, headers, text = answer(read(environ))
    except Refused as refused:
        status, *headers = refused.args
        headers.append(HTML)
        text = f"<h1>{status} {HTTPStatus(status).phrase}</h1>"
    body = text.encode()
    if status != 204:
        headers = [*headers, ("Content-Length", str(len(body)))]
    start_response(f"{status} {HTTPStatus(status).phrase}", headers)
    if environ["REQUEST_METHOD"] == "HEAD" or not body:
        return []
    return [body]


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    with make_server("127.0.0.1", port, application) as server:
        print(f"Open http://127.0.0.1:{port}/index/")
        server.serve_forever()
