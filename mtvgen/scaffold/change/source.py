"""Python text edited by positions: what is not touched keeps its comments and its form."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...errors import ChangeRefused
from .facts import parsed
from .layout import WIDTH, formatted, width

_GROWS = frozenset(["append", "extend", "insert"])


@dataclass
class Source:
    """The text of one file and its tree. path: for messages."""

    path: str
    text: str

    def __post_init__(self) -> None:
        self.tree = parsed(self.text, self.path)
        self._starts = [0]
        for line in self.text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def offset(self, line: int, column: int) -> int:
        """Return the index of a place; ast counts lines from 1 and columns in bytes."""
        start = self._starts[line - 1]
        row = self.text[start : self._starts[line] - 1]
        return start + (column if row.isascii() else len(row.encode()[:column].decode()))

    def start(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node begins; a decorated one begins with its decorators."""
        first = node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list[:1]:
                return self.offset(decorator.lineno, decorator.col_offset) - 1
        return self.offset(first.lineno, first.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node ends."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.end_lineno, node.end_col_offset)

    def code(self, node: ast.expr | ast.stmt) -> str:
        """Return the text of a node."""
        return self.text[self.start(node) : self.end(node)]

    def line_start(self, position: int) -> int:
        """Return where the line of a place begins."""
        return self.text.rfind("\n", 0, position) + 1

    def line_end(self, position: int) -> int:
        """Return where the line of a place ends, before its line break."""
        found = self.text.find("\n", position)
        return len(self.text) if found < 0 else found

    def indent(self, position: int) -> str:
        """Return the blanks that the line of a place begins with."""
        line = self.text[self.line_start(position) : self.line_end(position)]
        return line[: len(line) - len(line.lstrip())]

    def is_first_on_line(self, position: int) -> bool:
        """Return whether nothing but blanks stands before a place on its line."""
        return not self.text[self.line_start(position) : position].strip()

    def defined(self) -> dict[str, int]:
        """Return the names that the file's top level gives a meaning, with their lines."""
        found: dict[str, int] = {}
        for node in self.tree.body:
            for name in _names_of(node):
                found.setdefault(name, node.lineno)
        return found


def _names_of(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.split(".")[0] for alias in node.names]
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets = [node.target]
    return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]


def with_element(
    text: str, path: str, name: str, element: str, *, before_catch_all: bool = False
) -> str:
    """Return the text with *element*, an expression's code, at the end of the list called *name*.

    before_catch_all: in front of URL patterns that fit every path, which would keep it from its turn.

    Raises ChangeRefused, with the line to add by hand, when it cannot be told which list is meant.
    """
    source = Source(path, text)
    items = _list_named(source, name, element)
    if before_catch_all and (first := _catch_all(items)) is not None:
        return _put_before(source, first, element)
    return _put_last(source, items, element)


def _list_named(source: Source, name: str, element: str) -> ast.List | ast.Tuple:
    """Return the one list or tuple that is sure to be part of what *name* means."""
    assigned = _writes(source.tree, name)
    whole = [node for node in assigned if not isinstance(node, ast.AugAssign)]
    added = [node for node in assigned if isinstance(node, ast.AugAssign)]
    by_hand = f"Add this to it yourself: {element},"
    if not assigned:
        raise ChangeRefused(
            f"{source.path} gives {name} no value of its own. Nothing was written.", hint=by_hand
        )
    if len(whole) > 1 or (not whole and len(added) > 1):
        lines = ", ".join(str(node.lineno) for node in assigned)
        raise _refusal(source, f"gives {name} a value in several places (lines {lines})", by_hand)
    node = (whole or added)[0]
    if node not in source.tree.body:
        raise _refusal(source, f"gives {name} a value only sometimes (line {node.lineno})", by_hand)
    if not all(isinstance(one.op, ast.Add) for one in added):
        raise _refusal(source, f"computes {name} (line {node.lineno})", by_hand)
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) else None
    items = _literal(value) if value is not None else None
    if items is None or source.text[source.start(items)] not in "[(":
        raise _refusal(source, f"computes {name} (line {node.lineno})", by_hand)
    odd = _other_use(source.tree, name)
    if odd is not None:
        raise _refusal(source, f"changes {name} once more (line {odd.lineno})", by_hand)
    return items


def _refusal(source: Source, how: str, by_hand: str) -> ChangeRefused:
    return ChangeRefused(
        f"{source.path} {how}, in a way that mtvgen does not edit. Nothing was written.",
        hint=f"{by_hand}  Then type the command again.",
    )


def _writes(tree: ast.Module, name: str) -> list[ast.stmt]:
    """Return every statement, wherever it stands, that gives *name* a value."""
    found: list[ast.stmt] = []
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.For):
            targets = [node.target]
        elif isinstance(node, ast.Delete):
            targets = node.targets
        for target in targets:
            names = [one for one in ast.walk(target) if isinstance(one, ast.Name)]
            if isinstance(node, ast.stmt) and any(one.id == name for one in names):
                found.append(node)
    return sorted(found, key=lambda node: node.lineno)


def _literal(value: ast.expr) -> ast.List | ast.Tuple | None:
    """Return the first list or tuple of a sum; None for what is computed in another way."""
    if isinstance(value, ast.List | ast.Tuple):
        return value
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return _literal(value.left) or _literal(value.right)
    return None


def _other_use(tree: ast.Module, name: str) -> ast.Call | None:
    """Return a call such as `NAME.remove(…)` that does more than let the list grow."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == name
            and node.func.attr not in _GROWS
        ):
            return node
    return None


def _catch_all(items: ast.List | ast.Tuple) -> ast.expr | None:
    """Return the first of the last patterns that begin with a gap, as `path("<path:rest>", …)` does."""
    found = None
    for item in reversed(items.elts):
        route = _route(item)
        if route is None or not re.match(r"<|\^?\(|\^?\.[*+]", route):
            break
        found = item
    return found


def _route(item: ast.expr) -> str | None:
    if isinstance(item, ast.Call) and item.args and isinstance(item.args[0], ast.Constant):
        return str(item.args[0].value)
    return None


def _put_before(source: Source, item: ast.expr, element: str) -> str:
    position = source.start(item)
    if not source.is_first_on_line(position):
        return f"{source.text[:position]}{element}, {source.text[position:]}"
    indent = source.indent(position)
    begin = source.line_start(position)
    return f"{source.text[:begin]}{formatted(f'{indent}{element},')}\n{source.text[begin:]}"


def _put_last(source: Source, items: ast.List | ast.Tuple, element: str) -> str:
    text = source.text
    close = source.end(items) - 1
    if not items.elts:
        return _put_first(source, items, element)
    last = items.elts[-1]
    after, has_comma = _rest(text, source.end(last), close)
    if "\n" not in text[source.start(items) : close]:
        return _joined(text[:after] + f", {element}" + text[after:], source.start(items))
    comma = "" if has_comma else ","
    begin = _begin(source, items, last)
    indent = source.indent(begin)
    line = formatted(f"{indent}{element},")
    if source.line_end(after) > close:  # the closing bracket stands behind the last element
        return f"{text[:after]},\n{line.rstrip(',')}{text[after:]}"
    end = source.line_end(after)
    return f"{text[:after]}{comma}{text[after:end]}\n{line}{text[end:]}"


def _begin(source: Source, items: ast.List | ast.Tuple, item: ast.expr) -> int:
    """Return where an element begins, brackets around it included."""
    begin = source.start(item)
    while True:
        before = source.text[source.start(items) + 1 : begin].rstrip()
        if not before.endswith("("):
            return begin
        begin = source.start(items) + len(before)


def _put_first(source: Source, items: ast.List | ast.Tuple, element: str) -> str:
    text, start, close = source.text, source.start(items), source.end(items) - 1
    comma = "," if isinstance(items, ast.Tuple) else ""
    if "\n" not in text[start:close]:
        return _joined(f"{text[: start + 1]}{element}{comma}{text[close:]}", start)
    indent = source.indent(start)
    end = source.line_end(start)
    return f"{text[:end]}\n{formatted(f'{indent}    {element},')}{text[end:]}"


def _joined(text: str, start: int) -> str:
    """Return the text with the line around *start* broken, should it have become too long."""
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    line = text[begin:end]
    return text[:begin] + formatted(line) + text[end:] if width(line) > WIDTH else text


def _rest(text: str, end: int, close: int) -> tuple[int, bool]:
    """Return where the last element ends, brackets around it included, and whether a comma follows."""
    after, has_comma = end, False
    for token in tokens(text[end:close]):
        if token[1] == ")":
            after = end + token[0] + 1
        elif token[1] == ",":
            has_comma = True
            break
    return after, has_comma


def tokens(code: str) -> list[tuple[int, str]]:
    """Return the marks of what stands behind an expression, with their places; comments are left out."""
    found = []
    is_comment = False
    for position, letter in enumerate(code):
        is_comment = letter == "#" or (is_comment and letter != "\n")
        if not is_comment and not letter.isspace():
            found.append((position, letter))
    return found


def without_element(text: str, path: str, name: str, element: str) -> str | None:
    """Return the text without *element* in the list called *name*; None when it is not there as it was."""
    source = Source(path, text)
    wanted = ast.dump(ast.parse(element, mode="eval").body)
    for node in _writes(source.tree, name):
        value = getattr(node, "value", None)
        for items in ast.walk(value) if value is not None else ():
            if isinstance(items, ast.List | ast.Tuple):
                for item in items.elts:
                    if ast.dump(item) == wanted:
                        return _cut(source, items, item)
    return None


def _cut(source: Source, items: ast.List | ast.Tuple, item: ast.expr) -> str:
    text, start, close = source.text, source.start(item), source.end(items) - 1
    after, has_comma = _rest(text, source.end(item), close)
    if has_comma:
        after = text.index(",", after) + 1
    if source.is_first_on_line(start) and not text[after : source.line_end(after)].strip():
        return text[: source.line_start(start)] + text[source.line_end(after) + 1 :]
    if has_comma:
        return text[:start] + text[after:].lstrip(" ")
    before = text[:start].rstrip()
    return (
        before.removesuffix(",") + text[after:] if before.endswith(",") else before + text[after:]
    )


def with_code(text: str, code: str) -> str:
    """Return the text of a file with code added at its end, two blank lines between.

    One where ruff's isort wants one: before what is no function and no class, right after imports.
    """
    if not text.strip():
        return f"{code.strip()}\n"
    last = ast.parse(text).body[-1:]
    is_after_imports = any(isinstance(node, ast.Import | ast.ImportFrom) for node in last)
    is_block = code.lstrip().startswith(("def ", "class ", "@"))
    gap = "\n\n" if is_after_imports and not is_block else "\n\n\n"
    return f"{text.rstrip()}{gap}{code.strip()}\n"


def without_code(text: str, path: str, names: list[str]) -> str:
    """Return the text without the functions, classes and assignments of those names."""
    source = Source(path, text)
    for node in reversed(source.tree.body):
        if set(_names_of(node)) & set(names) and not isinstance(node, ast.Import | ast.ImportFrom):
            start = source.line_start(source.start(node))
            end = source.line_end(source.end(node))
            rest = source.text[end:].lstrip("\n")
            head = source.text[:start].rstrip("\n")
            gap = "\n\n\n" if head and rest else "\n"
            source = Source(path, f"{head}{gap}{rest}" if rest else f"{head}\n")
    return source.text


def code_of(text: str, path: str, name: str) -> str | None:
    """Return the code of one function, class or assignment on the top level; None when it is not there."""
    source = Source(path, text)
    for node in source.tree.body:
        if name in _names_of(node) and not isinstance(node, ast.Import | ast.ImportFrom):
            return source.code(node)
    return None


def used_names(text: str, path: str) -> set[str]:
    """Return every name that the code of a file mentions, other than in its imports."""
    tree = parsed(text, path)
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for part in _with_names_in_texts(tree):
        for node in ast.walk(part):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(re.findall(r"\w+", node.value))
    return found


def _with_names_in_texts(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what may hold names between quotes: annotations, and `__all__`."""
    for node in ast.walk(tree):
        noted: ast.expr | None = None
        if isinstance(node, ast.AnnAssign | ast.arg):
            noted = node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            noted = node.returns
        elif isinstance(node, ast.Assign) and "__all__" in _names_of(node):
            noted = node.value
        if noted is not None:
            yield noted
