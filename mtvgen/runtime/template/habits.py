"""What is written otherwise in Django's own template language, and how Jinja2 writes it.

Only imported when a template went wrong.
"""

import re

_NO_CATALOGUES = "There are no translation catalogues: write the text itself."
_TIMES = "Write moments with the filters date and time: they show the current time zone."

TAGS = {
    "autoescape": "Write {% autoescape true %} or {% autoescape false %}.",
    "blocktrans": _NO_CATALOGUES,
    "blocktranslate": _NO_CATALOGUES,
    "cache": "No part of a page is kept here: views.decorators.cache tells browsers what to keep.",
    "comment": "In Jinja2 a comment is {# … #}, over several lines too.",
    "csrf_token": "In Jinja2 the hidden field of a form is {{ csrf_input }}.",
    "cycle": "In Jinja2 write {{ loop.cycle('odd', 'even') }} inside the loop.",
    "debug": "In Jinja2 it is an extension: OPTIONS['extensions'] = ['jinja2.ext.debug'].",
    "elseif": "In Jinja2 write {% elif … %}.",
    "empty": "In Jinja2 the part of a loop over nothing begins with {% else %}.",
    "firstof": "In Jinja2 write {{ first or second or 'neither' }}.",
    "get_current_language": _NO_CATALOGUES,
    "get_current_timezone": "Use the context processor tz: it gives {{ TIME_ZONE }}.",
    "get_media_prefix": "Use the context processor media: it gives {{ MEDIA_URL }}.",
    "get_static_prefix": "In Jinja2 write {{ static('css/site.css') }}.",
    "ifchanged": "In Jinja2 write {% if loop.changed(value) %}.",
    "ifequal": "In Jinja2 write {% if one == other %}.",
    "language": _NO_CATALOGUES,
    "load": "In Jinja2 nothing is loaded: url(), static() and the filters are there. "
    "Take the line out.",
    "localtime": _TIMES,
    "lorem": "In Jinja2 write {{ lipsum() }}.",
    "now": "In Jinja2 hand the page a moment, and write {{ moment|date('Y') }}.",
    "partialdef": "In Jinja2 a block is a part of its own: {% block name %} … {% endblock %}.",
    "querystring": "Change a copy of request.GET in the view, and write ?{{ changed.urlencode() }}.",
    "regroup": "In Jinja2 write {% for value, items in entries|groupby('attribute') %}.",
    "resetcycle": "In Jinja2 {% set row = cycler('odd', 'even') %} has row.next() and row.reset().",
    "spaceless": "In Jinja2 a minus takes the space away: {%- … -%}.",
    "static": "In Jinja2 write {{ static('css/site.css') }}.",
    "templatetag": "In Jinja2 write the characters as a text: {{ '{%' }}.",
    "timezone": _TIMES,
    "trans": _NO_CATALOGUES,
    "translate": _NO_CATALOGUES,
    "url": "In Jinja2 write {{ url('name', args=[1]) }}.",
    "verbatim": "In Jinja2 the block is called raw: {% raw %} … {% endraw %}.",
    "widthratio": "In Jinja2 write the sum itself: {{ (value / most * 100)|round }}.",
}
"""Django's tag → what to write."""

NAMES = {
    "block": "In Jinja2 the block of the parent is {{ super() }}.",
    "csp_nonce": "Its context processor is missing: template.context_processors.csp.",
    "DEFAULT_MESSAGE_LEVELS": "Its context processor is missing: "
    "contrib.messages.context_processors.messages.",
    "forloop": "In Jinja2 it is called loop: loop.index, loop.index0, loop.first, loop.last.",
    "MEDIA_URL": "Its context processor is missing: template.context_processors.media.",
    "messages": "Its context processor is missing: contrib.messages.context_processors.messages.",
    "STATIC_URL": "Write {{ static('css/site.css') }}.",
    "TIME_ZONE": "Its context processor is missing: template.context_processors.tz.",
}
"""Django's variable → where it comes from here."""

_UNKNOWN_TAG = re.compile(r"unknown tag '([^']*)'")
_FILTER = re.compile(r"\|\s*(\w+):(\"[^\"]*\"|'[^']*'|[\w.]+)")
_INCLUDE_WITH = re.compile(r"{%-?\s*include\s+\S+\s+with\s+\w+\s*=")


def syntax_hint(message: str, line: str) -> str:
    """Return what to write instead of *line*, about which Jinja2 says *message*; "" if unknown."""
    if (found := _UNKNOWN_TAG.search(message)) and found[1] in TAGS:
        return TAGS[found[1]]
    if _INCLUDE_WITH.search(line):
        return (
            "In Jinja2 the names are set around it: "
            "{% with name=value %}{% include … %}{% endwith %}."
        )
    if found := _FILTER.search(line):
        return f"In Jinja2 the argument stands in parentheses: {found[1]}({found[2]})."
    return ""


def error_hint(error: Exception) -> str:
    """Return what usually leads to *error*, raised by a line of a template; "" if unknown."""
    if isinstance(error, RecursionError):
        return "A template that includes or extends itself, also by way of others, never ends."
    if isinstance(error, TypeError) and re.match(
        r"'(builtin_function_or_method|method|function)' object is not", str(error)
    ):
        return "In Jinja2 a method is called with parentheses: entry.tags.all()."
    return ""
