"""differences: where a language of a kit does more than say the same in other words.

A translated file has to be the file that it takes the place of: in Python the same code but for
texts, docstrings and comments; in a page the same tags, names and structure; in TOML and JSON the
same keys; in Markdown the same headings and blocks of code; anything else the same but for comments.
"""

import ast
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from .answers import Answers
from .kits import Kit
from .tree import files

# What a text may hold for a program to fill: {name}, {0!r:>3}, %(name)s, %d.
_GAPS = re.compile(r"\{[^{}\s]*\}|%(?:\(\w+\))?[sdrf]")
# Names, addresses and keys are texts too. No translation changes one into another.
_CODE_WORD = re.compile(r"[!-~]+")
# Attributes of HTML that people read.
_WORDED = frozenset(["alt", "aria-label", "content", "label", "lang", "placeholder", "title"])
# In pages, what begins with a capital is for people: "Guestbook".
_PAGE_WORD = re.compile(r"[a-z0-9_:./#?=&%-]*")
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


class Difference(NamedTuple):
    """One place where a translated file is not the file that it takes the place of."""

    path: str
    line: int
    problem: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.problem}"


class _Drift(Exception):
    """What is different, and in which line of the translated file (0: no line in particular)."""

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line


def differences(kit: Kit, answers: Answers, language: str) -> list[Difference]:
    """Return where *language* of *kit* differs from the kit itself, both rendered with *answers*.

    One difference for each file, the first. Raises KitBroken when one of the two cannot be rendered.
    """
    base = {one.path: one.content for one in files(kit, answers)}
    found = []
    for one in files(kit, answers, language):
        if one.content == base[one.path]:
            continue
        compare = _COMPARED.get(PurePosixPath(one.path).suffix, _compare_comments)
        try:
            compare(base[one.path].decode(), one.content.decode())
        except _Drift as drift:
            found.append(Difference(one.path, drift.line, drift.problem))
        except RecursionError:
            found.append(Difference(one.path, 0, "is nested too deeply."))
        except UnicodeDecodeError:
            found.append(Difference(one.path, 0, "is no text, so it says nothing in any language."))
    return found


# Python


def _compare_python(base: str, other: str) -> None:
    old, new = _program(base, "the kit's own file"), _program(other, "it")
    _strip_docstrings(old)
    _strip_docstrings(new)
    _compare_nodes(old, new)


def _program(text: str, whose: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise _Drift(f"{whose} is not valid Python.", getattr(error, "lineno", 0) or 0) from None


def _strip_docstrings(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body[0] = ast.Expr(ast.Constant(value=None), lineno=node.body[0].lineno)


def _compare_nodes(old: Any, new: Any, line: int = 1) -> None:
    """Raise _Drift at the first node that is another one; texts may differ, what they are filled with not."""
    line = getattr(new, "lineno", line)
    if _is_text(old) and _is_text(new):
        _compare_texts(old, new, line)
        return
    if _names_language(old) and _names_language(new):
        return
    if type(old) is not type(new):
        raise _Drift("the code is another one here.", line)
    if isinstance(old, ast.AST):
        for name in old._fields:
            _compare_nodes(getattr(old, name, None), getattr(new, name, None), line)
    elif isinstance(old, list):
        for one, another in zip(old, new, strict=False):
            _compare_nodes(one, another, line)
        if len(old) != len(new):
            raise _Drift(f"{len(new)} parts of code stand where the kit has {len(old)}.", line)
    elif old != new:
        raise _Drift(f"{new!r} stands where the kit has {old!r}.", line)


def _names_language(node: Any) -> bool:
    """Return whether this is the line of the settings that says which language the site is in."""
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LANGUAGE_CODE"


def _is_text(node: Any) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _compare_texts(old: Any, new: Any, line: int) -> None:
    """Compare two texts, each plain or an f-string: words and their order are free, gaps are not."""
    if _gaps(old) != _gaps(new):
        raise _Drift("the text is filled with something else.", line)
    if isinstance(old, ast.Constant) and isinstance(new, ast.Constant):
        first, second = str(old.value), str(new.value)
        if first != second and _CODE_WORD.fullmatch(first) and _CODE_WORD.fullmatch(second):
            raise _Drift(f"{second!r} stands where the kit has {first!r}.", line)


def _gaps(node: ast.JoinedStr | ast.Constant) -> Counter[str]:
    if isinstance(node, ast.Constant):
        return Counter(_GAPS.findall(str(node.value)))
    # How a value is written (`:%Y-%m-%d`) belongs to the language; which value it is does not.
    return Counter(
        ast.dump(part.value) for part in node.values if isinstance(part, ast.FormattedValue)
    )


# Pages


def _compare_page(base: str, other: str) -> None:
    from jinja2 import Environment, TemplateSyntaxError  # PERF: only those who check kits need it

    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])  # noqa: S701 - nothing is rendered
    try:
        old, new = environment.parse(base), environment.parse(other)
    except TemplateSyntaxError as error:
        raise _Drift(f"it is no template of Jinja2: {error.message}", error.lineno) from None
    _compare_statements(old, new)
    _compare_counts(Counter(_tags(environment, base)), Counter(_tags(environment, other)))


def _compare_statements(old: Any, new: Any) -> None:
    """Compare two nodes of Jinja2 and what is in them: statements in order, names in any order."""
    from jinja2 import nodes

    first, second = _bodies(old), _bodies(new)
    if type(old) is not type(new) or _own(old) != _own(new):
        raise _Drift("the tag is another one here.", new.lineno)
    for one, another in zip(first, second, strict=False):
        statements = [
            [node for node in body if not isinstance(node, nodes.Output)] for body in (one, another)
        ]
        if _names(one) != _names(another):
            odd = sorted(_names(one) ^ _names(another))
            raise _Drift(f"shows other values: {', '.join(odd)}.", new.lineno)
        if len(statements[0]) != len(statements[1]):
            raise _Drift(
                f"{len(statements[1])} tags stand where the kit has {len(statements[0])}.",
                new.lineno,
            )
        for inner, other in zip(*statements, strict=True):
            _compare_statements(inner, other)


def _bodies(node: Any) -> list[list[Any]]:
    """Return the lists of nodes that a tag holds: what is repeated, what else there is."""
    return [list(getattr(node, name)) for name in ("body", "elif_", "else_") if hasattr(node, name)]


def _own(node: Any) -> str:
    """Return what a tag itself says, without its bodies and without texts."""
    from jinja2 import nodes

    parts = []
    for name, value in node.iter_fields():
        if name in ("body", "elif_", "else_"):
            continue
        parts.append(f"{name}={_worded(value) if isinstance(value, nodes.Node) else value!r}")
    return f"{type(node).__name__} {' '.join(parts)}"


def _worded(node: Any) -> str:
    """Return an expression of Jinja2 with every text for people left open."""
    from jinja2 import nodes

    if isinstance(node, nodes.Const):
        is_words = isinstance(node.value, str) and not _PAGE_WORD.fullmatch(node.value)
        return "…" if is_words else repr(node.value)
    values = [
        one
        for _, value in node.iter_fields()
        for one in (value if isinstance(value, list) else [value])
    ]
    parts = [_worded(one) if isinstance(one, nodes.Node) else repr(one) for one in values]
    return f"{type(node).__name__}({', '.join(parts)})"


def _names(body: Iterable[Any]) -> set[str]:
    """Return what the `{{ … }}` of a body show: each name with its attributes, calls and filters.

    A choice between words (`"s" if votes != 1`) is grammar; only the names in it count.
    """
    from jinja2 import nodes

    found: set[str] = set()
    for output in body:
        if isinstance(output, nodes.Output):
            for node in output.nodes:
                found |= set(_reads(node))
    return found


def _reads(node: Any) -> Iterator[str]:
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        yield node.name
    elif isinstance(node, nodes.Getattr):
        yield from (f"{inner}.{node.attr}" for inner in _reads(node.node))
    elif isinstance(node, nodes.Call):
        arguments = [_worded(one) for one in (*node.args, *node.kwargs)]
        called = list(_reads(node.node)) or ["?"]
        yield from (f"{inner}({', '.join(arguments)})" for inner in called)
    elif isinstance(node, nodes.Filter):
        inner = list(_reads(node.node)) if node.node is not None else []
        yield from inner
        if not isinstance(node.node, nodes.Const) and node.name in ("safe", "tojson"):
            yield f"|{node.name}"
    else:
        for child in node.iter_child_nodes():
            yield from _reads(child)


def _tags(environment: Any, text: str) -> list[str]:
    """Return each tag of HTML in a page, with the attributes that are not for people to read."""
    kept = {"data": "{}", "variable_begin": "□"}
    html = [kept[kind].format(value) for _, kind, value in environment.lex(text) if kind in kept]
    collector = _TagCollector()
    collector.feed("".join(html))
    return collector.found


class _TagCollector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words = [
            name if name in _WORDED or value is None else f'{name}="{value}"'
            for name, value in attrs
        ]
        self.found.append(f"<{' '.join([tag, *words])}>")

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"</{tag}>")


def _compare_counts(old: Counter[str], new: Counter[str]) -> None:
    for one in sorted((old - new) + (new - old)):
        raise _Drift(f"has {one} {new[one]} times, the kit {old[one]} times.")


# Data, prose and the rest


def _compare_toml(base: str, other: str) -> None:
    import tomllib

    _compare_data(base, other, tomllib.loads)


def _compare_json(base: str, other: str) -> None:
    _compare_data(base, other, json.loads)


def _compare_data(base: str, other: str, read: Callable[[str], Any]) -> None:
    try:
        old, new = read(base), read(other)
    except ValueError as error:
        raise _Drift(f"it cannot be read: {error}") from None
    if _without_words(old) != _without_words(new):
        raise _Drift("holds other keys or values than the kit's own.")


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_words(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_words(one) for one in value]
    return "…" if isinstance(value, str) and not _CODE_WORD.fullmatch(value) else value


def _compare_prose(base: str, other: str) -> None:
    """Compare two texts in Markdown: headings by their level, blocks of code by their number."""
    old, new = _outline(base), _outline(other)
    if old != new:
        raise _Drift(f"has the outline {new}, the kit {old}.")


def _outline(text: str) -> str:
    """Return the headings and the blocks of code of a Markdown text: `# ## ``` ##`."""
    marks: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = not inside
            marks += ["```"] if inside else []
        elif not inside and (match := re.match("#+(?= )", line)):
            marks.append(match[0])
    return " ".join(marks)


def _compare_comments(base: str, other: str) -> None:
    """Compare two files of another kind: only what stands in comments may differ."""
    if _without_comments(base) != _without_comments(other):
        raise _Drift(
            "differs in more than comments; say words where a page or a program says them."
        )


def _without_comments(text: str) -> list[str]:
    kept = re.sub(r"/\*.*?\*/|<!--.*?-->", "", text, flags=re.DOTALL)
    kept = re.sub(r"(^|\s)(#|//).*$", "", kept, flags=re.MULTILINE)
    return kept.split()


_COMPARED: dict[str, Callable[[str, str], None]] = {
    ".py": _compare_python,
    ".pyi": _compare_python,
    ".html": _compare_page,
    ".xml": _compare_page,
    ".txt": _compare_page,
    ".toml": _compare_toml,
    ".json": _compare_json,
    ".md": _compare_prose,
}
