"""English words for what is made: `BlogPost` is a blog post, and several are blog posts."""

import re

_IRREGULAR = {
    "child": "children",
    "foot": "feet",
    "goose": "geese",
    "half": "halves",
    "knife": "knives",
    "leaf": "leaves",
    "life": "lives",
    "man": "men",
    "mouse": "mice",
    "person": "people",
    "shelf": "shelves",
    "thief": "thieves",
    "tooth": "teeth",
    "wife": "wives",
    "wolf": "wolves",
    "woman": "women",
}
_ALIKE = frozenset({
    *("equipment", "fish", "information", "money", "music", "news", "series", "sheep"),
    *("software", "species", "staff", "work"),
})  # fmt: skip


def snake(name: str) -> str:
    """Return a class's name in small letters with underscores: `HTTPServer2` is `http_server2`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return parted.casefold()


def camel(name: str) -> str:
    """Return a name as a class carries it: `blog post` is `BlogPost`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[\W_]+", name) if word)


def plural(name: str) -> str:
    """Return the word for several of a thing; of `blog_post` the last part changes."""
    head, mark, last = name.rpartition("_")
    return f"{head}{mark}{_plural(last)}"


def _plural(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _ALIKE or not word.isascii():
        return word
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    if re.search(r"(s|x|z|ch|sh)$", word):
        return f"{word}es"
    return f"{word}s"


def article(words: str) -> str:
    """Return the words with `a` or `an` in front."""
    return (
        f"an {words}"
        if words[:1] in "aeiou" and not words.startswith(("uni", "use", "eu"))
        else f"a {words}"
    )
