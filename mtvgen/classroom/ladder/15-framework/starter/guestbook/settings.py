"""How the parts are put together: what app.py did in stage 14."""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = True  # errors show their code in the browser
SECRET_KEY = "good enough for this computer, and for no other"  # signs cookies

INSTALLED_APPS = ["guestbook"]  # where models and templates are looked for
ROOT_URLCONF = "guestbook.urls"  # where urlpatterns stands

# What every request passes on its way in, from top to bottom, and every response on its way out.
MIDDLEWARE = [
    "mtvgen.runtime.contrib.sessions.middleware.SessionMiddleware",
    "mtvgen.runtime.middleware.common.CommonMiddleware",
    "mtvgen.runtime.middleware.csrf.CsrfViewMiddleware",
]
SESSION_ENGINE = "mtvgen.runtime.contrib.sessions.backends.signed_cookies"

TEMPLATES = [
    {
        "BACKEND": "mtvgen.runtime.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "guestbook" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {},
    },
]
DATABASES = {
    "default": {
        "ENGINE": "mtvgen.runtime.db.backends.sqlite3",
        "NAME": BASE_DIR / "guestbook.db",
    },
}
DEFAULT_AUTO_FIELD = "mtvgen.runtime.db.models.BigAutoField"
