"""What can be set: which apps, which database, which folders. Everything else has a default."""

import os
from pathlib import Path

from mtvgen.runtime.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent


def read_secret_key() -> str:
    """Return SECRET_KEY from the environment or, if it is not there, from the file .env."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    env = BASE_DIR / ".env"
    for line in env.read_text("utf-8").splitlines() if env.exists() else []:
        name, _, value = line.partition("=")
        if name.strip() == "SECRET_KEY" and value.strip():
            return value.strip()
    raise ImproperlyConfigured(
        f"There is no SECRET_KEY, neither in the environment nor in {env}. "
        "Write one line into that file: SECRET_KEY= and some fifty random letters."
    )


# Signs cookies and sessions. It is not in this file because this file is shared; .env is not.
SECRET_KEY = read_secret_key()

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

DATABASES = {
    "default": {
        "ENGINE": "mtvgen.runtime.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    },
}
DEFAULT_AUTO_FIELD = "mtvgen.runtime.db.models.BigAutoField"

# request.session lives in a signed cookie: users can read it but not change it.
SESSION_ENGINE = "mtvgen.runtime.contrib.sessions.backends.signed_cookies"

# Where static/css/site.css is found. With DEBUG off, that is the work of a web server in front.
STATIC_URL = "static/"

# The database keeps all times in UTC; pages show them in this time zone.
USE_TZ = True
TIME_ZONE = "UTC"
