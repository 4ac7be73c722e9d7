"""Jinja2: the engine of one entry of settings.TEMPLATES, and the templates that it finds.

(Django's documentation: topics/templates, "class Jinja2".)
"""

import json
from collections import ChainMap
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2

from ... import trace
from ...apps import apps
from ...conf import settings
from ...core.csrf import CsrfInput, CsrfToken
from ...core.exceptions import ImproperlyConfigured
from ...core.signals import template_rendered
from ...templatetags.static import static
from ...utils.module_loading import import_string
from ..bytecode import SignedBytecodeCache
from ..environment import Environment
from ..exceptions import LoudUndefined, TemplateDoesNotExist
from ..filters.jinja2 import filters

_RUNTIME = __name__.rpartition(".template.")[0]
_APP_FOLDERS = ("templates", "jinja2")

# Found by name when an environment is made: templates and URLs never import each other.
_GLOBALS = {"url": f"{_RUNTIME}.urls.reverse"}


class Jinja2:
    """An engine: `get_template(name)`, `from_string(text)`. Text is escaped for HTML.

    OPTIONS: `environment` (dotted path of a callable that returns a Jinja2 environment),
    `context_processors`, and whatever jinja2.Environment takes.
    """

    app_dirname = "jinja2"

    def __init__(self, params: dict[str, Any]) -> None:
        params = dict(params)
        self.name: str = params.pop("NAME")
        self.dirs = [Path(folder) for folder in params.pop("DIRS")]
        self.app_dirs = bool(params.pop("APP_DIRS"))
        options = dict(params.pop("OPTIONS") or {})
        if params:
            raise ImproperlyConfigured(f"Unknown parameters in TEMPLATES: {', '.join(params)}.")
        self.context_processors: list[str] = options.pop("context_processors", [])
        make = options.pop("environment", None)
        options.setdefault("autoescape", True)
        options.setdefault("auto_reload", settings.DEBUG)
        options.setdefault(
            # Django shows the name where the value should stand; a name that is not there is a
            # mistake that is found sooner if it is an error.
            "undefined",
            LoudUndefined if settings.DEBUG else jinja2.Undefined,
        )
        if "loader" not in options:
            options["loader"] = TextLoader([str(one) for one in self.template_dirs])
        if not make:
            _keep_bytecode(options)
        self.env: jinja2.Environment = (
            import_string(make)(**options) if make else environment(**options)
        )
        self._kept: dict[str, Template] = {}

    @cached_property
    def template_dirs(self) -> tuple[Path, ...]:
        """Where templates are looked for, in order: DIRS, then the apps' folders."""
        folders = list(self.dirs)
        if self.app_dirs:
            for config in apps.get_app_configs():
                folders += [
                    folder
                    for folder in (Path(config.path) / name for name in _APP_FOLDERS)
                    if folder.is_dir() and folder not in folders
                ]
        return tuple(folders)

    @cached_property
    def template_context_processors(self) -> list[Callable[[Any], dict[str, Any]]]:
        """The functions of OPTIONS["context_processors"]."""
        return [import_string(path) for path in self.context_processors]

    def from_string(self, template_code: str) -> "Template":
        """Return a template made of *template_code*. Never hand it text that a user wrote."""
        try:
            return Template(self.env.from_string(template_code), self)
        except jinja2.TemplateSyntaxError as error:
            raise self._syntax_error(error) from error

    def get_template(self, template_name: str) -> "Template":
        """Return the template of that name; with "#block" behind it, that block of it.

        Raises TemplateDoesNotExist, TemplateSyntaxError.
        """
        # PERF: where a template never changes (auto_reload is off), the second look finds it here:
        # Jinja2 makes a map of the globals each time, −3 µs
        kept = self._kept.get(template_name)
        if kept is not None and not self.env.auto_reload and kept.loader is self.env.loader:
            return kept
        try:
            # our wrapper is kept on Jinja2's own cached template
            found = self.env.get_template(template_name)
        except jinja2.TemplateNotFound as error:
            raise self.does_not_exist(str(error.name or template_name)) from error
        except jinja2.TemplateSyntaxError as error:
            raise self._syntax_error(error) from error
        wrapper: Template | None = found.__dict__.get("_mtv_template")
        if wrapper is None:
            wrapper = found.__dict__["_mtv_template"] = Template(found, self)
        if self.env.cache is not None:
            self._kept[template_name] = wrapper
        return wrapper

    def does_not_exist(self, *names: str) -> TemplateDoesNotExist:
        """Return the error for missing templates: where they were looked for, and what is near."""
        if not names:
            return TemplateDoesNotExist(
                "The template has no name.", backend=self, hint="It is None, or an empty list."
            )
        tried = [
            (Origin(str(folder / name), name), "not found")
            for name in names
            for folder in self.template_dirs
        ]
        places = ", ".join(str(folder) for folder in self.template_dirs)
        from difflib import get_close_matches  # PERF: only a mistake pays for it

        known = self._known_names()
        near = [repr(one) for name in names for one in get_close_matches(name, known, n=1)]
        hint = f"Looked in {places or 'no folder: TEMPLATES has no DIRS and no app has templates'}."
        if near:
            hint += f" Did you mean {' or '.join(near)}?"
        return TemplateDoesNotExist(", ".join(names), tried=tried, backend=self, hint=hint)

    def _syntax_error(self, error: jinja2.TemplateSyntaxError) -> Exception:
        from ..explain import syntax_error

        return syntax_error(error, self.name, self.env)

    def _known_names(self) -> list[str]:
        try:
            return self.env.list_templates()
        except TypeError:  # a loader that cannot list
            return []


class TextLoader(jinja2.FileSystemLoader):
    """Reads templates from folders; finds blocks in them; says which file it is that is no text."""

    def load(self, environment: jinja2.Environment, name: str, globals: Any = None) -> Any:  # noqa: A002
        """Return the template of that name; with "#block" behind it, that block of it."""
        try:
            return super().load(environment, name, globals)
        except jinja2.TemplateNotFound:
            page, mark, block = name.rpartition("#")
            if not mark:
                raise
            from ..fragments import Block

            return Block(environment.get_template(page), block)

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        """Return text, file and a function that says whether the file is still the same."""
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            files = (Path(folder, template) for folder in self.searchpath)
            raise jinja2.TemplateSyntaxError(
                f"The file is not {error.encoding.upper()} text: save it with that encoding",
                error.object.count(b"\n", 0, error.start) + 1,
                template,
                next((str(file) for file in files if file.is_file()), template),
            ) from None


def _keep_bytecode(options: dict[str, Any]) -> None:
    """Have a project's compiled templates kept between starts."""
    folder = getattr(settings, "BASE_DIR", None)
    if folder is None or "bytecode_cache" in options:
        return
    # what a filter makes of a constant must not be kept: the filter's code may change
    options.setdefault("optimized", False)
    told = {name: value for name, value in options.items() if name != "loader"}
    options["bytecode_cache"] = SignedBytecodeCache(
        Path(folder) / ".mtvgen" / "templates", str(settings.SECRET_KEY), told
    )


def environment(**options: Any) -> jinja2.Environment:
    """Return a Jinja2 environment with the globals that Django's set-up has, and Django's filters.

    The globals are `url` and `static`. An environment function of your own may begin with this one.
    """
    made = Environment(**options)
    made.globals["static"] = static
    for name, path in _GLOBALS.items():
        made.globals[name] = import_string(path)
    made.filters.update(filters())
    made.policies["json.dumps_function"] = _json
    return made


def _json(value: Any, **options: Any) -> str:
    """Return what the filter `tojson` writes: also dates, decimals, UUIDs and lazy texts."""
    from ...utils.json_value import json_value

    return json.dumps(value, default=json_value, **options)


class Origin:
    """Where a template comes from: its file, and its name."""

    def __init__(self, name: str | None, template_name: str | None) -> None:
        self.name = name
        self.template_name = template_name

    def __str__(self) -> str:
        return str(self.name)

    def __repr__(self) -> str:
        return f"<Origin name={self.name!r}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class Template:
    """A template: `render(context, request)` fills it."""

    def __init__(self, template: Any, backend: Jinja2) -> None:
        self.template: jinja2.Template = template
        self.backend = backend
        self.name = template.name
        self.origin = Origin(template.filename, template.name)
        self._plain = _is_plain(template)
        self.loader = backend.env.loader

    def render(self, context: dict[str, Any] | None = None, request: Any = None) -> str:
        """Return the page as text.

        With a *request* the template also gets `request`, `csrf_input`, `csrf_token` and what
        the context processors give; names in *context* are not overwritten by the latter.
        """
        names = dict(context) if context else {}
        if request is not None:
            names["request"] = request
            names["csrf_input"] = CsrfInput(request)
            names["csrf_token"] = CsrfToken(request)
            for processor in self.backend.template_context_processors:
                for name, value in processor(request).items():
                    names.setdefault(name, value)
        if template_rendered.receivers:
            template_rendered.send(sender=self, template=self, context=names, request=request)
        if trace.on:
            trace.note("template.began", template=self, context=names)
        try:
            return self._filled_quickly(names) if self._plain else self.template.render(names)
        except jinja2.TemplateNotFound as error:
            from ..explain import placed

            asked = getattr(error, "templates", [error.name])  # several, or one
            missing = self.backend.does_not_exist(*(one for one in asked if isinstance(one, str)))
            raise placed(missing, error, self.backend.name) from error
        except jinja2.TemplateSyntaxError as error:
            raise self.backend._syntax_error(error) from error
        except Exception as error:
            from ..explain import explain

            explained = explain(error, names, self.backend.name, self.backend.env)
            if explained is error:
                raise
            raise explained from None
        finally:
            if trace.on:
                trace.note("template.ended", template=self)

    def _filled_quickly(self, names: dict[str, Any]) -> str:
        # PERF: Template.render() copies the globals through a ChainMap: 3 µs a page, as much as
        # all the rest of render(). Its steps are Jinja2's documented low-level ones.
        template, env = self.template, self.template.environment
        own: dict[str, Any] = template.globals.maps[0]  # type: ignore[attr-defined]  # a ChainMap
        context = template.new_context({**env.globals, **own, **names}, shared=True)
        try:
            return env.concat(template.root_render_func(context))
        except Exception:  # noqa: BLE001  # Jinja2 raises it again, from the template's line
            env.handle_exception()


def _is_plain(template: jinja2.Template) -> bool:
    """Return whether Jinja2 itself fills *template*, and its globals are where they usually are."""
    env = template.environment
    return (
        type(template).render is jinja2.Template.render
        and not env.is_async
        and isinstance(template.globals, ChainMap)
        and len(template.globals.maps) == 2
        and template.globals.maps[1] is env.globals
    )
