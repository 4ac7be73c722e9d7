"""What a journey tells of the queries of one page, on whatever database is `default`."""

from typing import Any

from mtvgen.runtime.db import connection, transaction
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import Client, override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.xray.recorder import Recorder

from .conftest import of_kind
from .models import Author, Book, Member, Tag


def page(request: Any) -> HttpResponse:
    """Read, write, follow a key in a loop, and write in a transaction."""
    Member.objects.create(name="Ada", password="correct-horse-battery")
    Member.objects.filter(name="Ada").update(password="correct-horse-battery")
    with transaction.atomic():
        Member.objects.filter(password="correct-horse-battery").delete()
    names = [book.author.name for book in Book.objects.order_by("pk")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM xray_member WHERE password = %s", ["correct-horse-battery"])
    return HttpResponse(", ".join(names))


def queries_of_the_page() -> dict[str, list[dict[str, Any]]]:
    """Ask for the page; return the facts of its queries by their first word, tables made and removed."""
    kinds: list[Any] = [Author, Tag, Book, Member]
    with connection.schema_editor() as editor:
        for kind in kinds:
            editor.create_model(kind)
    recorder = Recorder()
    try:
        for number in range(3):
            author = Author.objects.create(name=f"Author {number}")
            Book.objects.create(title=f"Book {number}", author=author)
        with override_settings(
            DEBUG=True, ROOT_URLCONF=(path("", page),), MIDDLEWARE=[], ALLOWED_HOSTS=["testserver"]
        ):
            recorder.start()
            answer = Client().get("/")
    finally:
        recorder.stop()
        with connection.schema_editor() as editor:
            for kind in reversed(kinds):
                editor.delete_model(kind)
    assert answer.content == b"Author 0, Author 1, Author 2"
    data = recorder.journeys()[-1].data
    assert data["error"] is None
    assert "correct-horse" not in str(data)
    found: dict[str, list[dict[str, Any]]] = {}
    for event in of_kind(data, "query.ran"):
        assert event["ms"] >= 0
        word = event["facts"]["sql"].split()[0]
        found.setdefault(word, []).append({**event["facts"], "yours": event["yours"]})
    return found


def check() -> None:
    """Hold what is told of the page to what happened."""
    found = queries_of_the_page()

    (insert,) = found["INSERT"]
    (update,) = found["UPDATE"]
    (delete,) = found["DELETE"]
    many, *single, raw = found["SELECT"]
    assert [one["rows"] for one in (insert, update, delete)] == [1, 1, 1]
    assert [one["in_transaction"] for one in (insert, update, delete)] == [False, False, True]
    assert insert["params"] == ["'Ada'", "*" * 20]
    assert update["params"][0] == delete["params"][0] == "*" * 20
    assert delete["yours"]["text"].startswith("Member.objects.filter(password=")
    assert many["rows"] == 3
    assert [one["rows"] for one in single] == [1, 1, 1]
    assert {one["repeat"]["advice"]["code"] for one in single} == {"select_related"}
    assert raw["params"] == ["*" * 20]
    assert raw["repeat"] is None
