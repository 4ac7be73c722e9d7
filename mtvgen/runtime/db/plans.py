"""Plans: queries that were asked before, with their SQL ready to run.

A plan is data, never code. The plans of a project are kept in `<BASE_DIR>/.mtvgen/plans.json`, so
that a later start does not have to make them again (and never imports SQLAlchemy at all). The file
is left alone when models, the runtime or SQLAlchemy have changed since, and when it is damaged.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from typing import Any

try:  # PERF: what json itself reads with, without the 2 ms that loading the rest of it takes
    from _json import make_scanner
except ImportError:
    make_scanner: Any = None  # type: ignore[no-redef]

from .. import VERSION
from ..apps import apps
from ..conf import settings
from ..core.signals import request_finished

LIST = "\x00"
"""Stands in a plan's SQL, before the mark of one parameter, for a list of any length."""
LIMIT = 1000
"""How many plans one model keeps in memory."""
_MOST = 5000  # plans in the file
_EMPTY = "SELECT NULL WHERE 1 = 0"


class Plan:
    """How to run one shape of query.

    sql: in the driver's own form. order: which parameter stands at each placeholder. kinds: the
    read kind of each column. bound: what reads the rows, made at the first use; streams: whether
    it may take them one by one.
    """

    __slots__ = (
        "bound", "has_lists", "identity", "is_bare", "kinds", "mark", "order", "picked", "sql",
        "streams",
    )  # fmt: skip

    def __init__(self, sql: str, order: tuple[int, ...], kinds: tuple[str, ...]) -> None:
        self.sql = sql
        self.order = order
        self.kinds = kinds
        self.bound: Callable[[list[Any]], list[Any]] | None = None
        self.streams = False  # the rows are read while the database still finds them
        self.has_lists = LIST in sql
        # How the driver marks a parameter: "?" or "%s"
        self.mark = sql.partition(LIST)[2].partition(")")[0]
        self.is_bare = not any(kinds)  # no value of a row has to be converted
        # PERF: most parameters stand in the SQL in the order in which they were given
        self.identity = order == tuple(range(len(order)))
        # PERF: 0.06 µs for two parameters instead of 0.25
        self.picked: Any = itemgetter(*order) if len(order) > 1 else None

    def picker(self, count: int) -> Callable[[Sequence[Any]], Sequence[Any]] | None:
        """Return what puts *count* parameters in the order of the SQL; None if they are in it.

        Only for SQL without lists.
        """
        order = self.order
        if self.identity and len(order) == count:
            return None
        return self.picked or (lambda params: [params[place] for place in order])

    def ready(self, params: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        """Return the SQL and the parameters as the driver takes them."""
        if not self.has_lists:
            if self.identity and len(params) == len(self.order):
                return self.sql, params
            picked = self.picked
            return self.sql, picked(params) if picked else [params[place] for place in self.order]
        sql = self.sql
        flat: list[Any] = []
        for place in self.order:
            value = params[place]
            if type(value) is tuple:
                marks = ", ".join([self.mark] * len(value)) if value else _EMPTY
                sql = sql.replace(LIST + self.mark, marks, 1)
                flat.extend(value)
            else:
                flat.append(value)
        return sql, flat


class Store:
    """The plans of the project that earlier starts have made, and those of this one."""

    def __init__(self) -> None:
        self._known: dict[str, list[Any]] | None = None
        self._new = False
        self._written = 0.0  # time.monotonic() of the last writing
        self._lock = threading.Lock()
        self._last: tuple[Any, str] = (None, "")  # the shape that was looked for last, and its key

    def find(self, model: Any, shape: Any, vendor: str) -> Plan | None:
        """Return a plan that an earlier start has made, or None."""
        if not _is_of_project(model):
            return None
        known = self._known
        if known is None:
            with self._lock:
                known = self._known = _read(_file())
        key = _key(model, shape, vendor)
        self._last = shape, key
        found = known.get(key)
        if found is None or not found[0].startswith(_WORDS[shape.kind]):
            return None
        return Plan(found[0], tuple(found[1]), tuple(found[2]))

    def add(self, model: Any, shape: Any, vendor: str, plan: Plan) -> None:
        """Keep *plan* for later starts."""
        if self._known is None or not _is_of_project(model) or len(self._known) >= _MOST:
            return
        if shape.kind == "insert" and shape.extra[0] > 1:
            return  # one plan for each count of rows: not worth keeping
        asked, key = self._last
        if asked is not shape:
            key = _key(model, shape, vendor)
        with self._lock:
            self._known[key] = [plan.sql, plan.order, plan.kinds]
            self._new = True

    def write(self, every: float = 0.0) -> None:
        """Write new plans to the file, unless it was written less than *every* seconds ago."""
        if not self._new or (every and time.monotonic() - self._written < every):
            return
        file = _file()
        with self._lock:
            self._new = False
            self._written = time.monotonic()
            if file is None or self._known is None:
                return
            import json

            text = json.dumps({"made_for": fingerprint(), "plans": self._known})
        _replace(file, text)

    def forget(self) -> None:
        """Forget everything that is in memory: the file is read again at the next query."""
        self._known, self._new = None, False


_WORDS = {
    "select": "SELECT", "count": "SELECT", "exists": "SELECT", "aggregate": "SELECT",
    "update": "UPDATE", "delete": "DELETE", "insert": "INSERT",
}  # fmt: skip


def _is_of_project(model: Any) -> bool:
    """Return whether *model* is one of the project's, and not one as it was in a migration."""
    return model._meta.apps is apps and apps.ready


def _key(model: Any, shape: Any, vendor: str) -> str:
    return f"{model._meta.label} {vendor} {tuple.__repr__(shape)}"


def _file() -> Path | None:
    """Return where the plans of this project are kept; None outside a project."""
    folder = getattr(settings, "BASE_DIR", None)
    return Path(folder) / ".mtvgen" / "plans.json" if folder and Path(folder).is_dir() else None


def fingerprint() -> str:
    """Return what the plans depend on, as text: models, compiler, SQLAlchemy."""
    facts: list[Any] = [VERSION, "keys of plans are texts of Python"]
    spec = find_spec("sqlalchemy")
    places = [spec.origin] if spec is not None and spec.origin else []
    compiler = Path(__file__).parent / "models" / "compiler"
    # PERF: 0.1 ms of a start instead of 0.4 with glob(), which makes a pattern and many paths
    with os.scandir(compiler) as found:
        places += sorted(one.path for one in found if one.name.endswith(".py"))
    for place in places:
        stat = os.stat(place)  # noqa: PTH116  # PERF: as above
        facts.append((place, stat.st_size, stat.st_mtime_ns))
    for label, models in sorted(apps.all_models.items()):
        for name, model in sorted(models.items()):
            meta = model._meta
            fields = [_facts_of(field) for field in (*meta.fields, *meta.many_to_many)]
            parents = [parent._meta.label for parent in meta.all_parents]
            facts.append((label, name, meta.db_table, repr(meta.ordering), fields, parents))
    return repr(facts)


def _facts_of(field: Any) -> tuple[Any, ...]:
    rel = field.remote_field
    to = None
    if rel is not None:
        to = (
            rel.model if isinstance(rel.model, str) else rel.model._meta.label,
            getattr(rel, "field_name", None),
            rel.name,
        )
    places = getattr(field, "decimal_places", None)
    kind = field.get_internal_type()
    return field.name, field.column, kind, field.null, field.primary_key, places, to


def _read(file: Path | None) -> dict[str, list[Any]]:
    """Return the plans of *file*: none when it is missing, damaged, or made for other models."""
    if file is None or not apps.ready:
        return {}
    try:
        found = _parsed(file.read_text(encoding="utf-8"))
        if found["made_for"] != fingerprint():
            return {}
        plans: dict[str, list[Any]] = found["plans"]
        return plans if all(map(_is_sound, plans.values())) else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


class _Reading:
    """What json's scanner is told: nothing out of the ordinary."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int, parse_constant = float, int, float


def _parsed(text: str) -> Any:
    """Return what json.loads() does; the text has no space around it. Raises ValueError."""
    if make_scanner is None:
        import json

        return json.loads(text)
    try:
        found, end = make_scanner(_Reading)(text, 0)  # type: ignore[arg-type]
    except StopIteration as error:
        raise ValueError("This is no JSON.") from error
    if end != len(text):
        raise ValueError("There is more after the JSON.")
    return found


def _is_sound(plan: Any) -> bool:
    sql, order, kinds = plan
    return (
        isinstance(sql, str)
        and all(type(place) is int and place >= 0 for place in order)
        and all(isinstance(kind, str) for kind in kinds)
    )


def _replace(file: Path, text: str) -> None:
    """Write *text* into *file* all at once; where that cannot be, the plans are made anew."""
    import tempfile

    made = None
    try:
        file.parent.mkdir(exist_ok=True)
        number, made = tempfile.mkstemp(dir=file.parent, prefix=file.name, suffix=".tmp")
        with os.fdopen(number, "w", encoding="utf-8") as opened:
            opened.write(text)
        Path(made).replace(file)
    except OSError:
        if made is not None:
            Path(made).unlink(missing_ok=True)


store = Store()
atexit.register(store.write)


def _at_request_end(**_: Any) -> None:
    store.write(every=2.0)


request_finished.connect(_at_request_end)
