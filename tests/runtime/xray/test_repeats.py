"""Queries that repeat themselves are marked, and what to use instead is right for the relation."""

from collections.abc import Callable
from typing import Any

import pytest

from mtvgen.runtime.db import connection
from mtvgen.runtime.db.models import Count
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.urls import path
from mtvgen.runtime.xray.words import sentence

from .conftest import of_kind
from .models import Author, Book, Member, Tag


def foreign_key(request: Any) -> None:
    for book in Book.objects.all():
        book.author.name  # noqa: B018


def reverse_foreign_key(request: Any) -> None:
    for author in Author.objects.all():
        list(author.book_set.all())


def many_to_many(request: Any) -> None:
    for book in Book.objects.all():
        list(book.tags.all())


def reverse_many_to_many(request: Any) -> None:
    for tag in Tag.objects.all():
        list(tag.books.all())


def get_in_a_loop(request: Any) -> None:
    for number in range(1, 6):
        Book.objects.get(pk=number)


def get_by_another_field(request: Any) -> None:
    for number in range(5):
        Tag.objects.get(word=f"tag{number}")


def filter_in_a_loop(request: Any) -> None:
    for number in range(5):
        list(Tag.objects.filter(word=f"tag{number}"))


def count_of_a_relation(request: Any) -> None:
    for author in Author.objects.all():
        author.book_set.count()


def count_of_many_to_many(request: Any) -> None:
    for book in Book.objects.all():
        book.tags.count()


def count_in_a_loop(request: Any) -> None:
    for number in range(5):
        Book.objects.filter(title=f"Book {number}").count()


def exists_in_a_loop(request: Any) -> None:
    for number in range(5):
        Book.objects.filter(title=f"Book {number}").exists()


def the_same_again(request: Any) -> None:
    for _ in range(4):
        Book.objects.count()


def write_in_a_loop(request: Any) -> None:
    for number in range(4):
        Member.objects.create(name=str(number), password="x")


def change_in_a_loop(request: Any) -> None:
    for number, tag in enumerate(list(Tag.objects.all())):
        tag.word = f"new{number}"
        tag.save()


def delete_in_a_loop(request: Any) -> None:
    for number in range(4):
        Member.objects.filter(name=str(number)).delete()


def raw_in_a_loop(request: Any) -> None:
    with connection.cursor() as cursor:
        for number in range(4):
            cursor.execute("SELECT %s + 1", [number])


def twice(request: Any) -> None:
    for book in Book.objects.all()[:2]:
        book.author.name  # noqa: B018


def same_query_of_different_lines(request: Any) -> None:
    Book.objects.get(pk=1)
    Book.objects.get(pk=2)
    Book.objects.get(pk=3)
    Book.objects.get(pk=4)


def done_well(request: Any) -> None:
    for book in Book.objects.select_related("author").prefetch_related("tags"):
        book.author.name  # noqa: B018
        list(book.tags.all())
    list(Author.objects.annotate(number=Count("book")))


@pytest.fixture
def repeats(library: None, journey: Any) -> Callable[[Any], list[Any]]:
    """Return what asks a view, and returns the marks of its queries, the first of each group."""

    def asked(work: Callable[[Any], None]) -> list[Any]:
        def view(request: Any) -> HttpResponse:
            work(request)
            return HttpResponse("")

        with override_settings(ROOT_URLCONF=(path("", view),)):
            data = journey("/")
        assert data["error"] is None
        marks = [event["facts"]["repeat"] for event in of_kind(data, "query.ran")]
        return [mark for mark in marks if mark and mark["number"] == 1]

    return asked


@pytest.mark.parametrize(
    ("work", "code", "use"),
    [
        (foreign_key, "select_related", 'Book.objects.select_related("author")'),
        (reverse_foreign_key, "prefetch_related", 'Author.objects.prefetch_related("book_set")'),
        (many_to_many, "prefetch_related", 'Book.objects.prefetch_related("tags")'),
        (reverse_many_to_many, "prefetch_related", 'Tag.objects.prefetch_related("books")'),
        (get_in_a_loop, "in_bulk", "Book.objects.in_bulk(keys)"),
        (get_by_another_field, "filter_in", "Tag.objects.filter(word__in=values)"),
        (filter_in_a_loop, "filter_in", "Tag.objects.filter(word__in=values)"),
        (count_of_a_relation, "annotate_count", 'Author.objects.annotate(number=Count("book"))'),
        (count_of_many_to_many, "annotate_count", 'Book.objects.annotate(number=Count("tags"))'),
        (count_in_a_loop, "count", None),
        (exists_in_a_loop, "exists", None),
        (the_same_again, "ask_once", None),
        (write_in_a_loop, "bulk_create", None),
        (change_in_a_loop, "bulk_update", None),
        (delete_in_a_loop, "delete_many", None),
        (raw_in_a_loop, "ask_once_for_all", None),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_advice_fits(repeats: Any, work: Any, code: str, use: str | None) -> None:
    (mark,) = repeats(work)

    assert mark["count"] >= 4
    assert mark["advice"]["code"] == code
    assert mark["advice"]["values"].get("use") == use
    said = sentence("advice", code, mark["advice"]["values"])
    assert "{" not in said
    assert said.count("…") == sentence(
        "advice", code, dict.fromkeys(("model", "relation", "field", "use"), "")
    ).count("…")


@pytest.mark.parametrize("work", [twice, same_query_of_different_lines, done_well])
def test_what_is_no_loop_is_not_marked(repeats: Any, work: Any) -> None:
    assert repeats(work) == []


def test_the_advice_that_is_code_works(library: None) -> None:
    names = {
        "Book": Book,
        "Author": Author,
        "Tag": Tag,
        "Count": Count,
        "keys": [1],
        "values": ["tag1"],
    }

    for use in (
        'Book.objects.select_related("author")',
        'Author.objects.prefetch_related("book_set")',
        'Author.objects.annotate(number=Count("book"))',
        "Book.objects.in_bulk(keys)",
        "Tag.objects.filter(word__in=values)",
    ):
        assert len(eval(use, names)) >= 1, use
