"""What any program of this kind needs: nothing in this file knows that it is about a guest book."""

import re
import secrets
import traceback
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,  # what visitors write is text, never HTML
)
HTML = ("Content-Type", "text/html; charset=utf-8")

sessions = {}  # session id -> the name of the visitor who has it, until the program ends


class Refused(Exception):
    """raise Refused(404), or with headers: Refused(405, ("Allow", "GET"))."""


# What views are written with.


def render(template, **values):
    """Return the text of the template of that name, filled with the values."""
    return TEMPLATES.get_template(template).render(**values)


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


def query(request, name, default=""):
    """Return what the address says behind the question mark: ?name=…"""
    return parse_qs(request["query"]).get(name, [default])[0]


def signed_in(request):
    """Return the name of the visitor; without a session of ours nobody knows who that is."""
    key = request["cookies"].get("sessionid")
    if key not in sessions:
        raise Refused(401, ("WWW-Authenticate", 'Cookie realm="visitors"'))
    return sessions[key]


def sign_in(name):
    """Begin a session. Return the header that gives its cookie to the visitor."""
    key = secrets.token_urlsafe(24)
    sessions[key] = name
    return "Set-Cookie", f"sessionid={key}; Path=/; HttpOnly; SameSite=Lax"


def sign_out(request):
    """End the session. Return the header that takes the cookie away."""
    del sessions[request["cookies"]["sessionid"]]
    return "Set-Cookie", "sessionid=; Path=/; Max-Age=0"


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


# Patterns, and the dispatcher that looks into them.

KINDS = {"str": ("[^/]+", str), "int": ("[0-9]{1,18}", int)}
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


def dispatch(urlpatterns, wanted):
    """Return the first view whose pattern fits the whole path, and the values in it; else None and {}."""
    for regex, makers, view in urlpatterns:
        match = regex.fullmatch(wanted)
        if match:
            return view, {name: makers[name](text) for name, text in match.groupdict().items()}
    return None, {}


def answer(urlpatterns, request):
    """Return status, headers and body."""
    view, values = dispatch(urlpatterns, request["path"])
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


def make_application(urlpatterns):
    """Return the application that answers with these patterns."""

    def application(environ, start_response):
        """Answer one request: tell the server status and headers, and return the pieces of the body."""
        try:
            status, headers, text = answer(urlpatterns, read(environ))
        except Refused as refused:
            status, *headers = refused.args
            headers.append(HTML)
            text = render("refused.html", status=status, phrase=HTTPStatus(status).phrase)
        body = text.encode()
        if status != 204:
            headers = [*headers, ("Content-Length", str(len(body)))]
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        if environ["REQUEST_METHOD"] == "HEAD" or not body:
            return []
        return [body]

    return application
