"""The dispatcher: which view answers this path, and which path leads to this view.

- `converters.py`  str, int, slug, uuid, path: what stands between `<` and `>`
- `patterns.py`    what one line of `urls.py` matches: a route, or a regular expression
- `resolvers.py`   URLPattern (a line), URLResolver (a list of lines), ResolverMatch (the answer)
- `index.py`       all lines of a site in one look-up, quicker than trying each
- `endless.py`     the same for a URLconf that includes itself
- `matching.py`    from the routes of a line to one function that matches paths
- `reversing.py`   from a name and its arguments back to the path
- `regex.py`       a regular expression read backwards, for `reverse()`
- `conf.py`        path(), re_path(), include(): what you write in `urls.py`
- `base.py`        resolve(), reverse(): what views, templates and the application call
- `exceptions.py`  Resolver404, NoReverseMatch
"""

from ..absent import absent
from ..current import get_script_prefix as get_script_prefix
from ..current import set_script_prefix as set_script_prefix
from ..current import set_urlconf as set_urlconf
from .base import clear_url_caches as clear_url_caches
from .base import get_urlconf as get_urlconf
from .base import is_valid_path as is_valid_path
from .base import resolve as resolve
from .base import reverse as reverse
from .base import reverse_lazy as reverse_lazy
from .conf import include as include
from .conf import path as path
from .conf import re_path as re_path
from .converters import get_converters as get_converters
from .converters import register_converter as register_converter
from .exceptions import NoReverseMatch as NoReverseMatch
from .exceptions import Resolver404 as Resolver404
from .resolvers import ResolverMatch as ResolverMatch
from .resolvers import URLPattern as URLPattern
from .resolvers import URLResolver as URLResolver
from .resolvers import get_resolver as get_resolver
from .views import get_callable as get_callable
from .views import get_mod_func as get_mod_func

__getattr__ = absent(
    __name__,
    {
        "url": "Use re_path(), which took its place.",
        "LocalePrefixPattern": "Sites in several languages by URL prefix are not offered.",
        "get_ns_resolver": "Use reverse() with 'namespace:name'.",
        "translate_url": "Translation catalogues are not offered.",
    },
)
