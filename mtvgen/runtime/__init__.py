"""The runtime: what a generated project imports, under Django's own names.

`from mtvgen.runtime.X import Y` here is `from django.X import Y` in Django. In reading order:

- `application.py`  the WSGI application: the way of a request, joined from everything below
- `urls/`           the dispatcher: which view answers this path
- `views/`          what answers: function and class based views, error pages
- `db/`             models, queries, migrations
- `template/`       Jinja2 pages
- `http/`           request and response
- `middleware/`     what every request passes on its way in and out
- `server/`         the development server
- `servers/`        every other WSGI server, one small adapter each
- `commands/`       what `python manage.py …` runs
- `mounting.py`     applications of other frameworks below a path of yours
- `pytest_plugin.py`  lets plain `pytest` run a project's tests
- `current.py`, `trace.py`  the one hidden thing, and the events that tell what happens
- `stations.py`  the events of a request's way
- `xray/`        records one request's way and shows it

This file imports no other: a program pays only for the rooms that it enters.
"""

import sys

VERSION = (0, 1, 0, "final", 0)


def setup(set_prefix: bool = True) -> None:
    """Make the project ready: read the settings, then import every installed app.

    set_prefix: also set the script prefix from `FORCE_SCRIPT_NAME`, as Django documents.
    Called for you by `manage.py` and by `get_wsgi_application()`.
    """
    from .apps import apps
    from .conf import settings

    if set_prefix:
        from .current import set_script_prefix

        set_script_prefix(settings.FORCE_SCRIPT_NAME or "/")
    apps.populate(settings.INSTALLED_APPS)


def load_tests(_loader: object, tests: object, _pattern: str | None) -> object:
    """Tell unittest, which looks through every package, that a copy in a project holds no tests of it."""
    return tests


class _Refusal:
    """What Python asks last for a module that is not there: one of Django's is refused with advice."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Raise an ImportError if Django has a module of that name, and the runtime has not."""
        if name.startswith(f"{__name__}."):
            from .absent import refuse_module

            refuse_module(name)


sys.meta_path.append(_Refusal())
