"""collectstatic and findstatic."""

import os
from io import StringIO
from pathlib import Path

import pytest

from mtvgen.runtime.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.core.management import CommandError, call_command
from mtvgen.runtime.test.utils import override_settings

ALL = {"films/film.mp4", "logo.svg", "sf_blog/app.js", "sf_shop/app.js", "shared.css"}


def collect(*words, **options):
    out = StringIO()
    options = {"interactive": False, "verbosity": 1, **options}
    call_command("collectstatic", *words, stdout=out, stderr=out, **options)
    return out.getvalue()


def files_in(folder):
    return {
        path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if not path.is_dir()
    }


def test_all_files_are_gathered_the_first_of_a_name_wins(project):
    said = collect()

    assert files_in(project / "collected") == ALL
    assert (project / "collected" / "shared.css").read_text() == "/* sf_shop */"
    assert "5 static files copied to" in said
    assert "another file with the destination path 'shared.css'" in said


def test_a_second_run_takes_only_what_has_changed(project):
    collect()
    changed = project / "extra" / "logo.svg"
    changed.write_text("<svg>new</svg>")
    os.utime(changed, (2_000_000_000, 2_000_000_000))
    said = collect()

    assert (project / "collected" / "logo.svg").read_text() == "<svg>new</svg>"
    assert "1 static file copied" in said
    assert "4 unmodified" in said


def test_a_dry_run_changes_nothing(project):
    said = collect("--dry-run")

    assert not (project / "collected").exists()
    assert "Pretending to copy" in said


def test_clearing_deletes_what_is_left_over(project):
    collect()
    (project / "collected" / "old.css").write_text("x")
    said = collect("--clear")

    assert files_in(project / "collected") == ALL
    assert "Deleting 'old.css'" in said


def test_clearing_deletes_links_and_not_what_they_lead_to(project):
    collect()
    precious = project / "precious"
    precious.mkdir()
    (precious / "file").write_text("x")
    try:
        (project / "collected" / "link").symlink_to(precious)
        (project / "collected" / "broken").symlink_to("nowhere")
    except OSError:
        pytest.skip("links need rights here")
    collect("--clear")

    assert (precious / "file").exists()
    assert files_in(project / "collected") == ALL


def test_links_can_be_made_and_taken_back(project):
    collect("--link")
    link = project / "collected" / "logo.svg"

    assert link.is_symlink()
    assert link.resolve() == (project / "extra" / "logo.svg").resolve()
    assert "5 unmodified" in collect("--link")
    collect()
    assert not link.is_symlink()


def test_patterns_leave_files_out(project):
    collect("-i", "*.svg", "--ignore", "sf_blog")

    assert files_in(project / "collected") == ALL - {"logo.svg", "sf_blog/app.js"}


def test_what_is_usually_left_out_can_be_taken(project):
    collect("--no-default-ignore")

    assert files_in(project / "collected") == ALL | {".hidden", "notes.txt~"}


@pytest.mark.parametrize("answer", ["no", "", "Yes"])
def test_any_answer_but_yes_cancels(project, monkeypatch, answer):
    collect()
    (project / "collected" / "old.css").write_text("x")
    asked = []
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or answer)

    with pytest.raises(CommandError, match="cancelled"):
        collect("--clear", interactive=True)
    assert "DELETE ALL FILES" in asked[0]
    assert (project / "collected" / "old.css").exists()


def test_yes_goes_on(project, monkeypatch):
    collect()
    (project / "collected" / "old.css").write_text("x")
    monkeypatch.setattr("builtins.input", lambda text: "yes")
    collect("--clear", interactive=True)

    assert files_in(project / "collected") == ALL


def test_where_nobody_answers_the_option_is_named(project, monkeypatch):
    collect()
    monkeypatch.setattr("sys.stdin", StringIO(""))

    with pytest.raises(CommandError, match="--noinput"):
        collect(interactive=True)


def test_nothing_is_asked_for_an_empty_folder(project):
    collect(interactive=True)

    assert files_in(project / "collected") == ALL


@pytest.mark.parametrize("place", ["extra", "sf_shop/static", "sf_shop/static/collected", "."])
@pytest.mark.parametrize("words", [(), ("--clear",)])
def test_sources_are_never_the_destination(project, place, words):
    before = files_in(project)
    with (
        override_settings(STATIC_ROOT=str(project / place)),
        pytest.raises(CommandError, match="Name another folder in STATIC_ROOT"),
    ):
        collect(*words)

    assert files_in(project) == before


def test_a_project_without_static_root_is_told_what_to_write(project):
    with (
        override_settings(STATIC_ROOT=None),
        pytest.raises(ImproperlyConfigured, match="STATIC_ROOT = BASE_DIR"),
    ):
        collect()


def test_a_storage_can_work_on_the_files_afterwards(project):
    storages = {"staticfiles": {"BACKEND": f"{__name__}.ShoutingStorage"}}
    with override_settings(STORAGES=storages):
        said = collect()
        plain = collect("--no-post-process")

    assert "5 post-processed" in said
    assert "post-processed" not in plain


class ShoutingStorage(StaticFilesStorage):
    def post_process(self, paths, dry_run=False):
        for path in paths:
            yield path, path.upper(), True


def test_a_failure_of_the_storage_is_raised(project):
    storages = {"staticfiles": {"BACKEND": f"{__name__}.FailingStorage"}}
    with override_settings(STORAGES=storages), pytest.raises(ValueError, match="broken"):
        collect()


class FailingStorage(StaticFilesStorage):
    def post_process(self, paths, dry_run=False):
        yield "x", None, ValueError("broken")


def test_the_storage_gives_urls_and_follows_the_settings(project):
    assert staticfiles_storage.url("a b.css") == "/static/a%20b.css"
    with override_settings(STATIC_URL="/other/"):
        assert staticfiles_storage.url("a.css") == "/other/a.css"


def find(*words, **options):
    out, error = StringIO(), StringIO()
    call_command("findstatic", *words, stdout=out, stderr=error, **options)
    return out.getvalue(), error.getvalue()


def test_findstatic_names_all_places(project):
    said, _ = find("shared.css")

    assert said.splitlines() == [
        "Found 'shared.css' here:",
        f"  {(project / 'sf_shop/static/shared.css').resolve()}",
        f"  {(project / 'sf_blog/static/shared.css').resolve()}",
    ]
    assert "sf_blog" not in find("shared.css", "--first")[0]
    assert "Found" not in find("shared.css", verbosity=0)[0]
    assert "Looking in the following locations:" in find("shared.css", verbosity=2)[0]


def test_findstatic_says_when_there_is_none(project):
    said, complained = find("nothing.css", verbosity=2)

    assert said.strip() == ""
    assert "No static file is called 'nothing.css'." in complained
    assert str(project / "extra") in complained


def test_findstatic_knows_the_near_name(project):
    assert "Did you mean 'shared.css'?" in find("sharde.css")[1]
