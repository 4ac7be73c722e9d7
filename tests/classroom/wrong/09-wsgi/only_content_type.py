# says: Do all headers of your function reach start_response
import sys
from http import HTTPStatus
from urllib.parse import parse_qs, unquote
from wsgiref.simple_server import make_server

visitors = []
sessions = {}
HTML = [("Content-Type", "text/html; charset=utf-8")]
FOUND = {"/index/": "GET, HEAD, POST", "/home/": "GET, HEAD", "/hello/": "GET, HEAD", "/session/": "GET, POST"}


def answer(method, path, query, form, cookie):
    if path not in FOUND:
        return 404, HTML, ""
    if method not in FOUND[path].split(", "):
        return 405, [*HTML, ("Allow", FOUND[path])], ""
    if method == "POST":
        name = parse_qs(form.decode()).get("name", [""])[0]
        if not name:
            return 400, HTML, ""
        if path == "/session/":
            sessions[name] = name
            return 200, [*HTML, ("Set-Cookie", f"sessionid={name}")], name
        visitors.append(name)
    if path == "/session/":
        name = sessions.get(cookie.partition("sessionid=")[2])
        return (200, HTML, name) if name else (401, [*HTML, ("WWW-Authenticate", "Cookie")], "")
    return 200, HTML, " ".join(visitors) + query


def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    status, headers, text = answer(environ["REQUEST_METHOD"], environ["PATH_INFO"], unquote(environ["QUERY_STRING"]), body, environ.get("HTTP_COOKIE", ""))
    start_response(f"{status} {HTTPStatus(status).phrase}", headers[:1])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [text.encode()]


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
