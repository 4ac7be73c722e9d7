"""What an update does to a project, over a chain of versions of its kit."""

import os
import stat
import tomllib
from pathlib import Path

import pytest

from mtvgen.errors import ChangeRefused
from mtvgen.scaffold.change.journal import alone, apply
from mtvgen.scaffold.change.takeback import plan_undo
from mtvgen.scaffold.update.texts import KITS, MIDDLE, YOURS

from .conftest import SECRET, NewProject, said

TEXT = "one\ntwo\nthree\nfour\nfive\n"


def conflict(ours: str, theirs: str) -> str:
    return f"{YOURS.decode()}\n{ours}{MIDDLE.decode()}\n{theirs}{KITS.decode()}\n"


def test_each_file_goes_to_whoever_changed_it(made: NewProject) -> None:
    project = made({"its.txt": "1\n", "mine.txt": "1\n", "both.txt": TEXT, "none.txt": "1\n"})
    project.write("mine.txt", "mine\n")
    project.write("both.txt", f"mine\n{TEXT}")

    update = project.update(
        {
            "its.txt": "2\n",
            "mine.txt": "1\n",
            "both.txt": f"{TEXT}six\n",
            "none.txt": "1\n",
            "new/a.txt": "new\n",
        }
    )

    assert said(update) == {"both.txt": "merge", "its.txt": "replace", "new/a.txt": "create"}
    assert project.files() == {
        "both.txt": f"mine\n{TEXT}six\n".encode(),
        "its.txt": b"2\n",
        "mine.txt": b"mine\n",
        "new/a.txt": b"new\n",
        "none.txt": b"1\n",
    }


def test_three_versions_with_edits_at_every_awkward_place(made: NewProject) -> None:
    project = made(
        {"a.txt": TEXT, "b.txt": TEXT, "gone.txt": "1\n", "kept.txt": "1\n", "é/名.txt": "1\n"}
    )
    project.write("a.txt", f"first\n{TEXT}last\n")
    project.write("b.txt", "one\ntwo\n")  # both delete the end
    project.write("é/名.txt", "1\nmine\n")
    (project.folder / "gone.txt").unlink()
    second = {
        "a.txt": TEXT.replace("three", "3"),
        "b.txt": "one\ntwo\n",
        "gone.txt": "2\n",
        "é/名.txt": "0\n1\n",
    }

    update = project.update(second)

    assert said(update) == {
        "a.txt": "merge",
        "gone.txt": "keep",
        "kept.txt": "delete",
        "é/名.txt": "merge",
    }
    assert project.files() == {
        "a.txt": f"first\n{TEXT}last\n".replace("three", "3").encode(),
        "b.txt": b"one\ntwo\n",
        "é/名.txt": b"0\n1\nmine\n",
    }

    project.write("b.txt", "one\nTWO\n")
    update = project.update(
        second | {"a.txt": f"{TEXT}its\n", "b.txt": "one\nzwei\n", "gone.txt": "3\n"}
    )

    assert said(update) == {"a.txt": "conflict", "b.txt": "conflict", "gone.txt": "keep"}
    assert project.read("b.txt") == "one\n" + conflict("TWO\n", "zwei\n")
    assert project.read("a.txt") == f"first\n{TEXT}" + conflict("last\n", "its\n")
    assert not (project.folder / "gone.txt").exists()


def test_a_second_update_has_nothing_to_do(made: NewProject) -> None:
    project = made({"a.txt": "1\n", "b.txt": "1\n"})
    (project.folder / "b.txt").unlink()
    kit = project.kit({"a.txt": "2\n", "b.txt": "2\n"})
    project.update_to(kit)

    update = project.update_to(kit)

    assert (update.steps, update.change.edits) == ((), ())


def test_marked_conflicts_are_settled_before_the_next_update(made: NewProject) -> None:
    project = made({"a.txt": TEXT, "b.txt": TEXT})
    for path in ("a.txt", "b.txt"):
        project.write(path, TEXT.replace("two", "mine"))
    its = dict.fromkeys(("a.txt", "b.txt"), TEXT.replace("two", "its").replace("five", "5"))
    project.update(dict(its))

    with pytest.raises(
        ChangeRefused, match=r"left conflicts: a\.txt, line 2; b\.txt, line 2\. Nothing"
    ):
        project.update(dict(its))

    newest = project.kit(its | {"c.txt": "new\n", "a.txt": its["a.txt"] + "six\n"})
    update = project.update_to(newest, mine=["a.txt"], theirs=["b.txt"])
    assert said(update) == {"a.txt": "merge", "b.txt": "merge", "c.txt": "create"}
    assert project.read("a.txt") == TEXT.replace("two", "mine").replace("five", "5")
    assert project.read("b.txt") == TEXT.replace("two", "its").replace("five", "5")

    project.update_to(newest)
    assert project.read("a.txt").endswith("5\nsix\n")


@pytest.mark.parametrize(("side", "line"), [("mine", "mine"), ("theirs", "its")])
@pytest.mark.parametrize("which", ["*", "a.txt"])
def test_a_side_that_was_chosen_wins_the_conflicts_only(
    made: NewProject, side: str, line: str, which: str
) -> None:
    project = made({"a.txt": TEXT})
    project.write("a.txt", "mine\n" + TEXT.replace("three", "mine"))

    update = project.update({"a.txt": TEXT.replace("three", "its") + "its\n"}, **{side: [which]})

    assert said(update) == {"a.txt": "merge"}
    assert project.read("a.txt") == "mine\n" + TEXT.replace("three", line) + "its\n"


def test_a_file_of_yours_is_never_overwritten(made: NewProject) -> None:
    project = made({"a.txt": "1\n"})
    project.write("new.txt", "mine\n")
    project.write("same.txt", "same\n")
    project.write("folder/mine.txt", "mine\n")
    project.write("file", "mine\n")
    kit = project.kit(
        {
            "a.txt": "1\n",
            "new.txt": "its\n",
            "same.txt": "same\n",
            "folder": "its\n",
            "file/x.txt": "its\n",
            "NEW2.txt": "",
        }
    )
    project.write("new2.TXT", "mine\n")
    before = project.files()

    update = project.update_to(kit)
    again = project.update_to(kit)

    stopped = dict.fromkeys(["NEW2.txt", "file/x.txt", "folder", "new.txt"], "conflict")
    assert said(update) == said(again) == stopped
    assert project.files() == before

    project.update_to(kit, theirs=["new.txt"])
    assert project.read("new.txt") == "its\n"


def test_a_link_is_left_alone_and_nothing_is_written_through_it(
    made: NewProject, tmp_path: Path
) -> None:
    project = made({"a.txt": "1\n", "folder/b.txt": "1\n", "c.txt": "1\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.txt").write_text("1\n")
    (project.folder / "a.txt").unlink()
    (project.folder / "a.txt").symlink_to(outside / "b.txt")
    (project.folder / "folder" / "b.txt").unlink()
    (project.folder / "folder").rmdir()
    (project.folder / "folder").symlink_to(outside)

    update = project.update({"a.txt": "2\n", "folder/b.txt": "2\n", "c.txt": "2\n"})

    assert said(update) == {"a.txt": "conflict", "folder/b.txt": "conflict", "c.txt": "replace"}
    assert (outside / "b.txt").read_text() == "1\n"


def test_a_dropped_file_goes_only_when_untouched(made: NewProject) -> None:
    project = made({"a.txt": "1\n", "b/c.txt": "1\n", "d.txt": "1\n"})
    project.write("a.txt", "mine\n")

    update = project.update({"d.txt": "1\n"})

    assert said(update) == {"a.txt": "keep", "b/c.txt": "delete"}
    assert project.files() == {"a.txt": b"mine\n", "d.txt": b"1\n"}
    assert not (project.folder / "b").exists()


@pytest.mark.parametrize("new", ["moved/other.txt", "A.txt"])
def test_your_changes_follow_a_file_that_the_kit_renames(made: NewProject, new: str) -> None:
    project = made({"a.txt": TEXT, "b.txt": TEXT.upper()})
    project.write("a.txt", TEXT + "mine\n")

    update = project.update({new: "its\n" + TEXT, "b2.txt": TEXT.upper()})

    assert said(update) == {"a.txt": "delete", "b.txt": "delete", "b2.txt": "create", new: "merge"}
    assert project.read(new) == f"its\n{TEXT}mine\n"
    assert not (project.folder / "a.txt").exists() or new == "A.txt"


def test_a_file_that_you_deleted_does_not_come_back_under_another_name(made: NewProject) -> None:
    project = made({"a.txt": TEXT, "b.txt": "b\n"})
    (project.folder / "a.txt").unlink()

    update = project.update({"new.txt": TEXT, "b.txt": "b\n"})

    assert said(update) == {"new.txt": "keep"}
    assert project.files() == {"b.txt": b"b\n"}


def test_a_file_becomes_a_folder_and_a_folder_a_file_and_back(made: NewProject) -> None:
    first: dict[str, str | bytes] = {"a": "file\n", "b/x.txt": "in\n", "b/y/z.txt": "deep\n"}
    second: dict[str, str | bytes] = {"a/x.txt": "in\n", "b": "file\n"}
    project = made(first)

    project.update(second)
    assert project.files() == {path: str(text).encode() for path, text in second.items()}

    project.update(first)
    assert project.files() == {path: str(text).encode() for path, text in first.items()}


def test_what_is_no_text_is_replaced_or_left_whole(made: NewProject) -> None:
    project = made({"a.bin": b"\0one", "b.bin": b"\0one", "c.bin": b"\0one"})
    project.write("b.bin", b"\0mine")
    project.write("c.bin", b"\0mine")

    update = project.update(dict.fromkeys(("a.bin", "b.bin", "c.bin"), b"\0two"), theirs=["c.bin"])

    assert said(update) == {"a.bin": "replace", "b.bin": "conflict", "c.bin": "merge"}
    assert list(update.change.edits[-1].diff()) == ["Binary files a/c.bin and b/c.bin differ"]
    assert project.files() == {"a.bin": b"\0two", "b.bin": b"\0mine", "c.bin": b"\0two"}


def test_line_ends_of_a_checkout_on_windows_are_no_changes(made: NewProject) -> None:
    project = made({"a.txt": TEXT, "b.txt": TEXT})
    for path in ("a.txt", "b.txt"):
        project.write(path, TEXT.replace("\n", "\r\n"))

    update = project.update({"a.txt": TEXT + "six\n"})

    assert said(update) == {"a.txt": "replace", "b.txt": "delete"}
    assert project.read("a.txt") == (TEXT + "six\n").replace("\n", "\r\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission to execute")
def test_permissions_come_from_the_kit_where_it_changed_them(made: NewProject) -> None:
    project = made({"run": "1\n", "read.txt": "1\n", "new.sh": "1\n"})
    (project.folder / "read.txt").chmod(0o444)
    kit = project.kit({"run": "1\n", "read.txt": "2\n", "new.sh": "1\n", "other.sh": "1\n"})
    for name in ("run", "other.sh"):
        (kit.template / name).chmod(0o755)

    project.update_to(kit)

    modes = {
        name: stat.S_IMODE((project.folder / name).stat().st_mode)
        for name in ("run", "read.txt", "other.sh")
    }
    assert modes == {"run": 0o755, "read.txt": 0o444, "other.sh": 0o755}
    assert project.read("read.txt") == "2\n"


def test_the_secret_stays_yours_and_new_lines_of_its_file_come(made: NewProject) -> None:
    project = made({".env": "KEY={{ cookiecutter.__key }}\n"}, SECRET)
    key = project.read(".env")
    kit = project.kit(
        {".env": "KEY={{ cookiecutter.__key }}\nDEBUG=1\nOTHER={{ cookiecutter.__other }}\n"},
        SECRET | {"__other": "{{ random_ascii_string(30) }}"},
    )

    update = project.update_to(kit)

    assert said(update) == {".env": "replace"}
    first, second, third = project.read(".env").splitlines()
    assert (first + "\n", second) == (key, "DEBUG=1")
    assert len(third) == len("OTHER=") + 30
    assert project.update_to(kit).steps == ()
    packed = (project.folder / ".mtvgen.originals").read_bytes()
    assert key.removeprefix("KEY=").strip().encode() not in packed


def test_a_secret_that_you_changed_is_kept(made: NewProject) -> None:
    project = made({".env": "KEY={{ cookiecutter.__key }}\n"}, SECRET)
    project.write(".env", "KEY=mine\nMORE=1\n")

    assert project.update({".env": "KEY={{ cookiecutter.__key }}\n"}, SECRET).steps == ()
    project.update({".env": "# Secret\nKEY={{ cookiecutter.__key }}\n"}, SECRET)

    assert project.read(".env") == "# Secret\nKEY=mine\nMORE=1\n"


def test_a_project_without_originals_is_served_by_its_hashes(made: NewProject) -> None:
    project = made(
        {
            ".env": "K={{ cookiecutter.__key }}\n",
            "its.txt": "1\n",
            "mine.txt": TEXT,
            "both.txt": TEXT,
        },
        SECRET,
    )
    (project.folder / ".mtvgen.originals").unlink()
    for path in ("mine.txt", "both.txt", ".env"):
        project.write(path, project.read(path) + "mine\n")
    env = project.read(".env")

    update = project.update(
        {
            ".env": "K={{ cookiecutter.__key }}\n",
            "its.txt": "2\n",
            "mine.txt": TEXT,
            "both.txt": "0\n" + TEXT,
        },
        SECRET,
    )

    assert said(update) == {"both.txt": "conflict", "its.txt": "replace"}
    assert update.conflicts[0].note == "what the kit made first is not known"
    assert project.read("both.txt") == conflict("", "0\n") + TEXT + conflict("mine\n", "")
    assert project.read(".env") == env
    assert (project.folder / ".mtvgen.originals").exists()


def test_only_one_file_leaves_the_others_for_later(made: NewProject) -> None:
    project = made({"a.txt": "1\n", "b.txt": "1\n"})
    kit = project.kit({"a.txt": "2\n", "b.txt": "2\n"})

    project.update_to(kit, only=frozenset(["a.txt"]))
    assert project.files() == {"a.txt": b"2\n", "b.txt": b"1\n"}
    assert tomllib.loads(project.read(".mtvgen.toml"))["kit"]["version"] == "1.0"

    assert said(project.update_to(kit)) == {"b.txt": "replace"}
    assert tomllib.loads(project.read(".mtvgen.toml"))["kit"]["version"] == "2.0"


def test_recorded_answers_are_used_and_new_questions_asked(made: NewProject) -> None:
    project = made({"a.txt": "{{ cookiecutter.colour }}\n"}, {"colour": ["red", "blue"]})
    asked: list[str] = []
    kit = project.kit(
        {"a.txt": "{{ cookiecutter.colour }} {{ cookiecutter.size }}\n"},
        {"colour": ["blue", "red"], "size": "1"},
    )

    project.update_to(kit, ask=lambda question: asked.append(question.key) or "big")
    project.update_to(kit, given={"colour": "blue"})

    assert asked == ["size"]
    assert project.read("a.txt") == "blue big\n"


def test_an_answer_that_the_kit_no_longer_takes_is_replaced_with_a_note(made: NewProject) -> None:
    project = made({"a.txt": "{{ cookiecutter.colour }}\n"}, {"colour": ["red", "blue"]})

    update = project.update({"a.txt": "{{ cookiecutter.colour }}\n"}, {"colour": ["green"]})

    assert project.read("a.txt") == "green\n"
    assert "'red' is not one of the choices" in update.notes[0]


def test_tables_of_other_commands_stay_in_the_record(made: NewProject) -> None:
    project = made({"a.txt": "1\n"})
    table = '[[made]]\nkind = "app"\nname = "blog"\nfiles = [\n  ["blog/x.py", "00"],\n]\n'
    project.write(".mtvgen.toml", project.read(".mtvgen.toml") + "\n" + table)

    project.update({"a.txt": "2\n"})

    assert project.read(".mtvgen.toml").endswith("\n\n" + table)


def test_undo_takes_an_update_back_to_the_byte(made: NewProject) -> None:
    project = made({"a": "1\n", "b.txt": TEXT, "manage.py": "1\n", "run": "1\n"})
    project.write("b.txt", TEXT + "mine\n")
    own = (".mtvgen.toml", ".mtvgen.originals")
    before = project.files(), [(project.folder / one).read_bytes() for one in own]
    kit = project.kit({"a/x.txt": "2\n", "b.txt": TEXT + "its\n", "manage.py": "(\n", "run": "1\n"})
    (kit.template / "run").chmod(0o755)
    project.update_to(kit)

    with alone(project.folder):
        change, problems, _ = plan_undo(project.folder)
        apply(change, keep=False)

    assert problems == []
    assert (project.files(), [(project.folder / one).read_bytes() for one in own]) == before
    assert os.name == "nt" or not (project.folder / "run").stat().st_mode & 0o100


def test_an_older_kit_and_another_kit_are_refused(made: NewProject) -> None:
    project = made({"a.txt": "1\n", "b.txt": "1\n", "c.txt": "1\n"})
    kit = project.kit({"a.txt": "2\n"})
    older = project.kit({"a.txt": "1\n"})
    (older.folder / "kit.toml").write_text('version = "0.9"')
    stranger = older.folder.rename(older.folder.with_name("other"))

    from mtvgen.scaffold.kits import load

    with pytest.raises(ChangeRefused, match=r"of 3 files it has 1"):
        project.plan(load(stranger))
    with pytest.raises(ChangeRefused, match=r"this one is 0\.9, which is older"):
        project.plan(load(stranger.rename(older.folder)))
    assert said(project.plan(kit)) == {"a.txt": "replace", "b.txt": "delete", "c.txt": "delete"}


def test_a_file_that_the_kit_never_had_is_refused_by_name(made: NewProject) -> None:
    project = made({"views.py": "1\n"})

    with pytest.raises(ChangeRefused, match=r"'view\.py' is no file of the kit.*'views\.py'"):
        project.update({"views.py": "2\n"}, only=frozenset(["view.py"]))


def test_a_project_that_carries_its_runtime_is_updated_in_its_own_words(made: NewProject) -> None:
    first = "from mtvgen.runtime.urls import path\n\nfrom . import views\n"
    project = made({"urls.py": first, "views.py": first})
    copied = first.replace("mtvgen.runtime", "shop.mtv_runtime")
    project.write("urls.py", copied + "mine = 1\n")
    project.write("views.py", copied)
    table = '[bundle]\nversion = "1"\npackage = "shop.mtv_runtime"\nsha256 = "0"\n'
    project.write(".mtvgen.toml", project.read(".mtvgen.toml") + "\n" + table)
    second = first.replace("import path", "import include, path")
    kit = project.kit({"urls.py": second, "views.py": first, "new.py": first})

    update = project.update_to(kit)

    assert said(update) == {"new.py": "create", "urls.py": "merge"}
    assert (
        project.read("urls.py")
        == copied.replace("import path", "import include, path") + "mine = 1\n"
    )
    assert project.read("views.py") == project.read("new.py") == copied
    assert project.update_to(kit).steps == ()
