"""mtvgen as it is shipped: built, installed in three ways into fresh environments, and used there."""

import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.scaffold.conftest import FOLDER, write_kit

ROOT = Path(__file__).resolve().parents[2]
WAYS = ("wheel", "sdist", "editable")
PARTS = (
    "mtvgen",
    "project_template",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    ".gitignore",
)

# Files that a build or an install likes to lose: hidden ones, and what .gitignore names.
TRAPS: dict[str, str | bytes] = {
    ".env": "SECRET_KEY={{ cookiecutter.__secret_key }}\n",
    ".gitignore": "*\n",
    ".hidden/.also": "hidden",
    "build/kept.txt": "ignored by our own .gitignore",
    "data.sqlite3": b"SQLite format 3\0",
    "module.py": '"""Compiled by pip where it lies."""\n\nNAME = "{{ cookiecutter.project_slug }}"\n',
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source tree with one more kit, full of traps."""
    folder = tmp_path_factory.mktemp("source") / "mtvgen"
    folder.mkdir()
    for name in PARTS:
        part = ROOT / name
        if part.is_dir():
            shutil.copytree(part, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(part, folder / name)
    kit = write_kit(
        folder / "project_template" / "traps",
        TRAPS,
        {"__secret_key": "{{ random_ascii_string(50) }}"},
    )
    stale = kit / FOLDER / "__pycache__"
    stale.mkdir()
    (stale / "module.cpython-30.pyc").write_bytes(b"stale")
    return folder


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sdist, the wheel made from it, and the source tree itself."""
    out = tmp_path_factory.mktemp("dist")
    call([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)])
    (sdist,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return {"sdist": sdist, "wheel": wheel, "editable": source}


@pytest.fixture(scope="module")
def installed(built: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each way to install, the folder of an environment's programs."""
    return {way: install(way, built[way], tmp_path_factory.mktemp(way)) for way in WAYS}


def install(way: str, what: Path, environment: Path) -> Path:
    """Install *what* into a fresh environment, offline, and return the folder of its programs.

    What mtvgen depends on comes from the environment that runs this test.
    """
    call([sys.executable, "-m", "venv", "--without-pip", str(environment)])
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    python = programs / ("python.exe" if os.name == "nt" else "python")
    ours = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--ignore-installed", "--quiet"]
    line = [
        python,
        "-m",
        "pip",
        "install",
        *options,
        *(["--editable"] if way == "editable" else []),
        what,
    ]
    call(
        [str(word) for word in line],
        PYTHONPATH=os.pathsep.join(ours),
        PIP_DISABLE_PIP_VERSION_CHECK="1",
    )
    (packages,) = environment.rglob("site-packages")
    (packages / "dependencies.pth").write_text("\n".join(ours), encoding="utf-8")
    return programs


def call(line: list[str], cwd: Path | None = None, **env: str) -> str:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    }
    done = subprocess.run(
        line, cwd=cwd, env=environment | env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def made(programs: Path, kit: str, place: Path) -> dict[str, tuple[bytes, int]]:
    """Generate a project with an installed mtvgen; return each file's bytes and mode, without its secrets."""
    place.mkdir()
    call(
        [str(programs / "mtvgen"), "startproject", "shop", "--no-input", "--no-git", "--kit", kit],
        cwd=place,
    )
    found = {}
    for file in (place / "shop").rglob("*"):
        if file.is_file():
            lines = [
                line
                for line in file.read_bytes().splitlines()
                if b"SECRET_KEY=" not in line and b'".env"' not in line
            ]
            found[file.relative_to(place / "shop").as_posix()] = (
                b"\n".join(lines),
                stat.S_IMODE(file.stat().st_mode),
            )
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kit", ["default", "polls", "traps"])
def test_however_mtvgen_is_installed_it_writes_the_same_project(
    installed: dict[str, Path], tmp_path: Path, kit: str
) -> None:
    projects = {way: made(installed[way], kit, tmp_path / way) for way in WAYS}

    assert projects["wheel"] == projects["editable"]
    assert projects["sdist"] == projects["editable"]
    if kit == "traps":
        assert projects["wheel"].keys() == TRAPS.keys() | {".mtvgen.originals", ".mtvgen.toml"}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_the_kits_are_found_where_the_install_put_them(
    installed: dict[str, Path], source: Path, tmp_path: Path, way: str
) -> None:
    python = installed[way] / "python"
    said = call(
        [str(python), "-c", "from mtvgen.scaffold.kits import home; print(home())"], cwd=tmp_path
    ).strip()

    inside = installed[way].parent if way != "editable" else source
    assert Path(said).is_relative_to(inside)
    assert call([str(python), "-m", "mtvgen", "--version"], cwd=tmp_path).startswith("mtvgen ")


@pytest.mark.slow
def test_pip_compiled_the_kits_and_no_project_has_the_result(
    installed: dict[str, Path], tmp_path: Path
) -> None:
    (kits,) = installed["wheel"].parent.rglob("project_template")

    assert any(kits.rglob("__pycache__"))
    assert not any(
        "__pycache__" in path for path in made(installed["wheel"], "default", tmp_path / "one")
    )


@pytest.mark.slow
def test_wheel_and_sdist_carry_every_file_of_the_kits(built: dict[str, Path], source: Path) -> None:
    kits = source / "project_template"
    expected = {
        file.relative_to(source).as_posix()
        for file in kits.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }

    with tarfile.open(built["sdist"]) as archive:
        in_sdist = {name.split("/", 1)[1] for name in archive.getnames()}
    with zipfile.ZipFile(built["wheel"]) as wheel:
        in_wheel = set(wheel.namelist())

    assert expected <= in_sdist
    assert {f"mtvgen/{name}" for name in expected} <= in_wheel
    assert not any("__pycache__" in name for name in in_sdist | in_wheel)
    assert {"mtvgen/py.typed", "mtvgen/__main__.py"} <= in_wheel
    assert not any(name.startswith("tests/") for name in in_wheel)


@pytest.mark.slow
def test_the_wheel_tells_what_it_is(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["wheel"]) as wheel:
        names = wheel.namelist()
        (about,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = wheel.read(about).decode()

    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "\nRequires-Python: >=3.11\n" in metadata
    assert "\nLicense-Expression: MIT\n" in metadata
    for extra in ("test", "docs"):
        assert f"\nProvides-Extra: {extra}\n" in metadata
    for needed in ("click", "jinja2", "cookiecutter", "sqlalchemy", "alembic"):
        assert f"\nRequires-Dist: {needed}>=" in metadata
