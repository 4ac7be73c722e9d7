"""What can be set: which apps, which database, which folders. Everything else has a default."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from mtvgen.runtime.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent


def read(name: str) -> str:
    """Return a setting from the environment or, if it is not there, from the file .env."""
    if value := os.environ.get(name):
        return value
    env = BASE_DIR / ".env"
    for line in env.read_text("utf-8").splitlines() if env.exists() else []:
        key, _, value = line.partition("=")
        if key.strip() == name and value.strip():
            return value.strip()
    return ""


# Signs cookies and sessions. It is not in this file because this file is shared; .env is not.
SECRET_KEY = read("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        f"There is no SECRET_KEY, neither in the environment nor in {BASE_DIR / '.env'}. "
        "Write one line into that file: SECRET_KEY= and some fifty random letters."
    )

# Errors show their code and data in the browser. DEBUG=0 in the environment switches that off:
# do so wherever others can reach the site.
DEBUG = os.environ.get("DEBUG", "1") != "0"

# The names under which the site may be asked for, with spaces between them in the environment.
# While there is none and DEBUG is on: localhost.
ALLOWED_HOSTS: list[str] = os.environ.get("ALLOWED_HOSTS", "").split()

# Where apps are looked for: models, static files, commands. This project is its own first app.
INSTALLED_APPS = [
    "mtvgen.runtime.contrib.staticfiles",
    "{{ cookiecutter.project_slug }}",
]

# What every request passes on its way in, from top to bottom, and every response on its way out.
MIDDLEWARE = [
    "mtvgen.runtime.middleware.security.SecurityMiddleware",
    "mtvgen.runtime.contrib.sessions.middleware.SessionMiddleware",
    "mtvgen.runtime.middleware.common.CommonMiddleware",
    "mtvgen.runtime.middleware.csrf.CsrfViewMiddleware",
    "mtvgen.runtime.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "{{ cookiecutter.project_slug }}.urls"
WSGI_APPLICATION = "{{ cookiecutter.project_slug }}.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "mtvgen.runtime.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {},
    },
]

# A file beside this one; or what DATABASE_URL, in the environment or in .env, says:
# postgresql://user:password@host:5432/name
DATABASES = {
    "default": {
        "ENGINE": "mtvgen.runtime.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    },
}
if url := read("DATABASE_URL"):
    parts = urlsplit(url)
    engines = {"postgres": "postgresql", "mariadb": "mysql", "sqlite": "sqlite3"}
    DATABASES["default"] = {
        "ENGINE": f"mtvgen.runtime.db.backends.{engines.get(parts.scheme, parts.scheme)}",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
DEFAULT_AUTO_FIELD = "mtvgen.runtime.db.models.BigAutoField"

# request.session lives in a signed cookie: users can read it but not change it.
SESSION_ENGINE = "mtvgen.runtime.contrib.sessions.backends.signed_cookies"

# Where static/css/site.css is found. With DEBUG off, that is the work of a web server in front.
STATIC_URL = "static/"

# The language of the pages, for what comes with Django; templates/base.html tells it to browsers.
LANGUAGE_CODE = "en-us"

# The database keeps all times in UTC; pages show them in this time zone.
USE_TZ = True
TIME_ZONE = "UTC"
