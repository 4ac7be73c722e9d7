"""The settings that the site is tried under: each variant turns on what another leaves off."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mtvgen.runtime.application import Application
from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.contrib.staticfiles.handlers import StaticFilesHandler
from mtvgen.runtime.db import connection
from mtvgen.runtime.test import override_settings

from .site import TEMPLATES, Note

RUNTIME = "mtvgen.runtime"
ALL = [
    f"{RUNTIME}.middleware.security.SecurityMiddleware",
    f"{RUNTIME}.middleware.csp.ContentSecurityPolicyMiddleware",
    f"{RUNTIME}.middleware.gzip.GZipMiddleware",
    f"{RUNTIME}.middleware.http.ConditionalGetMiddleware",
    f"{RUNTIME}.contrib.sessions.middleware.SessionMiddleware",
    f"{RUNTIME}.middleware.common.CommonMiddleware",
    f"{RUNTIME}.middleware.csrf.CsrfViewMiddleware",
    f"{RUNTIME}.contrib.messages.middleware.MessageMiddleware",
    f"{RUNTIME}.middleware.clickjacking.XFrameOptionsMiddleware",
]
STORAGES = f"{RUNTIME}.contrib.messages.storage"
ENGINES = f"{RUNTIME}.contrib.sessions.backends"

VARIANTS: dict[str, dict[str, Any]] = {
    "cookies": {
        "SESSION_ENGINE": f"{ENGINES}.signed_cookies",
        "ALLOWED_HOSTS": ["testserver", "www.testserver", ".example.com", "[::1]"],
        "CSRF_TRUSTED_ORIGINS": ["https://*.example.com", "http://other.example:8000"],
    },
    "database": {
        "SESSION_ENGINE": f"{ENGINES}.db",
        "MESSAGE_STORAGE": f"{STORAGES}.session.SessionStorage",
        "CSRF_USE_SESSIONS": True,
        "SESSION_SAVE_EVERY_REQUEST": True,
        "APPEND_SLASH": False,
        "DEBUG": True,
    },
    "files": {
        "SESSION_ENGINE": f"{ENGINES}.file",
        "MESSAGE_STORAGE": f"{STORAGES}.cookie.CookieStorage",
        "USE_X_FORWARDED_HOST": True,
        "USE_X_FORWARDED_PORT": True,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
        "SECURE_HSTS_SECONDS": 60,
        "ALLOWED_HOSTS": ["*"],
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 300,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 5,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 2,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": 20,
    },
    "redirects": {
        "SESSION_ENGINE": f"{ENGINES}.signed_cookies",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_REDIRECT_EXEMPT": ["^form"],
        "PREPEND_WWW": True,
        "DISALLOWED_USER_AGENTS": [],
        "ALLOWED_HOSTS": ["testserver", "www.testserver"],
    },
    "mounted": {
        "SESSION_ENGINE": f"{ENGINES}.signed_cookies",
        "FORCE_SCRIPT_NAME": "/shöp",
        "ATOMIC_REQUESTS": True,
    },
}


@contextlib.contextmanager
def running(variant: str) -> Iterator[Any]:
    """Yield the site as a WSGI application, under the settings of *variant*."""
    chosen = dict(VARIANTS[variant])
    database = settings.DATABASES["default"]
    database["ATOMIC_REQUESTS"] = chosen.pop("ATOMIC_REQUESTS", False)
    apps.populate(settings.INSTALLED_APPS)
    with tempfile.TemporaryDirectory() as name, override_settings(
        **{
            "ROOT_URLCONF": "tests.fuzz.site",
            "MIDDLEWARE": ALL,
            "INSTALLED_APPS": [f"{RUNTIME}.contrib.sessions", f"{RUNTIME}.contrib.messages"],
            "ALLOWED_HOSTS": ["testserver", "www.testserver"],
            "TEMPLATES": [_templates(Path(name))],
            "STATICFILES_DIRS": [_static(Path(name))],
            "MEDIA_ROOT": f"{name}/media",
            "SESSION_FILE_PATH": _folder(Path(name) / "sessions"),
            "SECURE_CSP": {"script-src": ["'self'"]},
        }
        | chosen
    ), _tables():  # fmt: skip
        try:
            yield StaticFilesHandler(Application())
        finally:
            del database["ATOMIC_REQUESTS"]


def _folder(path: Path) -> str:
    path.mkdir()
    return str(path)


def _templates(folder: Path) -> dict[str, Any]:
    (folder / "templates").mkdir()
    for name, text in TEMPLATES.items():
        (folder / "templates" / name).write_text(text, encoding="utf-8")
    runtime = f"{RUNTIME}.template.context_processors"
    processors = [f"{runtime}.request", f"{RUNTIME}.contrib.messages.context_processors.messages"]
    return {
        "BACKEND": f"{RUNTIME}.template.backends.jinja2.Jinja2",
        "DIRS": [folder / "templates"],
        "OPTIONS": {"context_processors": processors},
    }


def _static(folder: Path) -> str:
    root = folder / "static"
    (root / "css").mkdir(parents=True)
    (root / "css" / "site.css").write_text("body {}" * 50)
    (root / "ä b.txt").write_text("text")
    (root / "empty").write_bytes(b"")
    (root / ".hidden").write_text("hidden")
    (folder / "secret.txt").write_text("secret")
    (root / "out").symlink_to(folder / "secret.txt")
    return str(root)


@contextlib.contextmanager
def _tables() -> Iterator[None]:
    from mtvgen.runtime.contrib.sessions.models import Session

    with connection.schema_editor() as editor:
        for model in (Session, Note):
            editor.create_model(model)
    Note.objects.bulk_create([Note(title=f"Note {n}", slug=f"note-{n}") for n in range(8)])
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for model in (Note, Session):
                editor.delete_model(model)
