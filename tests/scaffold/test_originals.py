"""The archive that update merges against: readable by tar, the same every time, without secrets."""

import io
import tarfile
from pathlib import Path

from mtvgen.scaffold.originals import FILE, MOST_BYTES
from mtvgen.scaffold.project import plan_project

from .conftest import KitMaker

SECRET = {"__key": "{{ random_ascii_string(30) }}"}


def packed(
    make_kit: KitMaker, place: Path, files: dict[str, str | bytes], *, name: str = "shop"
) -> bytes:
    plan = plan_project(name, place, make_kit(files, SECRET))
    return next(one.content for one in plan.files if one.path == FILE)


def unpacked(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]


def test_tar_reads_every_text_as_it_was_written(make_kit: KitMaker, place: Path) -> None:
    long = f"{'deep/' * 30}{'名' * 30}.txt"
    files: dict[str, str | bytes] = {
        "a b.txt": "a\r\n",
        "empty": "",
        "é/中.html": "中",
        long: "x" * 513,
    }

    found = unpacked(packed(make_kit, place, files))

    assert found == {
        "a b.txt": b"a\r\n",
        "empty": b"",
        "é/中.html": "中".encode(),
        long: b"x" * 513,
    }


def test_what_cannot_be_merged_by_lines_is_left_out(make_kit: KitMaker, place: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.png": b"\x89PNG\0",
        "b.txt": "x" * (MOST_BYTES + 1),
        "c.txt": "c",
    }

    assert unpacked(packed(make_kit, place, files)).keys() == {"c.txt"}


def test_a_secret_stands_there_by_its_name_only(make_kit: KitMaker, place: Path) -> None:
    found = unpacked(packed(make_kit, place, {".env": "A=1\nKEY={{ cookiecutter.__key }}\n"}))

    assert found == {".env": b"A=1\nKEY={{ cookiecutter.__key }}\n"}


def test_the_same_project_packs_to_the_same_bytes(
    tmp_path: Path, place: Path, make_kit: KitMaker
) -> None:
    kit = make_kit(
        {".env": "{{ cookiecutter.__key }}", "a.txt": "{{ cookiecutter.project_slug }}"}, SECRET
    )

    first, second = (
        next(one.content for one in plan_project("shop", place, kit).files if one.path == FILE)
        for _ in "12"
    )

    assert first == second


def test_programs_keep_their_mode_in_it(make_kit: KitMaker, place: Path) -> None:
    kit = make_kit({"run": "#!/bin/sh\n", "a.txt": "a"})
    (kit.template / "run").chmod(0o755)
    plan = plan_project("shop", place, kit)
    archive = next(one.content for one in plan.files if one.path == FILE)

    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        assert {one.name: one.mode for one in tar} == {"a.txt": 0o666, "run": 0o777}
