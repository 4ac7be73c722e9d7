"""A site, a browser without a server, and the journeys of what it asks for."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mtvgen.runtime.db import connection
from mtvgen.runtime.test import Client, override_settings
from mtvgen.runtime.xray.recorder import Recorder

from .models import Author, Book, Member, Tag

TEMPLATES = Path(__file__).with_name("templates")
MIDDLEWARE = [
    "mtvgen.runtime.middleware.security.SecurityMiddleware",
    "mtvgen.runtime.middleware.common.CommonMiddleware",
    "mtvgen.runtime.middleware.csrf.CsrfViewMiddleware",
    "tests.runtime.xray.site.turn_back",
]


@pytest.fixture
def site() -> Iterator[None]:
    backend = "mtvgen.runtime.template.backends.jinja2.Jinja2"
    with override_settings(
        DEBUG=True,
        ROOT_URLCONF="tests.runtime.xray.site",
        MIDDLEWARE=MIDDLEWARE,
        TEMPLATES=[{"BACKEND": backend, "DIRS": [TEMPLATES]}],
        ALLOWED_HOSTS=["testserver"],
    ):
        yield


@pytest.fixture
def library(site: None) -> Iterator[None]:
    """Five books of five authors, each with a tag."""
    kinds: list[Any] = [Author, Tag, Book, Member]
    with connection.schema_editor() as editor:
        for kind in kinds:
            editor.create_model(kind)
    for number in range(5):
        author = Author.objects.create(name=f"Author {number}")
        book = Book.objects.create(title=f"Book {number}", author=author)
        book.tags.add(Tag.objects.create(word=f"tag{number}"))
    yield
    with connection.schema_editor() as editor:
        for kind in reversed(kinds):
            editor.delete_model(kind)


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    made = Recorder()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def journey(site: None, recorder: Recorder) -> Callable[..., dict[str, Any]]:
    """Return what asks for a path, and returns the journey's JSON."""

    def asked(path: str, method: str = "get", *, csrf: bool = False, **options: Any) -> Any:
        client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
        getattr(client, method)(path, **options)
        return recorder.journeys()[-1].data

    return asked


def of_kind(data: dict[str, Any], *kinds: str) -> list[Any]:
    return [event for event in data["events"] if event["kind"] in kinds]


def facts(data: dict[str, Any], kind: str) -> Any:
    """Return the facts of the one event of that kind."""
    (found,) = of_kind(data, kind)
    return found["facts"]
