"""Names and modules that Django has and this runtime does not: the answer to whoever imports one.

__getattr__ = absent(__name__, {"CreateView": "Write the form's two steps in a View."})
"""

from collections.abc import Callable, Mapping
from typing import NoReturn

_FORMS = (
    "Forms are not offered yet: a View reads request.POST, and full_clean() of a model checks it."
)
_USERS = (
    "Users are not offered yet: keep them in a model of your own, and who is logged in in "
    "request.session."
)
_MODEL_AND_VIEW = "Write a model and a view for it."
_NO_CACHE = (
    "Nothing is kept on the server here: views.decorators.cache tells browsers and proxies what to "
    "keep, functools.cache keeps a value."
)
_NO_SESSION_CACHE = "There are no cache back-ends here: use db, file or signed_cookies."
_ONE_LANGUAGE = "There are no translation catalogues here: a project speaks one language."
_JINJA2 = "Templates are Jinja2 here: use loader.get_template(), and a dict as context."
_WSGI = "Serve the application of core.wsgi: its server answers many requests at once."

MODULES = {
    "contrib.admin": "The admin is not offered yet: write views, or use `manage.py shell`.",
    "contrib.admindocs": "The admin is not offered yet.",
    "contrib.auth": _USERS,
    "contrib.contenttypes": "Write a ForeignKey for each model that is meant.",
    "contrib.flatpages": _MODEL_AND_VIEW,
    "contrib.gis": "Keep places as numbers, or use Django.",
    "contrib.humanize": "Templates have filesizeformat, floatformat, timesince; write others in Python.",
    "contrib.postgres": "Use JSONField and the functions of db.models, or SQL by connection.cursor().",
    "contrib.redirects": _MODEL_AND_VIEW,
    "contrib.sessions.backends.cache": _NO_SESSION_CACHE,
    "contrib.sessions.backends.cached_db": _NO_SESSION_CACHE,
    "contrib.sitemaps": "Write a view that fills a template of XML.",
    "contrib.sites": "settings.ALLOWED_HOSTS and request.get_host() know the site.",
    "contrib.syndication": "Write a view that fills a template of XML.",
    "conf.locale": _ONE_LANGUAGE,
    "conf.urls.i18n": _ONE_LANGUAGE,
    "core.asgi": _WSGI,
    "core.cache": _NO_CACHE,
    "core.files.images": "The file of an ImageField has width and height, read with Pillow.",
    "core.handlers.asgi": _WSGI,
    "core.mail": "Use Python's smtplib and email.message.",
    "core.serializers.jsonl": "Serialize as JSON, or as Python objects.",
    "core.serializers.pyyaml": "Serialize as JSON, or as Python objects.",
    "core.serializers.xml_serializer": "Serialize as JSON, or as Python objects.",
    "forms": _FORMS,
    "middleware.cache": _NO_CACHE,
    "middleware.locale": _ONE_LANGUAGE,
    "template.backends.base": "The one backend is template.backends.jinja2.Jinja2.",
    "template.backends.django": "The one backend is template.backends.jinja2.Jinja2.",
    "template.backends.dummy": "The one backend is template.backends.jinja2.Jinja2.",
    "template.base": _JINJA2,
    "template.context": _JINJA2,
    "template.defaulttags": _JINJA2,
    "template.engine": _JINJA2,
    "template.library": "Put functions into the filters and globals of a Jinja2 environment.",
    "template.loader_tags": _JINJA2,
    "template.loaders": "Give OPTIONS['loader'] of TEMPLATES a loader of Jinja2.",
    "templatetags.cache": _NO_CACHE,
    "templatetags.i18n": _ONE_LANGUAGE,
    "templatetags.l10n": _ONE_LANGUAGE,
    "templatetags.tz": "Use the filters date and time, and utils.timezone in the view.",
    "test.selenium": "Use selenium with a LiveServerTestCase.",
    "utils.feedgenerator": "Write a view that fills a template of XML.",
    "utils.formats": "Use utils.dateformat, and the filters date, time and floatformat.",
    "utils.log": "Use Python's logging; the runtime's loggers begin with 'mtvgen'.",
    "utils.lorem_ipsum": "Templates have lipsum().",
    "utils.translation.template": _ONE_LANGUAGE,
    "views.decorators.debug": "The pages for developers hide what is called password, token or key.",
    "views.i18n": _ONE_LANGUAGE,
}
"""Django's module → what to use instead."""


def absent(module: str, advice: Mapping[str, str]) -> Callable[[str], NoReturn]:
    """Return a module's `__getattr__` that refuses unknown names in words.

    advice: for each name that Django offers in this place and we do not, what to use instead.
    Those raise ImportError (the one error that survives `from X import Y` with its text); any
    other name raises the usual AttributeError.
    """

    def refuse(name: str) -> NoReturn:
        if name in advice:
            raise ImportError(f"{module} does not offer {name!r}. {advice[name]}", name=module)
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return refuse


def refuse_module(name: str) -> None:
    """Raise an ImportError with advice if *name* is a module of Django's that is not here.

    name: with the runtime's own before it. Returns for any other: Python has its own words.
    """
    advice = MODULES.get(name.removeprefix(f"{__name__.rpartition('.')[0]}."))
    if advice is not None:
        from .core.exceptions import NotOffered

        refusal = NotOffered(f"The runtime has no module {name}.", hint=advice)
        refusal.name = name
        raise refusal
