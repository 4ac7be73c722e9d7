"""No framework: a WSGI function with an `if` or a regular expression, what all others stand on."""

import re
from typing import Any


def make(workload: str) -> Any:
    """Return the application for *workload*."""
    items = re.compile(r"/items/([0-9]+)/parts/([0-9]+)/([-\w]+)").fullmatch
    sections = {f"section{n}": n for n in range(500)}

    def hello(path: str) -> str | None:
        return "Hello, world!" if path == "/hello" else None

    def parameters(path: str) -> str | None:
        found = items(path)
        return f"{int(found[1])} {int(found[2])} {found[3]}" if found else None

    def section(path: str) -> str | None:
        _, name, number, _ = path.split("/")
        return f"{sections[name]} {int(number)}"

    view = {"parameters": parameters, "last of 500 routes": section}.get(workload, hello)

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        text = view(environ["PATH_INFO"])
        if text is None:
            start_response("404 Not Found", [("Content-Type", "text/html; charset=utf-8")])
            return [b"Not Found"]
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [text.encode()]

    return application
