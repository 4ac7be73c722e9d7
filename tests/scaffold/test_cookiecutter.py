"""The `cookiecutter` command is the reference: a kit gives the same project with it and with us."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mtvgen.scaffold import kits
from mtvgen.scaffold.project import plan_project

from .conftest import KitMaker

EVERYTHING = {
    "{{ cookiecutter.project_slug }}/{{ cookiecutter.colour }}.txt": "{{ cookiecutter.project_name }} {{cookiecutter.colour}}\n",
    "computed.txt": "{{ cookiecutter.__loud }} {% if cookiecutter.tests %}yes{% endif %} {{ cookiecutter.owner.name|slugify }}",
    "json.txt": "{{ cookiecutter.owner|jsonify }}\r\n{{ cookiecutter._private }}\r\n",
    "raw.txt": "{% raw %}{{ x }}{% endraw %}{# gone #}\n\n\n",
    "copied.html": "{{ page }}{% block %}",
    "picture.bin": b"\x89PNG\0\x1a{{ x",
}
VARIABLES = {
    "colour": ["red", "green"],
    "tests": True,
    "owner": {"name": "Ada L.", "{{ cookiecutter.project_slug }}": "{{ cookiecutter.colour }}"},
    "__loud": "{{ cookiecutter.project_name|upper }}",
    "_private": "{{ kept }}",
    "_copy_without_render": ["*.html"],
}


def by_cookiecutter(kit: kits.Kit, place: Path, tmp_path: Path, *answers: str) -> dict[str, bytes]:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "cookiecutter",
            str(kit.folder),
            "--no-input",
            "-o",
            str(place),
            *answers,
        ],
        check=True,
        capture_output=True,
        env=os.environ | {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)},
    )
    made = place / "shop"
    return {
        file.relative_to(made).as_posix(): file.read_bytes()
        for file in made.rglob("*")
        if file.is_file()
    }


def by_us(kit: kits.Kit, place: Path) -> dict[str, bytes]:
    plan = plan_project("shop", place, kit, given={"project_name": "The Shop"})
    return {one.path: one.content for one in plan.files if not one.path.startswith(".mtvgen.")}


@pytest.mark.parametrize("name", kits.shipped())
def test_the_kits_that_come_with_mtvgen_render_alike(
    name: str, place: Path, tmp_path: Path
) -> None:
    kit = kits.find(name)
    ours = by_us(kit, place)

    theirs = by_cookiecutter(kit, place, tmp_path, "project_name=The Shop", "project_slug=shop")

    assert ours.keys() == theirs.keys()
    assert [path for path in ours if ours[path] != theirs[path]] == [".env"]


def test_a_kit_that_uses_the_whole_format_renders_alike(
    place: Path, tmp_path: Path, make_kit: KitMaker
) -> None:
    kit = make_kit(EVERYTHING, VARIABLES)
    ours = by_us(kit, place)

    assert ours == by_cookiecutter(
        kit, place, tmp_path, "project_name=The Shop", "project_slug=shop"
    )
