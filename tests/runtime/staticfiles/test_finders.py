"""Where static files lie."""

import pytest

from mtvgen.runtime.contrib.staticfiles import finders
from mtvgen.runtime.contrib.staticfiles.checks import check_finders, check_storages
from mtvgen.runtime.contrib.staticfiles.utils import check_settings, get_files
from mtvgen.runtime.core.exceptions import ImproperlyConfigured, SuspiciousFileOperation
from mtvgen.runtime.core.files.storage import FileSystemStorage
from mtvgen.runtime.test.utils import override_settings


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("logo.svg", "extra/logo.svg"),
        ("films/film.mp4", "prefixed/film.mp4"),
        ("sf_shop/app.js", "sf_shop/static/sf_shop/app.js"),
        ("shared.css", "sf_shop/static/shared.css"),
    ],
)
def test_a_file_is_found_in_folders_and_apps_in_their_order(project, path, place):
    assert finders.find(path) == str(project / place)


def test_all_places_of_a_file_can_be_asked_for(project):
    assert finders.find("shared.css", find_all=True) == [
        str(project / app / "static" / "shared.css") for app in ("sf_shop", "sf_blog")
    ]
    assert str(project / "sf_blog" / "static") in finders.searched_locations


def test_what_is_nowhere_is_not_found(project):
    assert finders.find("film.mp4") is None
    assert finders.find("filmsx/film.mp4") is None
    assert finders.find("nothing", find_all=True) == []


@pytest.mark.parametrize("path", ["../sf_shop/__init__.py", "/etc/passwd"])
def test_a_path_out_of_the_folders_is_suspicious(project, path):
    with pytest.raises(SuspiciousFileOperation):
        finders.find(path)


def test_a_folder_that_is_made_later_is_found(project):
    finders.find("x")
    (project / "sf_blog" / "static" / "new").mkdir()
    (project / "sf_blog" / "static" / "new" / "x.js").write_text("x")

    assert finders.find("new/x.js")


def test_all_files_are_listed_but_for_those_ignored(project):
    files = {
        path.replace("\\", "/")
        for finder in finders.get_finders()
        for path, _ in finder.list(["CVS", ".*", "*~"])
    }

    assert files == {"logo.svg", "film.mp4", "shared.css", "sf_shop/app.js", "sf_blog/app.js"}


def test_a_pattern_is_held_against_names_and_whole_paths(tmp_path):
    for name in ("a/b/x.js", "a/c/x.js", "a/b/y.css", "CVS/z"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    found = get_files(FileSystemStorage(tmp_path), ["*.css", "CVS", "a/c/*"])

    assert list(found) == ["a/b/x.js"]


def test_a_finder_of_ones_own_is_used(project):
    name = f"{__name__}.OneFileFinder"
    with override_settings(STATICFILES_FINDERS=[name]):
        assert finders.find("anything") == "/one/file"
    with (
        override_settings(STATICFILES_FINDERS=["pathlib.Path"]),
        pytest.raises(ImproperlyConfigured, match="not a subclass"),
    ):
        finders.find("anything")


class OneFileFinder(finders.BaseFinder):
    def find(self, path, find_all=False):
        return ["/one/file"] if find_all else "/one/file"


def test_a_storage_can_be_searched(project, tmp_path):
    storage = FileSystemStorage(tmp_path / "extra")
    finder = finders.BaseStorageFinder(storage)

    assert finder.find("logo.svg") == str(tmp_path / "extra" / "logo.svg")
    assert finder.find("nothing") == []
    assert [path for path, _ in finder.list(None)] == ["logo.svg"]
    with pytest.raises(ImproperlyConfigured, match="storage class assigned"):
        finders.BaseStorageFinder()


def test_good_settings_pass_the_checks(project):
    assert check_finders() == []
    assert check_storages() == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"STATICFILES_DIRS": "a string"}, "staticfiles.E001"),
        ({"STATICFILES_DIRS": [("films/", ".")]}, "staticfiles.E003"),
        ({"STATICFILES_DIRS": ["."], "STATIC_ROOT": "."}, "staticfiles.E002"),
        ({"STATICFILES_DIRS": ["no-such-folder"]}, "staticfiles.W004"),
    ],
)
def test_bad_settings_are_named_by_the_checks(project, change, found):
    with override_settings(**change):
        assert [message.id for message in check_finders()] == [found]


def test_storages_without_static_files_are_an_error(project):
    with override_settings(STORAGES={}):
        assert [message.id for message in check_storages()] == ["staticfiles.E005"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"STATIC_URL": None}, "STATIC_URL setting is not set"),
        ({"MEDIA_URL": "/static/"}, "must have different values"),
        ({"MEDIA_URL": "/static/media/"}, "within STATIC_URL"),
        ({"MEDIA_ROOT": "/x", "STATIC_ROOT": "/x"}, "MEDIA_ROOT and STATIC_ROOT"),
    ],
)
def test_settings_that_cannot_work_are_refused(project, change, words):
    with override_settings(**change), pytest.raises(ImproperlyConfigured, match=words):
        check_settings()
