"""static(): the URL of a static file."""

import pytest

from mtvgen.runtime.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.templatetags.static import static
from mtvgen.runtime.test.utils import override_settings

NAMES = ["css/site.css", "/css/site.css", "a b/ü.css", "it's(1)~!*.css", "a?b#c.css", "a\\b.css"]


@pytest.mark.parametrize("name", NAMES)
def test_the_url_is_the_one_that_the_storage_gives(project, name):
    assert static(name) == staticfiles_storage.url(name)


def test_a_leading_slash_does_no_harm(project):
    assert static("/css/site.css") == "/static/css/site.css"


def test_without_the_app_the_path_is_joined_to_the_setting(project):
    with override_settings(INSTALLED_APPS=[]):
        assert static("a b.css") == "/static/a%20b.css"
        assert static("/a.css") == "/a.css"


def test_a_storage_of_ones_own_gives_the_url(project):
    storages = {"staticfiles": {"BACKEND": f"{__name__}.VersionedStorage"}}
    with override_settings(STORAGES=storages):
        assert static("a.css") == "/static/a.css?v=1"


class VersionedStorage(StaticFilesStorage):
    def url(self, name):
        return super().url(name) + "?v=1"


def test_a_host_in_the_setting_stays(project):
    with override_settings(STATIC_URL="https://cdn.example/s/"):
        assert static("a.css") == "https://cdn.example/s/a.css"


def test_a_project_without_static_url_is_told_what_to_write(project):
    with (
        override_settings(STATIC_URL=None),
        pytest.raises(ImproperlyConfigured, match='STATIC_URL = "static/"'),
    ):
        static("a.css")
