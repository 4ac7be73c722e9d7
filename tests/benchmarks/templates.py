"""A page of 20 rows, filled by bare Jinja2 and by render(): what the way around the template costs."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .harness import Comparison, Target, Worker, serve_rounds

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1>
<table>{% for row in rows %}
<tr class="{{ loop.cycle('odd', 'even') }}"><td>{{ row.id }}</td><td>{{ row.name }}</td>\
<td>{{ row.text }}</td><td>{{ row.price|round(2) }}</td></tr>{% endfor %}
</table></body></html>
"""


class Row:
    """A row of the page."""

    def __init__(self, number: int) -> None:
        self.id = number
        self.name = f"Name <{number}>"
        self.text = f'A text of some length, with & and "quotes", number {number}.'
        self.price = number * 1.37


SIDES = ("bare Jinja2", "render()", "Django's render()")


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparison."""
    workers = {side: Worker(__name__, side) for side in SIDES}
    try:
        sides = [worker.side(side, seconds=0.1) for side, worker in workers.items()]
        targets = [Target("render()", "bare Jinja2", 1.06)]
        yield [Comparison("A Jinja2 page of 20 rows", sides, targets, unit="µs")]
    finally:
        for worker in workers.values():
            worker.stop()


def _bare(folder: Path) -> Callable[[dict[str, Any]], bytes]:
    import jinja2

    loader = jinja2.FileSystemLoader(folder)
    template = jinja2.Environment(loader=loader, autoescape=True).get_template("page.html")
    return lambda context: template.render(context).encode()


def _ours(folder: Path) -> Callable[[dict[str, Any]], bytes]:
    import mtvgen.runtime
    from mtvgen.runtime.conf import settings

    backend = "mtvgen.runtime.template.backends.jinja2.Jinja2"
    settings.configure(SECRET_KEY="a-key-for-benchmarks",
                       TEMPLATES=[{"BACKEND": backend, "DIRS": [folder]}])  # fmt: skip
    mtvgen.runtime.setup()
    from mtvgen.runtime.shortcuts import render
    from mtvgen.runtime.test import RequestFactory

    request = RequestFactory().get("/")
    return lambda context: render(request, "page.html", context).content


def _djangos(folder: Path) -> Callable[[dict[str, Any]], bytes]:
    import django
    from django.conf import settings

    backend = "django.template.backends.jinja2.Jinja2"
    settings.configure(SECRET_KEY="a-key-for-benchmarks",
                       TEMPLATES=[{"BACKEND": backend, "DIRS": [folder]}])  # fmt: skip
    django.setup()
    from django.shortcuts import render
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    return lambda context: render(request, "page.html", context).content


MAKE = dict(zip(SIDES, (_bare, _ours, _djangos), strict=True))


def main(side: str) -> None:
    """Be the process of one side: check its page, then do rounds."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.joinpath("page.html").write_text(PAGE, encoding="utf-8")
        fill = MAKE[side](folder)
        rows = [Row(number) for number in range(20)]

        def work() -> bytes:
            return fill({"title": "Rows & more", "rows": rows})

        page = work()
        if page.count(b"<tr") != 20 or b"Name &lt;19&gt;" not in page or page != _bare(folder)(
            {"title": "Rows & more", "rows": rows}
        ):  # fmt: skip
            raise SystemExit(f"{side} gave another page: {page[:300]!r}")
        serve_rounds(work)


if __name__ == "__main__":
    main(*sys.argv[1:])
