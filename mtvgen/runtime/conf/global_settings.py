"""What holds until a project says otherwise: Django's names and Django's defaults.

(Django's documentation: reference/settings. Only settings that something here reads are listed.)
"""

from typing import Any

_RUNTIME = __name__.removesuffix(".conf.global_settings")

# What the project is
DEBUG = False
SECRET_KEY = ""
SECRET_KEY_FALLBACKS: list[str] = []
ALLOWED_HOSTS: list[str] = []
INSTALLED_APPS: list[str] = []
ROOT_URLCONF: str = ""
WSGI_APPLICATION: str | None = None
MIDDLEWARE: list[str] = []
TEMPLATES: list[dict[str, Any]] = []
DATABASES: dict[str, dict[str, Any]] = {}
DEFAULT_AUTO_FIELD = f"{_RUNTIME}.db.models.AutoField"
INTERNAL_IPS: list[str] = []

# Addresses
APPEND_SLASH = True
PREPEND_WWW = False
FORCE_SCRIPT_NAME: str | None = None
USE_X_FORWARDED_HOST = False
USE_X_FORWARDED_PORT = False
DISALLOWED_USER_AGENTS: list[Any] = []
URLIZE_ASSUME_HTTPS = False

# What a request may hold: bytes, fields, files
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_TEMP_DIR: str | None = None
FILE_UPLOAD_PERMISSIONS: int | None = 0o644
FILE_UPLOAD_DIRECTORY_PERMISSIONS: int | None = None
FILE_UPLOAD_HANDLERS = [
    f"{_RUNTIME}.core.files.uploadhandler.MemoryFileUploadHandler",
    f"{_RUNTIME}.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# What a response holds
DEFAULT_CHARSET = "utf-8"
CACHE_MIDDLEWARE_SECONDS = 600

# Files
STATIC_URL: str | None = None
STATIC_ROOT: str | None = None
STATICFILES_DIRS: list[Any] = []
STATICFILES_FINDERS = [
    f"{_RUNTIME}.contrib.staticfiles.finders.FileSystemFinder",
    f"{_RUNTIME}.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": f"{_RUNTIME}.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": f"{_RUNTIME}.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_URL = ""
MEDIA_ROOT = ""

# Time and language
TIME_ZONE: str | None = "America/Chicago"
USE_TZ = True
LANGUAGE_CODE = "en-us"
USE_I18N = True

# Sessions
SESSION_ENGINE = f"{_RUNTIME}.contrib.sessions.backends.db"
SESSION_CACHE_ALIAS = "default"
SESSION_COOKIE_NAME = "sessionid"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7 * 2  # two weeks, in seconds
SESSION_COOKIE_DOMAIN: str | None = None
SESSION_COOKIE_SECURE = False
SESSION_COOKIE_PATH = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE: str | None = "Lax"
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SESSION_FILE_PATH: str | None = None
SESSION_SERIALIZER = f"{_RUNTIME}.contrib.sessions.serializers.JSONSerializer"
SIGNING_BACKEND = f"{_RUNTIME}.core.signing.TimestampSigner"
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = True

# Messages
MESSAGE_LEVEL = 20  # contrib.messages.constants.INFO
MESSAGE_TAGS: dict[int, str] = {}
MESSAGE_STORAGE = f"{_RUNTIME}.contrib.messages.storage.fallback.FallbackStorage"

# Cross-site request forgery
CSRF_FAILURE_VIEW = f"{_RUNTIME}.views.csrf.csrf_failure"
CSRF_COOKIE_NAME = "csrftoken"
CSRF_COOKIE_AGE: int | None = 60 * 60 * 24 * 7 * 52  # a year, in seconds
CSRF_COOKIE_DOMAIN: str | None = None
CSRF_COOKIE_PATH = "/"
CSRF_COOKIE_SECURE = False
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE: str | None = "Lax"
CSRF_HEADER_NAME = "HTTP_X_CSRFTOKEN"
CSRF_TRUSTED_ORIGINS: list[str] = []
CSRF_USE_SESSIONS = False

# Security headers
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CSP: dict[str, Any] = {}
SECURE_CSP_REPORT_ONLY: dict[str, Any] = {}
SECURE_CROSS_ORIGIN_OPENER_POLICY: str | None = "same-origin"
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_HSTS_PRELOAD = False
SECURE_HSTS_SECONDS = 0
SECURE_PROXY_SSL_HEADER: tuple[str, str] | None = None
SECURE_REDIRECT_EXEMPT: list[str] = []
SECURE_REFERRER_POLICY: str | list[str] | None = "same-origin"
SECURE_SSL_HOST: str | None = None
SECURE_SSL_REDIRECT = False

# Tests and errors
TEST_RUNNER = f"{_RUNTIME}.test.runner.DiscoverRunner"
TEST_NON_SERIALIZED_APPS: list[str] = []
FIXTURE_DIRS: list[Any] = []
SILENCED_SYSTEM_CHECKS: list[str] = []
DEBUG_PROPAGATE_EXCEPTIONS = False
