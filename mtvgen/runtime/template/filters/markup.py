"""HTML made from text, and text made fit for HTML.

Each escapes what is no safe HTML yet, unless the template says `{% autoescape false %}`.
"""

from collections.abc import Generator, Iterable, Iterator
from typing import Any

from ...utils import html
from ...utils.safestring import SafeString, mark_safe
from ...utils.text import normalize_newlines
from .kinds import is_safe_html, keeps_safe, needs_autoescape, stringfilter


@needs_autoescape
@stringfilter
@keeps_safe
def linebreaks_filter(value: str, autoescape: bool = True) -> SafeString:
    """Return *value* as paragraphs, one for each part between empty lines; other line ends as <br>."""
    return SafeString(html.linebreaks(value, autoescape and not is_safe_html(value)))


@needs_autoescape
@stringfilter
@keeps_safe
def linebreaksbr(value: str, autoescape: bool = True) -> SafeString:
    """Return *value* with each line end as <br>."""
    text = normalize_newlines(_escaped(value, autoescape))
    return SafeString(text.replace("\n", "<br>"))


@needs_autoescape
@stringfilter
@keeps_safe
def linenumbers(value: str, autoescape: bool = True) -> SafeString:
    """Return *value* with each line's number before it."""
    lines = _escaped(value, autoescape).split("\n")
    width = len(str(len(lines)))
    return SafeString("\n".join(f"{n:0{width}d}. {line}" for n, line in enumerate(lines, 1)))


@needs_autoescape
@stringfilter
@keeps_safe
def urlize(value: str, autoescape: bool = True) -> SafeString:
    """Return *value* with its URLs and e-mail addresses as links that search engines pass over."""
    return SafeString(html.urlize(value, nofollow=True, autoescape=autoescape))


@needs_autoescape
@stringfilter
@keeps_safe
def urlizetrunc(value: str, limit: Any, autoescape: bool = True) -> SafeString:
    """Return *value* as `urlize` does; a link shows at most *limit* characters."""
    return SafeString(
        html.urlize(value, trim_url_limit=int(limit), nofollow=True, autoescape=autoescape)
    )


@stringfilter
@keeps_safe
def escape_filter(value: str) -> Any:
    """Return *value* as HTML that shows it; what is safe HTML stays as it is."""
    return html.conditional_escape(value)


@keeps_safe
def escapeseq(value: Iterable[Any]) -> list[Any]:
    """Return the items of *value*, each escaped unless it is safe HTML."""
    return [html.conditional_escape(item) for item in value]


@stringfilter
@keeps_safe
def force_escape(value: str) -> Any:
    """Return *value* as HTML that shows it, safe HTML too: that is escaped again."""
    return html.escape(value)


@stringfilter
def escapejs_filter(value: str) -> Any:
    """Return *value* as it may stand between the quotes of a JavaScript string in a page."""
    return html.escapejs(value)


@keeps_safe
def json_script(value: Any, element_id: str | None = None) -> SafeString:
    """Return *value* as JSON in a script element, from where JavaScript reads it safely."""
    return html.json_script(value, element_id)


@stringfilter
@keeps_safe
def safe(value: str) -> Any:
    """Return *value* as safe HTML. SAFETY: never for what a user wrote."""
    return mark_safe(value)


@keeps_safe
def safeseq(value: Iterable[Any]) -> list[Any]:
    """Return the items of *value*, each as safe HTML. SAFETY: never for what a user wrote."""
    return [mark_safe(item) for item in value]


@needs_autoescape
@keeps_safe
def unordered_list(value: Iterable[Any], autoescape: bool = True) -> SafeString:
    """Return a list as <li> elements, without a <ul> around them.

    A list inside the list belongs to the item before it, and becomes a <ul> in it:
    ["Kansas", ["Lawrence", "Topeka"]].
    """
    return SafeString("\n".join(_items(value, autoescape, 1)))


@needs_autoescape
@keeps_safe
def join(value: Any, arg: Any, autoescape: bool = True) -> Any:
    """Return the items of *value* with *arg* between them; *value* itself where that cannot be."""
    try:
        if autoescape:
            joined = html.conditional_escape(arg).join(map(html.conditional_escape, value))
        else:
            joined = arg.join(value)
    except TypeError:
        return value
    return mark_safe(joined)


def _escaped(value: str, autoescape: bool) -> str:
    return value if not autoescape or is_safe_html(value) else html.escape(value)


def _items(value: Iterable[Any], autoescape: bool, depth: int) -> Iterator[str]:
    tabs = "\t" * depth
    for item, below in _with_lists(value):
        shown = html.conditional_escape(item) if autoescape else item
        inner = "\n".join(_items(below, autoescape, depth + 1)) if below else ""
        part = f"\n{tabs}<ul>\n{inner}\n{tabs}</ul>\n{tabs}" if below else ""
        yield f"{tabs}<li>{shown}{part}</li>"


def _with_lists(value: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield each item with the list that follows it, or None."""
    waiting: list[Any] = []
    for one in value:
        if waiting and isinstance(one, (list, tuple, Generator)):
            yield waiting.pop(), one
        else:
            if waiting:
                yield waiting.pop(), None
            waiting.append(one)
    if waiting:
        yield waiting.pop(), None
