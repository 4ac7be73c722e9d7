"""Tests with models: what assertions say of rows, and what is left of them."""

import json
import threading
import unittest

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.db import connection, models
from mtvgen.runtime.test import SimpleTestCase, TestCase, TransactionTestCase, override_settings
from mtvgen.runtime.test.tables import flush
from tests.runtime.test.running import complaint, passes, run


@pytest.fixture(scope="module")
def declared():
    apps.populate(settings.INSTALLED_APPS)

    class Author(models.Model):
        name = models.CharField(max_length=20)

        class Meta:
            app_label = "library"

    class Book(models.Model):
        author = models.ForeignKey(Author, on_delete=models.CASCADE)

        class Meta:
            app_label = "library"

    yield Author, Book
    apps.all_models["library"].clear()


@pytest.fixture
def library(declared, tmp_path):
    """The models, their tables in a file, and an app registry that knows them."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(tmp_path / "library.sqlite3")
    app = tmp_path / "library"
    app.mkdir()
    (app / "__init__.py").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        with override_settings(INSTALLED_APPS=["library"]), connection.schema_editor() as editor:
            for model in declared:
                editor.create_model(model)
        with override_settings(INSTALLED_APPS=["library"]):
            yield declared
    connection.close()
    connection.settings_dict["NAME"] = before


def test_the_number_of_queries_is_asserted(library):
    author, _ = library

    def test(self):
        with self.assertNumQueries(2) as queries:
            author.objects.create(name="Ada")
            author.objects.count()
        self.assertNumQueries(1, author.objects.create, name="Bob")
        assert "INSERT" in queries[0]["sql"]
        assert len(list(queries)) == 2

    assert passes(test, TestCase)


def test_other_queries_than_expected_are_listed(library):
    author, _ = library

    def test(self):
        with self.assertNumQueries(0):
            author.objects.create(name="Ada")

    text = complaint(test, TestCase)

    assert "1 queries executed, 0 expected" in text
    assert "1. INSERT INTO" in text


def test_an_exception_in_the_block_is_not_hidden_by_the_count(library):
    def test(self):
        with self.assertNumQueries(5):
            raise ZeroDivisionError

    assert "ZeroDivisionError" in complaint(test, TestCase)


def test_a_queryset_is_compared_with_values(library):
    author, _ = library

    def test(self):
        for name in ("Bob", "Ada"):
            author.objects.create(name=name)
        self.assertQuerySetEqual(
            author.objects.order_by("name"), ["Ada", "Bob"], transform=lambda a: a.name
        )
        names = author.objects.values_list("name", flat=True)
        self.assertQuerySetEqual(names, ["Ada", "Bob"], ordered=False)
        with pytest.raises(ValueError, match="non-ordered queryset"):
            self.assertQuerySetEqual(author.objects.all(), [1, 2])

    assert passes(test, TestCase)


def test_a_queryset_with_other_values_fails(library):
    author, _ = library

    def test(self):
        self.assertQuerySetEqual(author.objects.order_by("pk"), ["Ada"])

    assert "Lists differ: [] != ['Ada']" in complaint(test, TestCase)


def test_a_row_that_points_to_none_fails_the_test_though_it_is_rolled_back(library):
    _, book = library

    def test(self):
        book.objects.create(author_id=99)

    text = complaint(test, TestCase)

    assert "'library_book'" in text
    assert "points to a row of 'library_author' that is not there" in text
    assert book.objects.count() == 0


def test_committed_rows_are_gone_after_the_test(library):
    author, book = library

    def test(self):
        book.objects.create(author=author.objects.create(name="Ada"))

    assert passes(test, TransactionTestCase)
    assert (author.objects.count(), book.objects.count()) == (0, 0)


def test_numbering_can_begin_at_one_in_each_test(library):
    author, _ = library

    class Numbered(TransactionTestCase):
        reset_sequences = True

        def test_a(self):
            assert author.objects.create(name="Ada").pk == 1

        def test_b(self):
            assert author.objects.create(name="Ada").pk == 1

    assert run(Numbered).wasSuccessful()


def test_numbering_anew_needs_commits(library):
    class Numbered(TestCase):
        reset_sequences = True

        def test(self):
            """Nothing."""

    assert "reset_sequences cannot be used on TestCase" in run(Numbered).errors[0][1]


def test_emptying_leaves_foreign_keys_enforced(library):
    flush(connection)

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)


def test_shared_rows_are_made_once_for_all_tests(library):
    author, _ = library
    made = []

    class Shared(TestCase):
        @classmethod
        def setUpTestData(cls):
            made.append(1)
            cls.ada = author.objects.create(name="Ada")

        def test_change(self):
            self.ada.name = "Changed"
            self.ada.save()
            assert author.objects.get().name == "Changed"

        def test_keep(self):
            assert (self.ada.name, author.objects.get().name) == ("Ada", "Ada")

    assert run(Shared).wasSuccessful()
    assert (made, author.objects.count()) == ([1], 0)


@pytest.fixture
def ada(tmp_path):
    """Return a fixture file with one author."""
    row = {"model": "library.author", "pk": 7, "fields": {"name": "Ada"}}
    file = tmp_path / "ada.json"
    file.write_text(json.dumps([row]))
    return str(file)


@pytest.mark.parametrize("base", [TestCase, TransactionTestCase])
def test_each_test_finds_the_rows_of_its_fixtures_and_none_are_left(library, ada, base):
    author, _ = library

    class Loaded(base):
        fixtures = [ada]

        def test_first(self):
            author.objects.filter(pk=7).update(name="Other")

        def test_second(self):
            assert author.objects.get(pk=7).name == "Ada"

    assert run(Loaded).wasSuccessful()
    assert author.objects.count() == 0


@pytest.mark.parametrize("base", [TestCase, TransactionTestCase])
def test_fixtures_are_there_when_the_class_is_set_up(library, ada, base):
    author, _ = library

    class Early(base):
        fixtures = [ada]

        @classmethod
        def setUpClass(cls):
            super().setUpClass()
            author.objects.filter(name="Ada").update(name="Countess")

        def test_first(self):
            assert author.objects.get().pk == 7

        def test_second(self):
            assert author.objects.get().pk == 7

    assert run(Early).wasSuccessful()


def test_rows_of_fixtures_do_not_outlive_a_class_whose_tests_are_skipped(library, ada):
    author, _ = library

    class Skipped(TransactionTestCase):
        fixtures = [ada]

        @unittest.skip("by design")
        def test(self):
            raise AssertionError("never run")

    assert run(Skipped).wasSuccessful()
    assert author.objects.count() == 0


def test_rows_of_a_set_up_that_fails_are_undone_at_once(library):
    author, _ = library
    left = []

    class Failing(TestCase):
        @classmethod
        def setUpClass(cls):
            try:
                super().setUpClass()
            finally:
                left.append((author.objects.count(), connection.in_atomic_block))

        @classmethod
        def setUpTestData(cls):
            author.objects.create(name="Ada")
            raise ZeroDivisionError

        def test(self):
            raise AssertionError("never run")

    assert "ZeroDivisionError" in run(Failing).errors[0][1]
    assert left == [(0, False)]


@pytest.mark.parametrize(
    "query",
    [
        lambda author: author.objects.count(),
        lambda author: author.objects.filter(pk=1).first(),
        lambda author: list(author.objects.iterator()),
        lambda author: author.objects.create(name="Ada"),
        lambda author: author.objects.filter(pk=1).update(name="Ada"),
        lambda author: author.objects.filter(pk=1).delete(),
        lambda author: author(pk=1, name="Ada").save(),
        lambda author: author.objects.bulk_create([author(name="Ada")]),
        lambda author: author.objects.raw(f"SELECT * FROM {author._meta.db_table}")[:],
        lambda author: author.objects.get_or_create(name="Ada"),
    ],
)
def test_no_query_of_a_model_passes_the_guard_though_the_connection_is_open(library, query):
    author, _ = library
    query(author)

    text = complaint(lambda self: query(author), SimpleTestCase)

    assert "to 'default' are not allowed in SimpleTestCase subclasses" in text


def test_a_thread_of_a_simple_test_case_must_not_touch_the_database_either(library):
    author, _ = library
    said = []

    def use():
        try:
            author.objects.count()
        except AssertionError as error:
            said.append(str(error))

    def test(self):
        thread = threading.Thread(target=use)
        thread.start()
        thread.join()

    assert passes(test, SimpleTestCase)
    assert "to 'default' are not allowed" in said[0]


def test_a_fixture_that_is_not_there_is_the_class_s_error(library):
    class Missing(TestCase):
        fixtures = ["nowhere"]

        def test(self):
            raise AssertionError("never run")

    assert "nowhere" in run(Missing).errors[0][1]
