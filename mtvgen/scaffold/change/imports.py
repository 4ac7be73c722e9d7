"""Import statements that come and go, in the order that isort and ruff keep.

Within the file's block of imports: the standard library, then other packages, then the own ones;
each with `import x` before `from x import y`, in alphabetical order.
"""

import ast
import re
import sys
from typing import NamedTuple

from ...errors import ChangeRefused
from .layout import WIDTH, width
from .source import Source, used_names

Own = frozenset[str]
"""Packages of the project's own that are imported by their full names."""


class From(NamedTuple):
    """`from module import names`, the module with its leading dots; without names, `import module`.

    own: of a package of the project's, which stands after those of others.
    """

    module: str
    names: tuple[str, ...]
    own: bool = False


def with_imports(text: str, path: str, wanted: list[From]) -> str:
    """Return the text with the names imported. Raises ChangeRefused when one means something else."""
    own = frozenset(one.module.split(".")[0] for one in wanted if one.own)
    for one in wanted:
        if not one.names:
            text = _with_module(text, path, one)
            continue
        missing = [name for name in one.names if not _has(text, path, one.module, name)]
        if missing:
            text = _with(text, path, From(one.module, tuple(missing)), own)
    return text


def _with_module(text: str, path: str, wanted: From) -> str:
    """Return the text with `import module`."""
    source = Source(path, text)
    for node in source.tree.body:
        if isinstance(node, ast.Import) and any(
            alias.name == wanted.module and alias.asname is None for alias in node.names
        ):
            return text
    if wanted.module in source.defined():
        raise _other(path, source.defined()[wanted.module], wanted.module, wanted.module)
    return _inserted(source, _block(source), wanted, frozenset())


def _has(text: str, path: str, module: str, name: str) -> bool:
    source = Source(path, text)
    defined = source.defined()
    if name not in defined:
        return False
    for node in source.tree.body:
        if isinstance(node, ast.ImportFrom) and _module(node) == module:
            for alias in node.names:
                if (alias.asname or alias.name) == name and alias.name == name:
                    return True
    raise _other(path, defined[name], name, module)


def _other(path: str, line: int, name: str, module: str) -> ChangeRefused:
    return ChangeRefused(
        f"{path}, line {line}: {name!r} is something else here than in {module}. Nothing was written.",
        hint="Give it another name there, then type the command again.",
    )


def _with(text: str, path: str, wanted: From, own: Own) -> str:
    source = Source(path, text)
    block = _block(source)
    for node in block:
        if (
            isinstance(node, ast.ImportFrom)
            and _module(node) == wanted.module
            and _is_plain(source, node)
        ):
            names = [alias.name for alias in node.names]
            code = source.code(node)
            spread = bool(re.search(r",\s*\)$", code))
            new = _statement(From(wanted.module, (*names, *wanted.names)), spread=spread)
            return text[: source.start(node)] + new + text[source.end(node) :]
    return _inserted(source, block, wanted, own)


def _is_plain(source: Source, node: ast.ImportFrom) -> bool:
    """Return whether a statement holds neither a comment nor a star, and calls nothing by another name."""
    has_others = any(alias.asname is not None for alias in node.names)
    return "#" not in source.code(node) and node.names[0].name != "*" and not has_others


def _inserted(
    source: Source, block: list[ast.Import | ast.ImportFrom], wanted: From, own: Own
) -> str:
    text, code = source.text, _statement(wanted)
    key = _key(wanted.module, own, is_from=bool(wanted.names))
    if not block:
        position = _after_docstring(source)
        head, rest = text[:position].rstrip("\n"), text[position:].lstrip("\n")
        gap = "\n\n\n" if _begins_with_definition(rest) else "\n\n" if rest else "\n"
        return f"{head}\n\n{code}{gap}{rest}" if head else f"{code}{gap}{rest}"
    later = next((node for node in block if _key_of(node, own) > key), None)
    if later is None:
        last = block[-1]
        end = source.line_end(source.end(last))
        gap = "\n" if _key_of(last, own)[0] == key[0] else "\n\n"
        return f"{text[:end]}{gap}{code}{text[end:]}"
    start = source.start(later)
    earlier = [node for node in block if node.lineno < later.lineno]
    if _key_of(later, own)[0] == key[0] or not earlier:
        gap = "\n" if _key_of(later, own)[0] == key[0] else "\n\n"
        return f"{text[:start]}{code}{gap}{text[start:]}"
    end = source.line_end(source.end(earlier[-1]))
    gap = "\n" if _key_of(earlier[-1], own)[0] == key[0] else "\n\n"
    return f"{text[:end]}{gap}{code}{text[end:]}"


def _begins_with_definition(code: str) -> bool:
    return bool(re.match(r"(@|def |class |async def )", code))


def _block(source: Source) -> list[ast.Import | ast.ImportFrom]:
    """Return the imports at the top of a file, `__future__` aside."""
    found: list[ast.Import | ast.ImportFrom] = []
    for node in source.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.append(node)
        elif found or not _is_text(node):
            break
    return found


def _after_docstring(source: Source) -> int:
    """Return the place behind the docstring and the imports of `__future__`."""
    position = 0
    for node in source.tree.body:
        if _is_text(node) or (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            position = source.line_end(source.end(node))
        else:
            break
    return position


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _module(node: ast.ImportFrom) -> str:
    return "." * node.level + (node.module or "")


def _key_of(
    node: ast.Import | ast.ImportFrom, own: Own
) -> tuple[int, int, int, list[tuple[int, str]]]:
    if isinstance(node, ast.ImportFrom):
        return _key(_module(node), own, is_from=True)
    return _key(node.names[0].name, own, is_from=False)


def _key(module: str, own: Own, *, is_from: bool) -> tuple[int, int, int, list[tuple[int, str]]]:
    """Return what isort sorts a statement by: section, kind, then relative ones from afar to near."""
    dots = len(module) - len(module.lstrip("."))
    root = module.lstrip(".").split(".")[0]
    section = 3 if dots else 0 if root in sys.stdlib_module_names else 2 if root in own else 1
    return section, int(is_from), -dots, _natural(module.lstrip("."))


def _natural(name: str) -> list[tuple[int, str]]:
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _statement(wanted: From, *, spread: bool = False) -> str:
    if not wanted.names:
        return f"import {wanted.module}"
    names = sorted(set(wanted.names), key=_name_key)
    line = f"from {wanted.module} import {', '.join(names)}"
    if not spread and width(line) <= WIDTH:
        return line
    rows = "".join(f"    {name},\n" for name in names)
    return f"from {wanted.module} import (\n{rows})"


def _name_key(name: str) -> tuple[int, list[tuple[int, str]], str]:
    """Return what isort sorts names by: CONSTANTS, Classes, then the rest."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, _natural(name), name


def without_unused(text: str, path: str, names: list[From]) -> str:
    """Return the text without those of the imports that nothing mentions any more."""
    used = used_names(text, path)
    for one in names:
        gone = {name for name in one.names if name not in used}
        if gone:
            text = _without(text, path, one.module, gone)
        elif not one.names and one.module not in used:
            text = _without_module(text, path, one.module)
    return text


def _without(text: str, path: str, module: str, gone: set[str]) -> str:
    source = Source(path, text)
    for node in _block(source):
        if not (
            isinstance(node, ast.ImportFrom) and _module(node) == module and _is_plain(source, node)
        ):
            continue
        left = [alias for alias in node.names if alias.name not in gone]
        if len(left) == len(node.names):
            continue
        start, end = source.start(node), source.end(node)
        if left:
            names = [one.name for one in left]
            spread = bool(re.search(r",\s*\)$", source.code(node)))
            return text[:start] + _statement(From(module, tuple(names)), spread=spread) + text[end:]
        return _closed(text[:start], text[source.line_end(end) + 1 :])
    return text


def _without_module(text: str, path: str, module: str) -> str:
    source = Source(path, text)
    for node in _block(source):
        if isinstance(node, ast.Import) and [alias.name for alias in node.names] == [module]:
            end = source.line_end(source.end(node))
            return _closed(text[: source.start(node)], text[end + 1 :])
    return text


def _closed(head: str, rest: str) -> str:
    """Return what stood before and after a statement that is gone, without a gap too many."""
    if not rest.strip():
        return f"{head.rstrip()}\n"
    if head.endswith("\n\n") and rest.startswith("\n"):
        rest = rest.lstrip("\n")
        if _begins_with_definition(rest):
            return f"{head}\n{rest}"
    return head + rest
