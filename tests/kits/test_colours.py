"""Everybody can read the pages: each pair of colours has the contrast that WCAG 2.2 asks for (1.4.3, 1.4.11)."""

import re

import pytest

from .projects import KITS, TEMPLATES

TEXTS = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "glow"),
    ("ink", "tint"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "glow"),
    ("accent", "paper"),
    ("accent", "card"),
    ("accent", "tint"),
    ("accent-strong", "paper"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("error", "card"),
    ("error", "error-tint"),
]
EDGES = [("field", "card"), ("accent", "tint"), ("error", "card")]


@pytest.mark.parametrize("name", [kit for kit in KITS if any((TEMPLATES / kit).rglob("site.css"))])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_and_edges_stand_out(name, scheme):
    colours = _colours(name, scheme)

    faint = [pair for pair in TEXTS if _contrast(colours, *pair) < 4.5]
    faint += [pair for pair in EDGES if _contrast(colours, *pair) < 3]
    assert faint == []


def _colours(kit: str, scheme: str) -> dict[str, str]:
    (path,) = TEMPLATES.joinpath(kit).rglob("site.css")
    light, dark = re.findall(r":root \{(.*?)\}", path.read_text("utf-8"), re.DOTALL)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return (
        {**found, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))}
        if scheme == "dark"
        else found
    )


def _contrast(colours: dict[str, str], first: str, second: str) -> float:
    darker, lighter = sorted(_luminance(colours[name]) for name in (first, second))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
