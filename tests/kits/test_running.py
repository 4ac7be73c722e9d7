"""The projects run: their tests, their commands, their WSGI application."""

from pathlib import Path

import pytest

from .projects import generate, manage, run

KNOCK = Path(__file__).with_name("knock.py")


def test_a_project_passes_its_own_tests(project):
    said = manage(project, "test")

    assert "OK" in said
    assert "Ran 0 tests" not in said


def test_the_migrations_say_all_that_the_models_say(project):
    assert "No changes" in manage(project, "makemigrations", "--check")


@pytest.mark.dear
def test_check_finds_nothing(project):
    manage(project, "check")


def test_filling_the_polls_twice_adds_the_questions_once(tmp_path):
    project = generate("polls", tmp_path)
    manage(project, "migrate")

    assert "Added 4 of 4 questions." in manage(project, "fill")
    assert "nothing was added" in manage(project, "fill")
    assert "Added 4 of 4 questions." in manage(project, "fill", "--clear")


@pytest.mark.dear
@pytest.mark.parametrize("slug", ["网站", "_Mixed9Case"])
def test_a_project_with_an_unusual_name_passes_its_own_tests(kit, tmp_path, slug):
    project = generate(kit, tmp_path, slug)

    assert "OK" in manage(project, "test")
    manage(project, "makemigrations", "--check")


@pytest.mark.dear
def test_manage_works_from_any_folder_and_through_a_link(project, tmp_path):
    link = tmp_path / "elsewhere"
    link.symlink_to(project, target_is_directory=True)

    assert "OK" in run(project / "manage.py", "test", cwd=tmp_path)
    run(link / "manage.py", "migrate", cwd=tmp_path)
    assert project.joinpath("db.sqlite3").exists()


@pytest.mark.parametrize(("module", "inside"), [("mysite.wsgi", False), ("wsgi", True)])
def test_the_guestbook_keeps_to_wsgi(tmp_path, module, inside):
    project = generate("default", tmp_path)
    manage(project, "migrate")

    said = run(KNOCK, module, "/", "author=Ada", "text=Hello", cwd=project if inside else tmp_path)

    assert said.splitlines()[:3] == [
        "GET 200 OK",
        "POST 302 Found",
        "POST without token 403 Forbidden",
    ]


def test_the_polls_keep_to_wsgi(tmp_path):
    project = generate("polls", tmp_path)
    manage(project, "migrate")
    manage(project, "fill")

    said = run(KNOCK, "mysite.wsgi", "/polls/1/", "choice=1", cwd=tmp_path)

    assert said.splitlines()[:3] == [
        "GET 200 OK",
        "POST 302 Found",
        "POST without token 403 Forbidden",
    ]


@pytest.mark.dear
@pytest.mark.parametrize("debug", ["1", "0"])
def test_a_404_keeps_to_wsgi_too(project, debug):
    manage(project, "migrate")

    said = run(
        KNOCK,
        "mysite.wsgi",
        "/nowhere/",
        cwd=project.parent,
        DEBUG=debug,
        ALLOWED_HOSTS="127.0.0.1",
    )

    assert said.splitlines()[0] == "GET 404 Not Found"


@pytest.mark.dear
def test_a_project_without_its_secret_key_says_what_to_do(project):
    project.joinpath(".env").unlink()

    with pytest.raises(
        AssertionError, match=r"There is no SECRET_KEY.*Write one line into that file"
    ):
        manage(project, "check")


@pytest.mark.dear
def test_the_environment_wins_over_the_env_file(project):
    project.joinpath(".env").unlink()

    manage(project, "check", SECRET_KEY="given-by-the-environment-and-long-enough-for-anybody")
