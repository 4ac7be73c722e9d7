"""Languages of kits and of people: which tags there are, which fit, and what the reader speaks.

A language is a tag as RFC 5646 writes it, in small letters: `en`, `zh`, `pt-br`.
"""

import os
import re
from collections.abc import Collection, Iterable, Mapping

FOLDER = "languages"
"""The folder of a kit that holds its other languages."""

TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
"""What a language of a kit looks like. SAFETY: it names a folder, so it has no dots and no slashes."""

_NO_LANGUAGE = frozenset(["C", "POSIX"])


def lookup(wanted: str, offered: Collection[str]) -> str:
    """Return the offered language that fits *wanted* best; empty when none does.

    `zh_CN.UTF-8` finds `zh-cn`, else `zh` (RFC 4647 section 3.4, "Lookup"); `zh` also finds the
    first that begins with `zh-`.
    """
    tag = re.split("[.@]", wanted)[0].replace("_", "-").lower()
    parts = tag.split("-")
    for count in range(len(parts), 0, -1):
        if "-".join(parts[:count]) in offered:
            return "-".join(parts[:count])
    return next((one for one in offered if tag and one.startswith(f"{tag}-")), "")


def reader(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the languages that the person at the terminal reads, the best first.

    As gettext's manual says ("Locale Environment Variables"): LC_ALL, LC_MESSAGES and LANG name one
    language, the first that is set; LANGUAGE lists several and goes before it, unless it is `C`.
    """
    locale = next(filter(None, map(environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if locale in _NO_LANGUAGE:
        return ()
    return tuple(filter(None, [*environ.get("LANGUAGE", "").split(":"), locale]))


def in_language(texts: Mapping[str, str], languages: Iterable[str]) -> str:
    """Return the text in the first of *languages* that there is one in; else in English, else any."""
    for language in (*languages, "en"):
        found = lookup(language, texts)
        if found:
            return texts[found]
    return next(iter(texts.values()), "")
