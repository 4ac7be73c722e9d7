"""HTML without its tags: the parser behind `html.strip_tags()`, kept apart for its import's cost."""

from .open_html import LinearHTMLParser


def strip_once(value: str) -> str:
    """Return *value* without what parses as a tag or comment; entities stay as they are."""
    parser = _Stripper()
    parser.read(value)
    return "".join(parser.texts)


class _Stripper(LinearHTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.texts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.texts.append(f"&#{name};")
