"""Ask a project's WSGI application, inside `wsgiref.validate.validator`; print each answer's status.

    python knock.py MODULE PATH [FIELD=VALUE ...]

GETs PATH from the application in MODULE; with fields, then also POSTs them there, with the token
of the page's form, and once more without it. The current folder must be the one to import from.
"""

import importlib
import io
import re
import sys
from collections.abc import Iterable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

Answer = tuple[str, dict[str, str], str]


def ask(application: Any, method: str, path: str, body: bytes = b"", **environ: str) -> Answer:
    """Return status, headers and text of one answer."""
    full: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        **environ,
    }
    if body:
        full |= {
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
        }
    setup_testing_defaults(full)
    started: list[Any] = []

    def start_response(
        status: str, headers: Iterable[tuple[str, str]], exc_info: Any = None
    ) -> Any:
        started[:] = [status, dict(headers)]
        return lambda data: None

    chunks = application(full, start_response)
    try:
        text = b"".join(chunks).decode()
    finally:
        chunks.close()
    return started[0], started[1], text


def main() -> None:
    """Do what the command line says."""
    sys.path.insert(0, "")
    module, path, *fields = sys.argv[1:]
    application = validator(importlib.import_module(module).application)
    status, headers, text = ask(application, "GET", path)
    print("GET", status)
    if fields:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
        action = re.search(r'action="([^"]+)"', text)
        assert token, text
        assert action, text
        data = dict(field.split("=", 1) for field in fields)
        cookie = SimpleCookie(headers["Set-Cookie"])["csrftoken"].OutputString([])
        for title, form in (
            ("POST", {**data, "csrfmiddlewaretoken": token[1]}),
            ("POST without token", data),
        ):
            body = urlencode(form).encode()
            print(title, ask(application, "POST", action[1], body, HTTP_COOKIE=cookie)[0])


if __name__ == "__main__":
    main()
