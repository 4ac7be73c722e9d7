"""Secrets hidden: in headers, cookies, forms, addresses and the parameters of SQL.

What is called like a secret is hidden where it stands. Its value is remembered while the journey
lasts, and hidden wherever else it turns up: a session's key in a query, a token in the path.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

from ..utils.masking import MASK, is_secret, without_secrets
from .values import short

_LONG_ENOUGH = 6  # characters; a shorter value would blot out half of what is shown
_MOST = 100  # values that are remembered
_OF_THE_FORM = frozenset(
    {"code", "connection", "format", "how", "id", "kind", "made_by", "method", "started", "station"}
)
"""Of a journey: words of ours, that a secret may be equal to."""
_OF_THE_PROJECT = frozenset({"arguments", "context", "values"})
_PAIR = re.compile(r"([?&;]|^)([^=&;#\s]+)=([^&;#\s]*)")
_COOKIE = re.compile(r"([^=;\s]+)=([^;]*)")
_OWN_COLUMNS = frozenset({"session_data", "session_key"})
_WORDS = re.compile(
    r"""
    (?P<text>'(?:[^']|'')*')
  | "(?P<quoted>(?:[^"]|"")+)" | `(?P<ticked>[^`]+)`
  | (?P<mark>\?|%s|%\((?P<named>\w+)\)s|\$[1-9][0-9]{0,3}|(?<!:):(?P<colon>[A-Za-z_]\w*))
  | (?P<bare>[A-Za-z_]\w*)
  | (?P<sign>[(),])
    """,
    re.VERBOSE,
)
_KEYWORDS = frozenset(
    [
        "select",
        "from",
        "where",
        "and",
        "or",
        "not",
        "in",
        "is",
        "null",
        "like",
        "escape",
        "between",
        "limit",
        "offset",
        "order",
        "by",
        "group",
        "having",
        "insert",
        "into",
        "values",
        "update",
        "set",
        "delete",
        "join",
        "inner",
        "left",
        "right",
        "outer",
        "on",
        "as",
        "asc",
        "desc",
        "distinct",
        "case",
        "when",
        "then",
        "else",
        "end",
        "exists",
        "union",
        "all",
        "returning",
        "conflict",
        "do",
        "nothing",
        "begin",
        "commit",
        "rollback",
        "savepoint",
        "release",
        "immediate",
        "cast",
        "interval",
        "true",
        "false",
        "ilike",
        "regexp",
    ]
)


class Secrets:
    """The values that one journey must not show."""

    def __init__(self) -> None:
        self._values: set[str] = set()

    def hide(self, value: object) -> str:
        """Remember *value*, and return what is shown in its place."""
        if isinstance(value, (list, tuple)):
            for one in value:
                self.hide(one)
        elif isinstance(value, bytes):
            self.hide(value.decode("latin-1"))
        elif isinstance(value, str) and value != MASK and len(self._values) < _MOST:
            found = (str.__str__(value), unquote_plus(str.__str__(value)))
            self._values.update(one for one in found if len(one) >= _LONG_ENOUGH)
        return MASK

    def named(self, name: object, value: object) -> str:
        """Return *value* as a short text, or a mask when *name* says that it is a secret."""
        return self.hide(value) if is_secret(name) else short(value)

    def clean(self, text: str) -> str:
        """Return *text* without any secret of this journey or of the project's settings."""
        for value in sorted(self._values, key=len, reverse=True):
            if value in text:
                text = text.replace(value, MASK)
        return without_secrets(text)

    def clean_all(self, value: Any, *, named_by_project: bool = False) -> Any:
        """Return JSON with every text in it cleaned.

        named_by_project: the names are those of arguments and the like, none of ours.
        """
        if type(value) is str:
            return self.clean(value)
        if type(value) is list:
            return [self.clean_all(one, named_by_project=named_by_project) for one in value]
        if type(value) is dict:
            return {
                name: one
                if name in _OF_THE_FORM and not named_by_project
                else self.clean_all(one, named_by_project=name in _OF_THE_PROJECT)
                for name, one in value.items()
            }
        return value

    # Where they stand

    def query(self, text: str) -> str:
        """Return an address, or what stands after its "?", with the values of secret fields hidden."""

        def hidden(found: re.Match[str]) -> str:
            if not is_secret(unquote_plus(found[2])):
                return found[0]
            return f"{found[1]}{found[2]}={self.hide(found[3])}"

        return _PAIR.sub(hidden, text) if "=" in text else text

    def header(self, name: str, value: str) -> str:
        """Return the value of a header as it may be shown."""
        lower = name.lower()
        if lower == "cookie":
            return _COOKIE.sub(lambda found: f"{found[1]}={self.hide(found[2])}", value)
        if lower == "set-cookie":
            return _COOKIE.sub(lambda found: f"{found[1]}={self.hide(found[2])}", value, count=1)
        if lower in {"authorization", "proxy-authorization"}:
            scheme, _, rest = value.partition(" ")
            self.hide(rest or scheme)
            return f"{scheme} {MASK}" if rest else MASK
        if is_secret(name):
            return self.hide(value)
        return self.query(value) if "=" in value else value

    def params(self, sql: str, params: Any) -> list[str]:
        """Return the parameters of a statement as short texts; those of secret columns are hidden."""
        if isinstance(params, dict):
            column = dict(_columns_of(sql)[1])
            return [
                f"{name}={self._param(str(column.get(name, '')), self.named(name, one), one)}"
                for name, one in list(params.items())[:_MOST_PARAMS]
            ]
        if isinstance(params, (list, tuple)) and params and isinstance(params[0], (list, tuple)):
            return [f"({', '.join(self.params(sql, row))})" for row in params[:_MOST_ROWS]]
        marks = _columns_of(sql)[0]
        found = list(params or ())[:_MOST_PARAMS]
        return [
            self.hide(one) if marks and marks[number % len(marks)] else short(one)
            for number, one in enumerate(found)
        ]

    def _param(self, column: str, shown: str, value: object) -> str:
        return self.hide(value) if _is_hidden(column) else shown

    def sql(self, sql: str) -> str:
        """Return *sql*, what is written out for a secret column hidden."""
        for start, end in reversed(_columns_of(sql)[2]):
            self.hide(sql[start + 1 : end - 1])
            sql = f"{sql[:start]}'{MASK}'{sql[end:]}"
        return sql


_LONGEST_SQL = 20_000  # characters that are looked at
_MOST_PARAMS = 60
_MOST_ROWS = 5


@lru_cache(maxsize=500)
def _columns_of(
    sql: str,
) -> tuple[tuple[bool, ...], tuple[tuple[str, str], ...], tuple[tuple[int, int], ...]]:
    """Return of each parameter whether its column is secret; names with columns; written-out texts.

    A parameter belongs to the column that was named last before it; in an INSERT, to that at its
    place in the list.
    """
    sql = sql[:_LONGEST_SQL]
    listed = _inserted(sql)
    column, place, depth = "", 0, 0
    marks: dict[int, bool] = {}
    named: list[tuple[str, str]] = []
    texts: list[tuple[int, int]] = []
    values_from = listed[1] if listed else len(sql)
    for found in _WORDS.finditer(sql):
        sign = found["sign"]
        if sign:
            depth += (sign == "(") - (sign == ")")
            place = 0 if depth == 0 else place + (sign == "," and depth == 1)
            continue
        name = found["quoted"] or found["ticked"]
        if name is None and found["bare"] and found["bare"].lower() not in _KEYWORDS:
            # what stands before a bracket is a function, and no column
            name = None if sql[found.end() : found.end() + 1] == "(" else found["bare"]
        elif name is None and found["bare"] and found["bare"].lower() in {"limit", "offset"}:
            name = ""
        if name is not None:
            column = str(name)
            continue
        mark, text = found["mark"], found["text"]
        if mark is None and text is None:
            continue
        its: str = column
        if listed and found.start() >= values_from:
            its = listed[0][place % len(listed[0])]
        if text is not None:
            if _is_hidden(its):
                texts.append(found.span("text"))
            continue
        number = int(mark[1:]) - 1 if mark[0] == "$" else len(marks)
        marks[number] = _is_hidden(its)
        given = found["named"] or found["colon"]
        if given:
            named.append((given, its))
    every = tuple(marks.get(number, False) for number in range(max(marks, default=-1) + 1))
    return every, tuple(named), tuple(texts)


_INSERT = re.compile(
    r"\s*(?:INSERT|REPLACE)\b.{0,80}?\(([^()]*)\)\s*(?:OVERRIDING\b.{0,30})?VALUES\b",
    re.IGNORECASE | re.DOTALL,
)


def _inserted(sql: str) -> tuple[list[str], int] | None:
    found = _INSERT.match(sql)
    if found is None:
        return None
    return [name.strip().strip('"`') for name in found[1].split(",")], found.end()


def _is_hidden(column: str) -> bool:
    return column.lower() in _OWN_COLUMNS or is_secret(column)


def headers_of(environ: Any) -> Iterable[tuple[str, str]]:
    """Yield the headers of a request, as an environ holds them."""
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            name = key[5:]
        elif key in {"CONTENT_TYPE", "CONTENT_LENGTH"} and value:
            name = key
        else:
            continue
        yield name.replace("_", "-").title(), str(value)


def fields_of(form: Any, secrets: Secrets) -> Sequence[list[str]]:
    """Return the fields of a form that was read, secret ones hidden."""
    found: list[list[str]] = []
    for name, values in list(form.lists())[:_MOST_PARAMS]:
        found += [[short(name)[1:-1], secrets.named(name, one)] for one in values[:_MOST_ROWS]]
    return found
