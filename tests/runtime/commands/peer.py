"""One app, twice: on our runtime and, one word swapped, on real Django; each in its own process.

Both work on databases of their own, or on one that a test hands from one to the other.
"""

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

OURS, DJANGO = "mtvgen.runtime", "django"

MODELS = """
import uuid

from mtvgen.runtime.db import models


class TagManager(models.Manager):
    def get_by_natural_key(self, name):
        return self.get(name=name)


class Tag(models.Model):
    name = models.CharField(max_length=20, unique=True)
    objects = TagManager()

    def natural_key(self):
        return (self.name,)


class VisibleManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(hidden=False)


class Item(models.Model):
    name = models.CharField(max_length=40)
    slug = models.SlugField(unique=True)
    text = models.TextField(blank=True)
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    weight = models.FloatField(default=0.5)
    stock = models.IntegerField(default=0)
    big = models.BigIntegerField(null=True)
    hidden = models.BooleanField(default=False)
    sure = models.BooleanField(null=True)
    day = models.DateField(null=True)
    moment = models.DateTimeField(null=True)
    clock = models.TimeField(null=True)
    span = models.DurationField(null=True)
    code = models.UUIDField(null=True)
    data = models.JSONField(null=True)
    raw = models.BinaryField(null=True)
    site = models.URLField(blank=True)
    mail = models.EmailField(blank=True)
    address = models.GenericIPAddressField(null=True)
    tags = models.ManyToManyField(Tag)
    best = models.ForeignKey(Tag, models.CASCADE, null=True, related_name="best_of")
    parent = models.ForeignKey("self", models.SET_NULL, null=True)
    objects = VisibleManager()


class Detail(models.Model):
    item = models.OneToOneField(Item, models.CASCADE, primary_key=True)
    note = models.CharField(max_length=30, db_column="the_note")


class Token(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey(Tag, models.CASCADE, to_field="name")
"""

ROWS = """
import datetime as dt, decimal, uuid
from shop.models import *
UTC = dt.timezone.utc
red, blue = Tag.objects.create(name="red"), Tag.objects.create(name="Blau “ä” 蓝")
first = Item.objects.create(
    name='A "quoted" <b> \\\\ \\u2028 名', slug="a", text="two\\nlines", price=decimal.Decimal("12.50"),
    weight=0.1, stock=-7, big=2**62, sure=True, day=dt.date(2024, 2, 29),
    moment=dt.datetime(2024, 2, 29, 13, 14, 15, 123000, tzinfo=UTC), clock=dt.time(1, 2, 3, 4000),
    span=dt.timedelta(days=-1, seconds=5, microseconds=7), code=uuid.UUID(int=77),
    data={"b": [1, None, "ü"], "a": {"x": 1.5}}, raw=b"\\x00\\xff bytes", site="https://a.example/",
    mail="a@example.org", address="2001:db8::1", best=red)
second = Item.objects.create(name="", slug="b", price=decimal.Decimal("0.00"), moment=dt.datetime(1999, 12, 31, tzinfo=UTC),
    clock=dt.time(23, 59), span=dt.timedelta(0), data=[], parent=first, best=blue)
Item.objects.create(name="unseen", slug="c", hidden=True)
first.tags.add(blue, red)
second.tags.add(red)
Detail.objects.create(item=first, note="of the first")
Token.objects.create(key=uuid.UUID(int=5), owner=blue)
"""

_DRIVE = """
import sys
root, database, words = sys.argv[1], sys.argv[2], sys.argv[3:]
from importlib import import_module
settings = import_module(f"{root}.conf").settings
import json
if "backends.mysql" in database:
    import pymysql
    pymysql.install_as_MySQLdb()  # the name under which Django knows a driver of MySQL
databases = json.loads(database) if database.startswith("{") else {
    "ENGINE": f"{root}.db.backends.sqlite3", "NAME": database
}
settings.configure(
    SECRET_KEY="only-for-tests", INSTALLED_APPS=["shop"], USE_TZ=True, DEBUG=True, TIME_ZONE="UTC",
    DEFAULT_AUTO_FIELD=f"{root}.db.models.BigAutoField",
    DATABASES={"default": databases},
)
import_module(root).setup()
if words[0] == "exec":
    exec(words[1])
else:
    management = import_module(f"{root}.core.management")
    management.execute_from_command_line(["manage.py", *words])
"""


class Peer:
    """The app on one of the two, in *folder*, with its own database."""

    def __init__(self, root: str, folder: Path, models: str = MODELS) -> None:
        self.root = root
        self.folder = folder
        self.database: Path | str = folder / "db.sqlite3"
        """The SQLite file; or the JSON of what settings.DATABASES holds."""
        package = folder / "shop"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        self.models(models)

    def models(self, source: str) -> None:
        """Write models.py anew."""
        text = dedent(source).replace(OURS, self.root)
        (self.folder / "shop" / "models.py").write_text(text, encoding="utf-8")

    def command(self, *words: str) -> list[str]:
        """Return what starts a command of the app."""
        return [sys.executable, "-X", "utf8", "-c", _DRIVE, self.root, str(self.database), *words]

    def run(self, *words: str, stdin: str | None = None) -> "subprocess.CompletedProcess[str]":
        """Run a command, or code with "exec", to its end."""
        return subprocess.run(
            self.command(*words),
            cwd=self.folder,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    def ok(self, *words: str, stdin: str | None = None) -> str:
        """Run a command that must succeed; return what it printed."""
        done = self.run(*words, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tables(self) -> None:
        """Make the tables."""
        self.ok("migrate", "--run-syncdb", "-v0")
