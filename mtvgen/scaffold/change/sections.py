"""Imports that come to stand among others when a package is called otherwise, in isort's sections.

The installed runtime is a package of others; the copy in a project is one of the project's own, and
those stand in a section behind. Only sections in which both would stand are touched.
"""

import ast
import itertools
import sys
from typing import NamedTuple


class _Section(NamedTuple):
    """Import statements without a blank line between: their nodes, and the first and last line, from 0."""

    nodes: list[ast.Import | ast.ImportFrom]
    start: int
    end: int


def parted(text: str, own: str) -> str:
    """Return Python with the imports of the package *own* in a section behind those of others."""
    lines = text.split("\n")
    for section in reversed(_sections(text)):
        ours = [node for node in section.nodes if _top(node) == own]
        others = [node for node in section.nodes if node not in ours]
        if ours and others:
            lines[section.start : section.end] = [*_code(lines, others), "", *_code(lines, ours)]
    return "\n".join(lines)


def joined(text: str, name: str) -> str:
    """Return Python with the imports of the package *name* among those of others, in their order."""
    lines = text.split("\n")
    sections = _sections(text)
    for before, section in reversed([*itertools.pairwise(sections)]):
        is_behind = section.start == before.end + 1 and not lines[before.end].strip()
        is_ours = all(_top(node) == name for node in section.nodes)
        if is_behind and is_ours and all(map(_is_others, before.nodes)):
            nodes = sorted([*before.nodes, *section.nodes], key=_key)
            lines[before.start : section.end] = _code(lines, nodes)
    return "\n".join(lines)


def _sections(text: str) -> list[_Section]:
    """Return the sections of imports on the top level of a file; none when it is no Python."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return []
    found: list[_Section] = []
    for node in body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        end = node.end_lineno or node.lineno
        if found and found[-1].end == node.lineno - 1:
            found[-1] = _Section([*found[-1].nodes, node], found[-1].start, end)
        else:
            found.append(_Section([node], node.lineno - 1, end))
    return found


def _top(node: ast.Import | ast.ImportFrom) -> str:
    """Return the package that a statement imports from; empty for one with a dot in front."""
    if isinstance(node, ast.ImportFrom):
        return "" if node.level else (node.module or "").split(".")[0]
    return node.names[0].name.split(".")[0]


def _is_others(node: ast.Import | ast.ImportFrom) -> bool:
    top = _top(node)
    return bool(top) and top not in sys.stdlib_module_names


def _key(node: ast.Import | ast.ImportFrom) -> tuple[bool, str]:
    if isinstance(node, ast.ImportFrom):
        return True, (node.module or "").casefold()
    return False, node.names[0].name.casefold()


def _code(lines: list[str], nodes: list[ast.Import | ast.ImportFrom]) -> list[str]:
    return [line for node in nodes for line in lines[node.lineno - 1 : node.end_lineno]]
