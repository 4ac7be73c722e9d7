"""A text in several languages: `{"en": "…", "zh": "…"}`, and the one that a reader is shown."""

from collections.abc import Mapping

Text = Mapping[str, str]
"""The same sentence by language; the first language stands in for those that are missing."""


def said(text: Text, language: str) -> str:
    """Return *text* in *language*, or in the first that there is."""
    return text.get(language) or next(iter(text.values()), "")


def filled(text: Text, **values: object) -> dict[str, str]:
    """Return *text* with `{name}` replaced by the value of that name in each language."""
    return {language: one.format(**values) for language, one in text.items()}
