"""The engines of settings.TEMPLATES, made at first use: `engines`."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..conf import settings
from ..core.exceptions import ImproperlyConfigured
from ..core.signals import setting_changed
from ..utils.module_loading import import_string
from .backends.jinja2 import Jinja2

_RUNTIME = __name__.rpartition(".template.")[0]
_JINJA2 = {f"{_RUNTIME}.template.backends.jinja2.Jinja2", "django.template.backends.jinja2.Jinja2"}


class EngineHandler:
    """The engines by name: an entry's NAME, or the last part but one of its BACKEND ("jinja2")."""

    def __init__(self, templates: list[dict[str, Any]] | None = None) -> None:
        self._given = templates
        self._templates: dict[str, dict[str, Any]] | None = None
        self._engines: dict[str, Jinja2] = {}
        self._all: list[Jinja2] | None = None

    @property
    def templates(self) -> dict[str, dict[str, Any]]:
        """The entries of settings.TEMPLATES by name, nothing left out."""
        if self._templates is None:
            self._templates = _read(settings.TEMPLATES if self._given is None else self._given)
        return self._templates

    def __getitem__(self, alias: str) -> Jinja2:
        engine = self._engines.get(alias)
        if engine is None:
            try:
                entry = dict(self.templates[alias])
            except KeyError:
                known = ", ".join(self.templates) or "none"
                raise InvalidTemplateEngineError(
                    f"Could not find config for {alias!r} in settings.TEMPLATES (known: {known})."
                ) from None
            made = _class_of(entry.pop("BACKEND"))
            engine = self._engines[alias] = made(entry)
        return engine

    def __iter__(self) -> Iterator[str]:
        return iter(self.templates)

    def all(self) -> list[Jinja2]:
        """Return every engine, in the order of settings.TEMPLATES."""
        if self._all is None:  # PERF: asked for at each page: −0.5 µs
            self._all = [self[alias] for alias in self]
        return list(self._all)

    def reset(self) -> None:
        """Forget the engines, so that changed settings count."""
        self._templates = None
        self._engines = {}
        self._all = None


class InvalidTemplateEngineError(ImproperlyConfigured):
    """settings.TEMPLATES has no engine of that name."""


def _class_of(backend: str) -> type[Jinja2]:
    """Return the engine that a BACKEND names: ours, or a class of the project made from it."""
    if backend in _JINJA2:
        return Jinja2
    made = None if backend.startswith("django.") else import_string(backend)
    if isinstance(made, type) and issubclass(made, Jinja2):
        return made
    raise ImproperlyConfigured(
        f"The template backend {backend!r} is not offered.",
        hint="Templates are Jinja2, as in Django's own Jinja2 backend: "
        f'"{_RUNTIME}.template.backends.jinja2.Jinja2", or a class made from it.',
    )


def _read(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    read: dict[str, dict[str, Any]] = {}
    for entry in entries:
        backend = entry.get("BACKEND")
        if not backend:
            raise ImproperlyConfigured(
                "An entry of the TEMPLATES setting has no BACKEND.",
                hint=f'Write "BACKEND": "{_RUNTIME}.template.backends.jinja2.Jinja2".',
            )
        name = entry.get("NAME") or str(backend).rsplit(".", 2)[-2]
        read[name] = {"NAME": name, "DIRS": [], "APP_DIRS": False, "OPTIONS": {}, **entry}
    names = Counter(e.get("NAME") or str(e["BACKEND"]).rsplit(".", 2)[-2] for e in entries)
    doubled = [name for name, count in names.items() if count > 1]
    if doubled:
        raise ImproperlyConfigured(
            f"Template engine aliases aren't unique, duplicates: {', '.join(doubled)}.",
            hint="Set a unique NAME for each engine in settings.TEMPLATES.",
        )
    return read


engines = EngineHandler()


def _settings_changed(*, setting: str, **_: Any) -> None:
    if setting in ("TEMPLATES", "DEBUG", "INSTALLED_APPS", "STATIC_URL", "LANGUAGE_CODE"):
        engines.reset()


setting_changed.connect(_settings_changed)
