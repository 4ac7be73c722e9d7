"""The sign that a text was cut: "…", or what the caller says."""

import unicodedata


def add_truncation_text(text: str, truncate: str | None = None) -> str:
    """Return *text* with the sign that there was more: an ellipsis, or *truncate*.

    truncate: may hold %(truncated_text)s; else it is put at the end, if it is not there already.
    """
    sign = "…" if truncate is None else truncate
    if "%(truncated_text)s" in sign:
        return sign % {"truncated_text": text}
    return text if truncate is not None and text.endswith(sign) else f"{text}{sign}"


def calculate_truncate_chars_length(length: int, replacement: str | None) -> int:
    """Return how many of *length* characters are left when the sign of truncation is among them.

    Never less than 0. Combining characters do not count.
    """
    sign = sum(not unicodedata.combining(char) for char in add_truncation_text("", replacement))
    return max(length - sign, 0)
