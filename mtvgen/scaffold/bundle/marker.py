"""Bundle: the table in `.mtvgen.toml` that says which runtime was copied into a project."""

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from ...errors import ChangeRefused
from ..change.edits import Draft
from ..record import FILE, FORMAT, to_toml

_TABLE = re.compile(r"^\[bundle\]\n(?:(?!\[).*\n?)*", re.MULTILINE)
_HEAD = f"""\
# What mtvgen did to this project. Keep it under version control.

format = {FORMAT}
"""


@dataclass(frozen=True)
class Bundle:
    """What was copied.

    version: of mtvgen. package: the name that the copy is imported by. hash: of all its files.
    ours, needs: the requirements that pyproject.toml had, and those that it got instead.
    """

    version: str
    package: str
    hash: str
    ours: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def read_bundle(draft: Draft) -> Bundle | None:
    """Return what was copied into a project; None for nothing. Raises ChangeRefused."""
    if not draft.exists(FILE):
        return None
    return bundle_in(draft.read(FILE))


def bundle_in(text: str) -> Bundle | None:
    """Return what the text of a record says about it. Raises ChangeRefused."""
    try:
        row: dict[str, Any] | None = tomllib.loads(text).get("bundle")
        if row is None:
            return None
        return Bundle(
            str(row["version"]),
            str(row["package"]),
            str(row["sha256"]),
            tuple(map(str, row.get("instead_of", []))),
            tuple(map(str, row.get("requires", []))),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ChangeRefused(
            f"{FILE} is not as mtvgen wrote it: {error}. Nothing was written.",
            hint="Take back what was edited in it.",
        ) from None


def mark(draft: Draft, bundle: Bundle | None) -> None:
    """Write the table, or take it out."""
    text = draft.read(FILE) if draft.exists(FILE) else ""
    rest = re.sub(r"\n{3,}", "\n\n", _TABLE.sub("", text)).rstrip()
    if bundle is None:
        draft.change(FILE, f"{rest}\n")
        return
    rows = {
        "version": bundle.version,
        "package": bundle.package,
        "sha256": bundle.hash,
        "instead_of": list(bundle.ours),
        "requires": list(bundle.needs),
    }
    table = "[bundle]\n" + "".join(f"{key} = {to_toml(value)}\n" for key, value in rows.items())
    if text:
        draft.change(FILE, _before_made(rest, table))
    else:
        draft.create(FILE, f"{_HEAD}\n{table}")


def _before_made(rest: str, table: str) -> str:
    """Return the record with the table before what generators made, so that it stays in sight."""
    head, made, tail = rest.partition("\n[[made]]\n")
    return f"{head.rstrip()}\n\n{table}{made}{tail}\n" if made else f"{rest}\n\n{table}"
