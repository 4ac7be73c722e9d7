"""to_html: from what an editor typed, in Markdown, to HTML that can do no harm.

Two libraries share the work. markdown-it-py knows Markdown (commonmark.org); it takes `<b>` for the
letter "<", a "b" and the letter ">". nh3 then looks at what came out, and lets pass only the tags
and attributes listed here: were there ever a hole in the first, the second would still hold.
"""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from mtvgen.runtime.utils.safestring import SafeString, mark_safe

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
TAGS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "a", "img"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},  # the name of the programming language
    "img": {"src", "alt", "title"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto"}  # and nothing like "javascript:"


@lru_cache(maxsize=200)  # the same text gives the same HTML: the last 200 are remembered
def to_html(text: str) -> SafeString:
    """Return *text* as HTML that templates do not escape once more."""
    html = PARSER.render(text)
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)
    return mark_safe(clean)
