"""The texts in `pieces/`, filled: `<< name >>`, `<% if … %>`, `<# a remark #>`.

Other marks than Jinja2's own, because the pages that are made here are templates themselves.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .coding import quoted
from .layout import formatted

if TYPE_CHECKING:
    from jinja2 import Environment

PIECES = Path(__file__).resolve().parent / "pieces"


def piece(file: str, /, **values: object) -> str:
    """Return a piece, filled with the values; Python with its long lines broken."""
    text = _environment().get_template(file).render(values)
    return formatted(text) if ".py" in file else text


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # PERF: 36 ms

    made = Environment(  # noqa: S701 - it makes files, not pages: what it fills in is checked names
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        loader=FileSystemLoader(PIECES),
    )
    made.filters["quoted"] = quoted
    return made
