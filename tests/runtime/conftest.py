"""The runtime's tests share one process and so one `settings`: configured once, overridden per test."""

import pytest

from mtvgen.runtime.conf import settings

if not settings.configured:
    settings.configure(
        SECRET_KEY="a-key-for-tests-only",
        ALLOWED_HOSTS=["testserver", "localhost", "127.0.0.1"],
        DATABASES={"default": {"ENGINE": "mtvgen.runtime.db.backends.sqlite3", "NAME": ":memory:"}},
        TIME_ZONE="UTC",
        ROOT_URLCONF="tests.runtime.empty_urls",
        STATIC_URL="static/",
        DEFAULT_AUTO_FIELD="mtvgen.runtime.db.models.BigAutoField",
    )


@pytest.fixture(autouse=True)
def _usual_place():
    """Mount the site at "/" again, and forget a URLconf, whatever the test's last request was."""
    from mtvgen.runtime.current import clear_script_prefix, set_urlconf

    yield
    clear_script_prefix()
    set_urlconf(None)
