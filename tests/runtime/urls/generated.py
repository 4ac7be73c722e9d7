"""URLconfs made by chance, as plain values: built with the functions of Django and with ours."""

import re
import types
from typing import Any, NamedTuple

from hypothesis import strategies as st


class Year:
    """A converter of a project's own: what it makes differs from what it took."""

    regex = "[0-9]{4}"

    def to_python(self, value):
        """Return the year."""
        return int(value)

    def to_url(self, value):
        """Return four digits. Raises ValueError for what is no number."""
        return f"{int(value):04}"


class OnlyA:
    """A converter that refuses some of what its expression, with a group in it, matches."""

    regex = "(a|b)+"

    def to_python(self, value):
        """Return the text. Raises ValueError for one with a "b"."""
        if "b" in value:
            raise ValueError(value)
        return value

    def to_url(self, value):
        """Return the text. Raises ValueError for "b"."""
        return self.to_python(str(value))


CONVERTERS = {"year": Year, "only_a": OnlyA}

PARAMETERS = ("n", "s", "p", "k")
NAMES = ("u", "v", "w")


class Line(NamedTuple):
    """A line: `kind` is "path" or "re_path"."""

    kind: str
    pattern: str
    extra: dict[str, Any]
    name: str | None


class Include(NamedTuple):
    """An include: with a namespace when `names` has (app_name, namespace)."""

    kind: str
    pattern: str
    extra: dict[str, Any]
    lines: list[Any]
    names: tuple[str, str | None] | None


def view(request, *args, **kwargs):
    """Stand in for a view."""


def another(request, *args, **kwargs):
    """Stand in for another view."""


@st.composite
def routes(draw, *, end: bool):
    """Return the route of a path(); each name stands in it once."""
    names = list(draw(st.permutations(PARAMETERS)))
    pieces = []
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["a/", "b/", "ab", "-", "1/", "/", "<>", "<>/", "<>/"]))
        if "<>" in kind:
            if not names:
                continue
            converter = draw(
                st.sampled_from(["int:", "slug:", "str:", "path:", "", "year:", "only_a:"])
            )
            kind = kind.replace("<>", f"<{converter}{names.pop()}>")
        pieces.append(kind)
    return "".join(pieces)


@st.composite
def regexes(draw, *, end: bool):
    """Return the regular expression of a re_path()."""
    names = list(draw(st.permutations(PARAMETERS)))
    pieces = []
    for _ in range(draw(st.integers(0, 3))):
        piece = draw(
            st.sampled_from(
                [
                    "a/", "b/", r"\d/", "x?", "[ab]/", "(?:a/)?", r"(\d+)/", "(a|b)/", r"-\.",
                    r"(?P<@>\w+)/", r"(?P<@>\d+)/", r"(?:p(?P<@>\d+)/)?", r"(?P<@>[^/]+)?/",
                    r"(?:(\d+)/)?", r"(?P<@>.*)", "(?=a)", "a{2}", "b{0,2}",
                ]
            )
        )  # fmt: skip
        if "@" in piece:
            if not names:
                continue
            piece = piece.replace("@", names.pop())
        pieces.append(piece)
    before = draw(st.sampled_from(["^", "^", "^", ""]))
    after = draw(st.sampled_from(["$", "$", r"\Z", ""])) if end else ""
    return before + "".join(pieces) + after


EXTRAS = st.one_of(
    st.just({}),
    st.just({}),
    st.dictionaries(st.sampled_from(PARAMETERS), st.sampled_from([1, "a"]), max_size=1),
)


def patterns(*, end: bool):
    """Return a strategy for (kind, pattern)."""
    return st.one_of(
        st.tuples(st.just("path"), routes(end=end)),
        st.tuples(st.just("path"), routes(end=end)),
        st.tuples(st.just("re_path"), regexes(end=end)),
    )


LINES = st.builds(
    lambda pattern, extra, name: Line(*pattern, extra, name),
    patterns(end=True),
    EXTRAS,
    st.sampled_from((*NAMES, None)),
)


def includes(lines):
    """Return a strategy for an include of *lines*."""
    return st.builds(
        lambda pattern, extra, lines, names: Include(*pattern, extra, lines, names),
        patterns(end=False),
        EXTRAS,
        st.lists(lines, min_size=1, max_size=3),
        st.one_of(
            st.none(),
            st.tuples(st.sampled_from(["app", "shop"]), st.sampled_from([None, "one", "two"])),
        ),
    )


URLCONFS = st.lists(
    st.one_of(LINES, LINES, includes(st.one_of(LINES, LINES, includes(LINES)))),
    min_size=1,
    max_size=5,
)

PATHS = st.builds(
    lambda parts, slash: "/" + "/".join(parts) + slash,
    st.lists(
        st.sampled_from(
            [
                "a",
                "b",
                "ab",
                "aa",
                "1",
                "12",
                "-",
                "-.",
                "p1",
                "x",
                "ax",
                "",
                "é",
                "a b",
                "٣",
                "1\n",
            ]
        ),
        max_size=4,
    ),
    st.sampled_from(["", "/"]),
)


ALPHABET = st.sampled_from("ab1px-./é٣ \n")


@st.composite
def ways(draw, lines: list[Any]):
    """Return a path that is likely to lead to a line of *lines*."""
    line = draw(st.sampled_from(lines))
    text = line.pattern if line.kind == "re_path" else _as_regex(line.pattern)
    regex = text.removeprefix("^").removesuffix("$").removesuffix(r"\Z").replace("(?=a)", "")
    part: str = draw(st.from_regex(regex, fullmatch=True, alphabet=ALPHABET))
    return part + draw(ways(line.lines)) if isinstance(line, Include) else part


def _as_regex(route: str) -> str:
    one_of = {"int": "[0-9]+", "slug": "[-a-z0-9]+", "path": ".+", "year": "[0-9]{4}"}
    one_of["only_a"] = "(a|b)+"
    parts = re.split(r"<(?:(\w+):)?\w+>", route)
    found = [re.escape(parts[0])]
    for converter, after in zip(parts[1::2], parts[2::2], strict=True):
        found += [one_of.get(converter, "[^/]+"), re.escape(after)]
    return "".join(found)


def built(lines: list[Any], urls: Any, name: str = "generated_urls") -> types.ModuleType:
    """Return the module of *lines*, made with path(), re_path() and include() of *urls*."""
    module = types.ModuleType(name)
    module.urlpatterns = [_line(line, urls) for line in lines]  # type: ignore[attr-defined]
    return module


def _line(line: Any, urls: Any) -> Any:
    make = getattr(urls, line.kind)
    if isinstance(line, Line):
        one = another if line.name == "w" else view
        return make(line.pattern, one, dict(line.extra), name=line.name)
    inner = [_line(one, urls) for one in line.lines]
    if line.names is None:
        return make(line.pattern, urls.include(inner), dict(line.extra))
    app_name, namespace = line.names
    included = urls.include((inner, app_name), namespace=namespace)
    return make(line.pattern, included, dict(line.extra))


def view_names(lines: list[Any], before: str = "") -> set[str]:
    """Return the names by which reverse() may find a line, by instance and by application."""
    found = set()
    for line in lines:
        if isinstance(line, Line):
            found |= {before + line.name} if line.name else set()
        elif line.names is None:
            found |= view_names(line.lines, before)
        else:
            for one in filter(None, line.names):
                found |= view_names(line.lines, f"{before}{one}:")
    return found


def extras_conflict(lines: list[Any], outer: frozenset[str] = frozenset()) -> bool:
    """Return whether a line and an include around it give another value to one argument."""
    return any(
        not outer.isdisjoint(line.extra)
        or (isinstance(line, Include) and extras_conflict(line.lines, outer | set(line.extra)))
        for line in lines
    )
