"""The table of docs/reference/servers.md, made of the records of the servers."""

import re

from .names import ROOT

PAGE = ROOT / "docs" / "reference" / "servers.md"
TABLE = re.compile(r"(?<=<!-- servers -->\n).*?(?=<!-- end of the servers -->)", re.S)
_SYSTEMS = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}


def table() -> str:
    """Return the tables that the page must have."""
    from mtvgen.runtime.servers.catalogue import ALIASES, GONE, SERVERS

    rows = ["| server | also | serves at once | systems | install | what it is |", "|" + "---|" * 6]
    for server in SERVERS.values():
        also = ", ".join(f"`{alias}`" for alias, name in ALIASES.items() if name == server.name)
        systems = ", ".join(_SYSTEMS[one] for one in server.platforms)
        command, _, note = server.command.partition("  (")
        install = f"`{command}`" if command else "nothing"
        install += f" (first {note.removeprefix('first ')}" if note else ""
        cells = (f"`{server.name}`", also, server.at_once, systems, install, server.status)
        rows.append(f"| {' | '.join(cells)} |".replace("|  |", "| |"))
    gone = ["| gone | why |", "|---|---|", *(f"| `{name}` | {why} |" for name, why in GONE.items())]
    return "\n".join(["", *rows, "", *gone, "", ""])


def written() -> str:
    """Return the tables that the page has."""
    found = TABLE.search(PAGE.read_text(encoding="utf-8"))
    assert found, "the page of servers has no place for its table"
    return found[0]


def update() -> None:
    """Write the tables into the page."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(TABLE.sub(lambda _: table(), text), encoding="utf-8")
