"""The T: pages in Jinja2, as Django's own Jinja2 backend fills them.

- `exceptions.py`          TemplateDoesNotExist, TemplateSyntaxError, UndefinedVariable
- `backends/jinja2.py`     Jinja2: the engine of one entry of settings.TEMPLATES
- `defaultfilters.py`      Django's filters by name; one file a subject in `filters/`
- `fragments.py`           one block of a page by itself: "page.html#rows"
- `explain.py`             what went wrong in a template, in words; `habits.py`: of Django's language
- `engines.py`             all of them, made at first use
- `loader.py`              get_template(), render_to_string()
- `context_processors.py`  names that every page gets
- `response.py`            TemplateResponse: a page that is filled late
"""

from ..absent import absent
from .engines import engines as engines
from .exceptions import TemplateDoesNotExist as TemplateDoesNotExist
from .exceptions import TemplateSyntaxError as TemplateSyntaxError

_INSTEAD = "Templates are Jinja2 here: pass a dict to render(), or use loader.get_template()."
__getattr__ = absent(
    __name__,
    dict.fromkeys(
        [
            "Context",
            "ContextPopException",
            "Engine",
            "Library",
            "Node",
            "NodeList",
            "Origin",
            "RequestContext",
            "Template",
            "Variable",
            "VariableDoesNotExist",
        ],
        _INSTEAD,
    ),
)
