import os
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from mtvgen import __version__
from mtvgen.errors import AnswerRefused, KitBroken, NameRefused, TargetTaken, WriteFailed
from mtvgen.scaffold import kits
from mtvgen.scaffold.plan import Plan
from mtvgen.scaffold.project import plan_project

from .conftest import FOLDER, KitMaker, write_kit


def content(plan: Plan, path: str) -> bytes:
    return next(one.content for one in plan.files if one.path == path)


def paths(plan: Plan) -> list[str]:
    return [one.path for one in plan.files]


def test_a_plan_holds_every_file_rendered_under_its_rendered_name(
    place: Path, make_kit: KitMaker
) -> None:
    kit = make_kit(
        {
            "{{ cookiecutter.project_slug }}/a.txt": "{{ cookiecutter.project_name }}!",
            "z.bin": b"\0{{ x }}",
        }
    )

    plan = plan_project("shop", place, kit)

    assert paths(plan) == [".mtvgen.originals", ".mtvgen.toml", "shop/a.txt", "z.bin"]
    assert content(plan, "shop/a.txt") == b"shop!"
    assert content(plan, "z.bin") == b"\0{{ x }}"
    assert list(place.iterdir()) == []


def test_the_title_can_differ_from_the_name(place: Path, make_kit: KitMaker) -> None:
    kit = make_kit({"a.txt": "{{ cookiecutter.project_name }}/{{ cookiecutter.project_slug }}"})

    plan = plan_project("shop", place, kit, given={"project_name": "The shop"})

    assert content(plan, "a.txt") == b"The shop/shop"


def test_what_is_copied_is_not_rendered(place: Path, make_kit: KitMaker) -> None:
    files: dict[str, str | bytes] = {
        "a.html": "{{ page }}",
        "deep/b.html": "{{ page }}",
        "raw/c.txt": "{% x %}",
        "d.txt": "d",
    }
    kit = make_kit(files, {"_copy_without_render": ["*.html", "raw"]})

    plan = plan_project("shop", place, kit)

    assert content(plan, "deep/b.html") == content(plan, "a.html") == b"{{ page }}"
    assert content(plan, "raw/c.txt") == b"{% x %}"


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_lines_keep_their_ending(place: Path, make_kit: KitMaker, ending: bytes) -> None:
    source = ending.join([b"one", b"{{ cookiecutter.project_slug }}", b"{{ 1 }}", b""])

    plan = plan_project("shop", place, make_kit({"a.txt": source}))

    assert content(plan, "a.txt") == ending.join([b"one", b"shop", b"1", b""])


def test_new_lines_names_the_ending(place: Path, make_kit: KitMaker) -> None:
    plan = plan_project("shop", place, make_kit({"a.txt": "a\nb\n"}, {"_new_lines": "\r\n"}))

    assert content(plan, "a.txt") == b"a\r\nb\r\n"


def test_a_name_that_renders_to_nothing_leaves_the_file_out(
    place: Path, make_kit: KitMaker
) -> None:
    kit = make_kit(
        {"{% if cookiecutter.docs %}docs.md{% endif %}": "x", "a.txt": "a"}, {"docs": False}
    )

    assert paths(plan_project("shop", place, kit)) == [".mtvgen.originals", ".mtvgen.toml", "a.txt"]


def test_leftovers_of_tools_are_skipped(place: Path, make_kit: KitMaker) -> None:
    kit = make_kit(
        {
            "__pycache__/a.cpython-311.pyc": b"\0",
            "b.pyc": b"\0",
            "sub/.DS_Store": b"\0",
            ".ruff_cache/0.1/1": b"\0",
            ".mypy_cache/3.11/a.json": "{}",
            "sub/.pytest_cache/README.md": "",
            "c.py": "",
        }
    )

    assert paths(plan_project("shop", place, kit)) == [".mtvgen.originals", ".mtvgen.toml", "c.py"]


def test_a_file_with_a_secret_in_it_is_private(place: Path, make_kit: KitMaker) -> None:
    kit = make_kit(
        {".env": "K={{ cookiecutter.__key }}", "a.txt": "a"},
        {"__key": "{{ random_ascii_string(30) }}"},
    )

    plan = plan_project("shop", place, kit)

    assert {one.path: one.mode for one in plan.files} == {
        ".env": 0o600,
        ".mtvgen.originals": 0o666,
        ".mtvgen.toml": 0o666,
        "a.txt": 0o666,
    }


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission to execute")
def test_an_executable_file_stays_executable(place: Path, make_kit: KitMaker) -> None:
    kit = make_kit({"run.sh": "x"})
    (kit.template / "run.sh").chmod(0o755)

    assert plan_project("shop", place, kit).files[-1].mode == 0o777


AWKWARD: dict[str, Any] = {
    "quotes": 'Ada\'s "shop" \\ \\" C:\\new',
    "tags": "{{ 7*7 }}{% raw %}",
    "many": "中文 🎸 é e\u0301",
    "flag": True,
    "colours": ["red # green"],
    "owner": {"na me": "x = 1", "deep": {"a": "b"}},
}


def test_the_record_is_toml_with_every_answer_and_hash(place: Path, make_kit: KitMaker) -> None:
    texts = ("quotes", "tags", "many")
    kit = make_kit({"a.txt": "a", "it's b.txt": "b"}, AWKWARD | dict.fromkeys(texts, ""))
    given = {key: AWKWARD[key] for key in texts}

    plan = plan_project("shop", place, kit, given=given)
    record = tomllib.loads(content(plan, ".mtvgen.toml").decode())

    expected = (
        {"project_name": "shop", "project_slug": "shop"} | AWKWARD | {"colours": "red # green"}
    )
    assert record["answers"] == expected
    assert record["files"] == {
        one.path: sha256(one.content).hexdigest()
        for one in plan.files
        if not one.path.startswith(".mtvgen.")
    }
    assert (record["mtvgen"], record["kit"]["name"]) == (__version__, "small")


def test_the_record_of_a_shipped_kit_holds_no_secret(place: Path) -> None:
    plan = plan_project("shop", place, kits.find("default"))
    secret = plan.answers.values["__secret_key"].encode()

    holders = [one.path for one in plan.files if secret in one.content]

    assert holders == [".env"]


@pytest.mark.parametrize(
    ("path", "answer", "problem"),
    [
        ("{{ cookiecutter.part }}", "../x", "leaves its folder"),
        ("{{ cookiecutter.part }}", "..", "leaves its folder"),
        ("{{ cookiecutter.part }}", "a/./b", "is no name"),
        ("{{ cookiecutter.part }}", "..\\x", "'\\\\', which Windows does not allow"),
        ("{{ cookiecutter.part }}", "C:evil", "':', which Windows"),
        ("{{ cookiecutter.part }}", "a?b", "'?', which Windows"),
        ("{{ cookiecutter.part }}", "con", "keeps for a device"),
        ("{{ cookiecutter.part }}.txt", "NUL", "keeps for a device"),
        ("{{ cookiecutter.part }}", "COM1.tar.gz", "keeps for a device"),
        ("{{ cookiecutter.part }}", "dot.", "ends in a dot or a space"),
        ("{{ cookiecutter.part }}", "x" * 256, "longer than 255 bytes"),
        ("{{ cookiecutter.part }}", ".git/config", "git keeps its own files"),
        ("{{ cookiecutter.part }}", "README.MD", "one file on some systems"),
        ("{{ cookiecutter.part }}", "readme.md/x", "both a file and a folder"),
        ("{{ cookiecutter.part }}", ".MTVGEN.toml", "mtvgen's own file"),
    ],
)
def test_a_name_that_some_system_cannot_hold_is_refused(
    place: Path, make_kit: KitMaker, path: str, answer: str, problem: str
) -> None:
    kit = make_kit({path: "x", "readme.md": "y"}, {"part": "a"})

    with pytest.raises(KitBroken) as refused:
        plan_project("shop", place, kit, given={"part": answer})

    assert problem in refused.value.message


def test_an_absolute_path_is_refused(place: Path, make_kit: KitMaker) -> None:
    kit = make_kit({"{{ cookiecutter.part }}": "x"}, {"part": "a"})

    with pytest.raises(KitBroken, match="'/etc/evil' begins at the root of the disk"):
        plan_project("shop", place, kit, given={"part": "/etc/evil"})


@pytest.mark.skipif(os.name == "nt", reason="needs links and pipes")
@pytest.mark.parametrize("kind", ["link to a file", "link to a folder", "dangling link", "pipe"])
def test_a_kit_holds_plain_files_only(
    tmp_path: Path, place: Path, make_kit: KitMaker, kind: str
) -> None:
    kit = make_kit({"a.txt": "a"})
    odd = kit.template / "odd"
    if kind == "pipe":
        os.mkfifo(odd)
    else:
        odd.symlink_to(
            {"link to a file": kit.template / "a.txt", "link to a folder": tmp_path}.get(
                kind, tmp_path / "gone"
            )
        )

    with pytest.raises(KitBroken, match="odd: is a link or a device"):
        plan_project("shop", place, kit)


def test_a_kit_whose_folder_is_named_by_another_variable_takes_the_name_there(
    tmp_path: Path, place: Path
) -> None:
    folder = tmp_path / "foreign"
    (folder / "{{cookiecutter.repo}}").mkdir(parents=True)
    (folder / "{{cookiecutter.repo}}" / "a.txt").write_text(
        "{{ cookiecutter.repo }}", encoding="utf-8"
    )
    (folder / "cookiecutter.json").write_text('{"repo": "demo"}', encoding="utf-8")

    assert content(plan_project("shop", place, kits.load(folder)), "a.txt") == b"shop"


def test_a_kit_whose_folder_gets_another_name_is_refused(tmp_path: Path, place: Path) -> None:
    folder = write_kit(tmp_path / "odd", {"a.txt": "a"})
    (folder / FOLDER).rename(folder / "{{ cookiecutter.project_slug }}_x")

    with pytest.raises(KitBroken, match="would be called 'shop_x', not 'shop'"):
        plan_project("shop", place, kits.load(folder))


@pytest.mark.parametrize(
    "value",
    [
        '"',
        '"; import os; x = "',
        '" + __import__("os").name + "',
        "\\",
        '\\" + evil() + "',
        '""" + 1 + """',
    ],
)
def test_an_answer_that_would_become_code_is_refused(
    place: Path, make_kit: KitMaker, value: str
) -> None:
    kit = make_kit({"settings.py": 'TITLE = "{{ cookiecutter.project_name }}"\n'})

    with pytest.raises(AnswerRefused, match=r"does not fit between the quotes in settings\.py"):
        plan_project("shop", place, kit, given={"project_name": value})


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("a.toml", 'title = "{{ cookiecutter.project_name }}"', 'x", y = "'),
        ("a.toml", 'rows = ["{{ cookiecutter.project_name }}"]', 'x", "y'),
        ("a.json", '{"title": "{{ cookiecutter.project_name }}"}', 'x", "y": "'),
        ("a.json", '{"title": "{{ cookiecutter.project_name }}"}', "\\"),
    ],
)
def test_an_answer_that_would_become_another_entry_is_refused(
    place: Path, make_kit: KitMaker, path: str, text: str, value: str
) -> None:
    with pytest.raises(AnswerRefused, match="does not fit between the quotes"):
        plan_project("shop", place, make_kit({path: text}), given={"project_name": value})


def test_quotes_are_fine_where_nothing_reads_them(place: Path, make_kit: KitMaker) -> None:
    kit = make_kit(
        {"a.md": "{{ cookiecutter.project_name }}", "b.py": "{{ cookiecutter.project_slug }} = 1"}
    )

    plan = plan_project("shop", place, kit, given={"project_name": 'the "shop" \\'})

    assert content(plan, "a.md") == b'the "shop" \\'


def test_an_apostrophe_between_double_quotes_is_fine(place: Path, make_kit: KitMaker) -> None:
    kit = make_kit({"settings.py": 'TITLE = "{{ cookiecutter.project_name }}"\n'})

    plan = plan_project("shop", place, kit, given={"project_name": "Ada's"})

    assert content(plan, "settings.py") == b'TITLE = "Ada\'s"\n'


def test_a_name_that_cannot_be_is_refused_before_anything_is_read(
    place: Path, make_kit: KitMaker
) -> None:
    with pytest.raises(NameRefused):
        plan_project("my-shop", place, make_kit({"bad.txt": "{{ oops"}))


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_stands_in_the_way_is_named(place: Path, make_kit: KitMaker, kind: str) -> None:
    target = place / "shop"
    {"folder": target.mkdir, "file": target.touch, "link": lambda: target.symlink_to("gone")}[
        kind
    ]()

    with pytest.raises(TargetTaken, match=rf"shop exists already \(a {kind}\)"):
        plan_project("shop", place, make_kit({"a.txt": "a"}))


@pytest.mark.parametrize(
    ("into", "problem"), [("gone", "There is no folder"), ("file.txt", "is not a folder")]
)
def test_the_folder_around_must_be_there(
    place: Path, make_kit: KitMaker, into: str, problem: str
) -> None:
    (place / "file.txt").touch()

    with pytest.raises(WriteFailed, match=problem):
        plan_project("shop", place / into, make_kit({"a.txt": "a"}))
