"""The tables of docs/reference/settings.md: every setting of conf/global_settings.py, its default."""

import re
from pathlib import Path

from mtvgen.runtime.conf import global_settings

from .names import ROOT

PAGE = ROOT / "docs" / "reference" / "settings.md"
HEAD = "| setting | default | meaning |\n|---|---|---|"
_NAME = re.compile(r"^([A-Z][A-Z0-9_]+)(?:: [^=\n]+)? = ", re.M)
_ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| (`.*?`) \| (.*) \|$", re.M)


def groups() -> dict[str, list[str]]:
    """Return the names of the settings under the headings that their file has."""
    assert global_settings.__file__
    source = Path(global_settings.__file__).read_text(encoding="utf-8")
    chunks = re.split(r"\n# ", source)[1:]
    return {
        chunk.partition("\n")[0]: _NAME.findall(chunk) for chunk in chunks if _NAME.search(chunk)
    }


def there() -> dict[str, str]:
    """Return every setting with its default, as the page writes it."""
    names = [name for name in dir(global_settings) if name.isupper() and name[0] != "_"]
    return {name: f"`{getattr(global_settings, name)!r}`" for name in names}


def written() -> dict[str, tuple[str, str]]:
    """Return every setting that the page has, with its default and its meaning."""
    rows = _ROW.findall(PAGE.read_text(encoding="utf-8"))
    return {name: (default, meaning) for name, default, meaning in rows}


def update() -> None:
    """Write the tables anew; meanings stay."""
    intro = PAGE.read_text(encoding="utf-8").partition("\n## ")[0]
    known, defaults = written(), there()
    parts = [intro.rstrip()]
    for title, names in groups().items():
        rows = [f"| `{n}` | {defaults[n]} | {known.get(n, ('', '?'))[1]} |" for n in names]
        parts += [f"\n## {title}\n", HEAD, *rows]
    PAGE.write_text("\n".join(parts) + "\n", encoding="utf-8")
