"""A journey as a file holds it."""

from typing import Any

LINE = {"file": "a.py", "line": 1, "function": "f", "text": "x"}
JOURNEY: dict[str, Any] = {
    "format": "mtvgen-journey",
    "version": 1,
    "made_by": {"mtvgen": "0.1.0", "python": "3.11.7"},
    "id": "0123456789abcdef",
    "number": 1,
    "started": "2026-11-30T13:40:00.123Z",
    "ms": 8.5,
    "request": {
        "method": "GET",
        "path": "/a-path/",
        "query": "",
        "protocol": "HTTP/1.1",
        "peer": "",
    },
    "response": {"status": 200, "reason": "OK", "content_type": "text/html", "bytes": 3},
    "error": None,
    "shares": dict.fromkeys(
        ("server", "middleware", "urls", "view", "query", "template", "response"), 0.1
    ),
    "events": [
        {
            "kind": "urls.missed",
            "station": "urls",
            "at": 0.1,
            "ms": None,
            "depth": 1,
            "facts": {"path": "/"},
            "runtime": LINE,
            "yours": None,
        }
    ],
    "left_out": 0,
}
