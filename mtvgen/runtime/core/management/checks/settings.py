"""Checks of the settings."""

from typing import Any

from ....conf import settings
from ....utils.module_loading import import_string
from ...checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  # Django's name

_SESSIONS = "SessionMiddleware"


@register(Tags.settings)
def urlconf_is_named(**_: Any) -> list[CheckMessage]:
    """A project without ROOT_URLCONF can answer nothing."""
    if settings.ROOT_URLCONF:
        return []
    return [
        Error(
            "The setting ROOT_URLCONF is empty, so no URL leads anywhere.",
            hint='Name the module that holds your urlpatterns, such as ROOT_URLCONF = "mysite.urls".',
            obj="settings",
            id="settings.E101",
        )
    ]


@register(Tags.settings)
def middleware_can_be_imported(**_: Any) -> list[CheckMessage]:
    """Each line of MIDDLEWARE names something."""
    found: list[CheckMessage] = []
    for place, path in enumerate(settings.MIDDLEWARE, 1):
        try:
            import_string(path)
        except ImportError as error:
            found.append(
                Error(
                    f"MIDDLEWARE, line {place}, names {path!r}: {error}",
                    hint="Check its spelling, or take the line out.",
                    obj="settings",
                    id="settings.E102",
                )
            )
    return found


@register(Tags.settings)
def templates_have_folders(**_: Any) -> list[CheckMessage]:
    """A folder that TEMPLATES names is there."""
    from pathlib import Path

    return [
        Warning(
            f"TEMPLATES names the folder {str(folder)!r}, and there is none.",
            hint="Make the folder, or take it out of DIRS.",
            obj="settings",
            id="settings.W103",
        )
        for backend in settings.TEMPLATES
        for folder in backend.get("DIRS", ())
        if not Path(folder).is_dir()
    ]


@register(Tags.security)
def content_security_policies_are_dicts(**_: Any) -> list[CheckMessage]:
    """A policy that is no dict can be made no header."""
    return [
        Error(
            f"The Content Security Policy setting '{name}' must be a dictionary (got "
            f"{getattr(settings, name)!r} instead).",
            hint='Write directive and sources: {"default-src": [CSP.SELF]}.',
            obj="settings",
            id="security.E026",
        )
        for name in ("SECURE_CSP", "SECURE_CSP_REPORT_ONLY")
        if not isinstance(getattr(settings, name), dict)
    ]


@register(Tags.security, deploy=True)
def debug_is_off(**_: Any) -> list[CheckMessage]:
    """DEBUG shows source code and settings to whoever can make an error."""
    if not settings.DEBUG:
        return []
    return [
        Warning(
            "You should not have DEBUG set to True in deployment.",
            hint="Set DEBUG = False where other people can reach the site.",
            obj="settings",
            id="security.W018",
        )
    ]


@register(Tags.security, deploy=True)
def secret_key_is_long(**_: Any) -> list[CheckMessage]:
    """A short key can be guessed, and with it every session."""
    key = str(settings.SECRET_KEY)
    if len(key) >= 50 and len(set(key)) >= 5 and not key.startswith("django-insecure-"):
        return []
    return [
        Warning(
            "Your SECRET_KEY has less than 50 characters, less than 5 unique characters, or is a "
            "key that was made for development.",
            hint='Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"',
            obj="settings",
            id="security.W009",
        )
    ]


@register(Tags.security, deploy=True)
def cookies_and_hosts_are_closed(**_: Any) -> list[CheckMessage]:
    """Cookies travel over HTTPS only, and the site answers under its own name only."""
    found: list[CheckMessage] = []
    if not settings.ALLOWED_HOSTS:
        found.append(
            Warning(
                "ALLOWED_HOSTS must not be empty in deployment.",
                hint='Name the hosts of the site: ALLOWED_HOSTS = ["www.example.org"].',
                obj="settings",
                id="security.W020",
            )
        )
    used = {
        "SESSION_COOKIE_SECURE": ("security.W012", _SESSIONS),
        "CSRF_COOKIE_SECURE": ("security.W016", "CsrfViewMiddleware"),
    }
    for name, (id_, middleware) in used.items():
        on = any(path.endswith(middleware) for path in settings.MIDDLEWARE)
        if on and not getattr(settings, name):
            found.append(
                Warning(
                    f"{name} is not set to True: the cookie also travels unencrypted.",
                    hint=f"Set {name} = True where the site is served over HTTPS.",
                    obj="settings",
                    id=id_,
                )
            )
    return found
