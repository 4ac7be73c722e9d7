"""One program for two frameworks: `python ask.py ROOT DATABASE STEP` with ROOT django or mtvgen.runtime.

DATABASE: a SQLite file; or postgresql:FOLDER:PORT:NAME, with the folder of the server's socket; or
mysql:SOCKET:NAME, with the socket itself.
STEP make: make the tables and the rows; tables, rows: one of both. ask: answer every question on standard input (a JSON list
of expressions). do: run every statement on standard input.
"""

import datetime
import decimal
import importlib
import json
import os
import sys
import uuid
import warnings
from typing import Any

ROOT, DATABASE, STEP = sys.argv[1:4]
os.environ["PEER_ROOT"] = ROOT
engine, *where = DATABASE.split(":")
PLACE: dict[str, str]
if engine == "postgresql":
    PLACE = {**dict(zip(("HOST", "PORT", "NAME"), where, strict=True)), "USER": "postgres"}
elif engine == "mysql":
    PLACE = {**dict(zip(("HOST", "NAME"), where, strict=True)), "USER": "tester"}
    PLACE["PASSWORD"] = "p@ss/word"
    pymysql = importlib.import_module("pymysql")
    pymysql.install_as_MySQLdb()  # the name under which Django knows a driver of MySQL
else:
    engine, PLACE = "sqlite3", {"NAME": DATABASE}
conf = importlib.import_module(f"{ROOT}.conf")
conf.settings.configure(
    INSTALLED_APPS=["shop"],
    DATABASES={"default": {"ENGINE": f"{ROOT}.db.backends.{engine}", **PLACE}},
    TIME_ZONE="Asia/Ho_Chi_Minh",
    USE_TZ=True,
    SECRET_KEY="only-for-tests",
    DEFAULT_AUTO_FIELD=f"{ROOT}.db.models.BigAutoField",
)
importlib.import_module(ROOT).setup()
models: Any = importlib.import_module(f"{ROOT}.db.models")
db: Any = importlib.import_module(f"{ROOT}.db")
transaction: Any = importlib.import_module(f"{ROOT}.db.transaction")
timezone: Any = importlib.import_module(f"{ROOT}.utils.timezone")
functions: Any = importlib.import_module(f"{ROOT}.db.models.functions")
lookups: Any = importlib.import_module(f"{ROOT}.db.models.lookups")
KT: Any = importlib.import_module(f"{ROOT}.db.models.fields.json").KT
UTC = datetime.UTC


from shop.models import (  # noqa: E402
    Author,
    Bar,
    Book,
    Diner,
    Dog,
    Licence,
    Loan,
    Passport,
    Place,
    Restaurant,
    Review,
    Spot,
    Tag,
    Waiter,
)

MODELS = [Author, Tag, Book, Review, Passport, Loan]
MODELS += [Licence, Place, Restaurant, Bar, Diner, Waiter, Dog]
PROXIES = [Spot]


def make_rows() -> None:
    """Fill the tables; the same rows each time."""
    authors = []
    for n, name in enumerate(["Ada", "Bao", "Chi", "dung", "Émile", "50%_\\off"]):
        born = None if n == 3 else datetime.date(1950 + n * 7, n + 1, 28)
        mentor = authors[n - 2] if n >= 2 else None
        authors.append(
            Author.objects.create(name=name, email=f"a{n}@example.com", born=born, mentor=mentor)
        )
    tags = [Tag.objects.create(word=word) for word in ("web", "old", "new")]
    for n in range(14):
        book = Book.objects.create(
            title=f"Book {n:02} {'of the WEB' if n % 3 else 'about 100% tea'}",
            author=authors[n % 5],
            editor=authors[(n + 1) % 4] if n % 2 else None,
            published=datetime.datetime(
                2022 + n % 4, n % 12 + 1, 28, n + 5, n, n, n * 1000, tzinfo=UTC
            ),
            price=decimal.Decimal(f"{n}.{n:02}"),
            pages=None if n % 5 == 0 else n * 30,
            rating=n / 4,
            in_print=n % 4 != 0,
            opens=None if n % 3 else datetime.time(n, 30, n),
            lent_for=None if n % 2 else datetime.timedelta(days=n, seconds=n, microseconds=n),
            code=uuid.UUID(int=n * 7919),
            extra=None if n % 2 else {"n": n, "list": [1, "two", None]},
        )
        book.tags.set(tags[: n % 4])
        for star in range(n % 4):
            Review.objects.create(
                book=book,
                stars=star + 1,
                words="good" * star,
                at=datetime.datetime(2024, 12, 31, 15 + star, tzinfo=UTC)
                + datetime.timedelta(days=n),
            )
    Passport.objects.create(author=authors[0], number="P1")
    Passport.objects.create(author=authors[2], number="P2")
    Loan.objects.create(book=Book.objects.get(title__startswith="Book 03"), days=9)
    make_places(authors, tags)
    make_dogs()


def make_dogs() -> None:
    """Fill the table of JSON."""
    owner = {"name": "Bob", "other_pets": [{"name": "Fishy"}], "at": [1, [2, 3]]}
    mother = None
    for n, data in enumerate(
        [
            {"breed": "labrador", "owner": owner, "age": 3, "weights": [5, 7.5, 10]},
            {"breed": "collie", "owner": None, "age": 7.5, "good": True, 'd\'ogs "x"': "odd"},
            {"breed": "Collie", "age": -2, "good": False, "0": "nought", "": "empty", "a.b": 1},
            {"owner": {"name": "5"}, "age": "4", "weights": [], "in": 1, "isnull": "x", "%s": "%"},
            [1, "two", {"three": [3]}],
            None,
            "text",
            17,
            models.Value(None, models.JSONField()),
            {},
        ]
    ):
        mother = Dog.objects.create(name=f"Dog{n}", data=data, weight=n * 7 - 20, mother=mother)


def make_places(authors: list[Any], tags: list[Any]) -> None:
    """Fill the tables of models that build on each other."""
    market = Place.objects.create(name="Market", address="1 Main St")
    pasta = Restaurant.objects.create(
        name="Pasta",
        near=market,
        pizza=True,
        chef=authors[0],
        menu={"hot": ["soup", "pie"], "n": 2},
    )
    noodles = Restaurant.objects.create(name="Noodles", address="2 Main St", near=pasta)
    lion = Bar.objects.create(name="Lion", beers=7, chef=authors[1], near=noodles)
    Bar.objects.create(name="Swan", beers=9, pizza=True, menu={"hot": [], "n": None})
    Diner.objects.create(name="Dot", code="D1", until=datetime.date(2027, 1, 1), seats=9)
    for one, tag in ((market, tags[0]), (pasta, tags[0]), (pasta, tags[1]), (lion, tags[2])):
        one.tags.add(tag)
    for one, name in ((pasta, "Wim"), (pasta, "Ann"), (lion, "Zoe")):
        Waiter.objects.create(restaurant=one, name=name)


class Shout(models.Func):
    """A function that each kind of database could say in its own way."""

    function = "UPPER"
    arity = 1
    output_field = models.CharField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the text in capitals, with a mark."""
        sql, params = super().as_sql(compiler, connection, **extra)
        return f"({sql} || %s)", [*params, "!"]


class Whole(models.Aggregate):
    """A sum, from nought on."""

    function = "SUM"
    template = "COALESCE(%(function)s(%(distinct)s%(expressions)s), 0)"
    output_field = models.IntegerField()


def plain(value: Any) -> Any:
    """Return *value* as JSON, the same for both frameworks."""
    if isinstance(value, models.Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return f"{type(value).__name__} {value.isoformat()}"
    if isinstance(value, float):
        return round(value, 9)
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, map(plain, value)))
    if hasattr(value, "__iter__"):
        return [plain(one) for one in value]
    return f"{type(value).__name__} {value}"


def answer(question: str) -> Any:
    """Return what an expression gives: its value, or the name of its error."""
    try:
        return plain(eval(question, globals()))
    except Exception as error:
        return f"raised {type(error).__name__}"


def answer_of(action: Any) -> Any:
    """Return what a ValidationError says is wrong."""
    try:
        return action()
    except Exception as error:
        return getattr(error, "message_dict", None) or type(error).__name__


def main() -> None:
    """Do the step."""
    warnings.simplefilter("ignore", RuntimeWarning)
    if STEP in ("make", "tables"):
        with db.connection.schema_editor() as editor:
            for model in MODELS:
                editor.create_model(model)
    if STEP in ("make", "rows"):
        make_rows()
    if STEP in ("make", "rows", "tables"):
        return
    lines: list[str] = json.load(sys.stdin)
    if STEP == "ask":
        json.dump({line: answer(line) for line in lines}, sys.stdout)
        return
    results = []
    for line in lines:
        try:
            exec(line, globals())
            results.append("done")
        except Exception as error:
            results.append(f"raised {type(error).__name__}")
    json.dump(results, sys.stdout)


main()
