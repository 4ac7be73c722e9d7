"""The pages that several frameworks fill: their templates, rows and database, and what is right."""

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import jinja2

ROWS = [
    {"number": n, "title": f"Row <{n}>", "author": "Ada & Grace", "votes": n * 7} for n in range(20)
]

PAGES = {
    "page of 20 rows": """<!doctype html><title>Rows</title><table>
{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.title }}</td><td>{{ row.author }}</td>\
<td>{{ row.votes }}</td></tr>
{% endfor %}</table>""",
    "models, views, templates": """<!doctype html><title>Fortunes</title><table>
<tr><th>id</th><th>message</th></tr>
{% for fortune in fortunes %}<tr><td>{{ fortune.id }}</td><td>{{ fortune.message }}</td></tr>
{% endfor %}</table>""",
}

MESSAGES = [
    "fortune: No such file or directory",
    "A computer scientist is someone who fixes things that aren't broken.",
    "After enough decimal places, nobody gives a damn.",
    "A bad random number generator: 1, 1, 1, 1, 1, 4.33e+67, 1, 1, 1",
    "A computer program does what you tell it to do, not what you want it to do.",
    "Emacs is a nice operating system, but I prefer UNIX.",
    "Any program that runs right is obsolete.",
    "A list is only as strong as its weakest link.",
    "Feature: A bug with seniority.",
    "Computers make very fast, very accurate mistakes.",
    '<script>alert("This should not be displayed in a browser alert box.");</script>',
    "フレームワークのベンチマーク",
]


def bare_template(workload: str) -> jinja2.Template:
    """Return the page as Jinja2 alone has it."""
    return jinja2.Environment(autoescape=True).from_string(PAGES[workload])


@cache
def template_folder() -> Path:
    """Return a folder with the pages as files, gone at the end."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, text in PAGES.items():
        (folder / f"{name.partition(' ')[0].strip(',')}.html").write_text(text, encoding="utf-8")
    return folder


@cache
def FORTUNES_FILE() -> Path:
    """Return a database with the twelve fortunes."""
    file = template_folder() / "fortunes.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute(
            "CREATE TABLE benchmark_fortune (id INTEGER PRIMARY KEY, message VARCHAR(200) NOT NULL)"
        )
        database.executemany(
            "INSERT INTO benchmark_fortune (message) VALUES (?)", [(m,) for m in MESSAGES]
        )
    database.close()
    return file


def fortunes_to_show(found: list[Any], make: Callable[..., Any]) -> list[Any]:
    """Return the fortunes with one more, sorted by message."""
    found.append(make(id=0, message="Additional fortune added at request time."))
    key = itemgetter("message") if make is dict else (lambda one: one.message)
    return sorted(found, key=key)


def page_is_right(body: bytes, template: str) -> bool:
    """Return whether every row is there, and escaped."""
    text = body.decode()
    if "fortune" in template:
        return text.count("<tr>") == 14 and "&lt;script&gt;" in text and "<script>" not in text
    return text.count("<tr>") == 20 and "Row &lt;19&gt;" in text and "Ada &amp; Grace" in text
