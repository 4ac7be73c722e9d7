"""to_html：把编辑用 Markdown 写的文字变成无害的 HTML。

两个库分工合作。markdown-it-py 懂 Markdown（commonmark.org）；在它看来，`<b>` 只是字符“<”、
字母 b 和字符“>”。nh3 再检查结果，只放行这里列出的标签和属性：
即使前一个有漏洞，后一个仍然守得住。
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
    "code": {"class"},  # 编程语言的名字
    "img": {"src", "alt", "title"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto"}  # 不包括 "javascript:" 之类


@lru_cache(maxsize=200)  # 同样的文字得到同样的 HTML：记住最近 200 个
def to_html(text: str) -> SafeString:
    """返回 *text* 的 HTML，模板不会再转义它。"""
    html = PARSER.render(text)
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)
    return mark_safe(clean)
