"""Whole commands: what they cost from start to end, the interpreter's own start included."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .harness import ROOT, Comparison, Side, Target, process

BIN = Path(sys.executable).parent
KIT = ROOT / "project_template" / "default"


def _clean_environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    return {**kept, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "", "NO_COLOR": "1"}


def _emptied(folder: Path) -> Callable[[], None]:
    def prepare() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()

    return prepare


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparisons of commands, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        out = home / "out"
        out.mkdir()
        env = _clean_environment(home)
        bare = Side(
            "bare interpreter", process([sys.executable, "-c", "pass"], env=env, times=3), per=3
        )
        yield [
            Comparison(
                "mtvgen --help",
                [
                    Side("mtvgen --help", process([BIN / "mtvgen", "--help"], env=env, times=3,
                                                  check=lambda said: "startproject" in said), per=3),
                    bare,
                    Side("django-admin help", process([BIN / "django-admin", "help"], env=env, times=3,
                                                      check=lambda said: "startproject" in said), per=3),
                    Side("cookiecutter --help", process([BIN / "cookiecutter", "--help"], env=env, times=3,
                                                        check=lambda said: "TEMPLATE" in said), per=3),
                ],
                [Target("mtvgen --help", "bare interpreter", 4)],
            ),
            Comparison(
                "A new project",
                [
                    Side("mtvgen startproject", process(
                        [BIN / "mtvgen", "startproject", "mysite", "--no-input", "--no-git", "--into", out],
                        env=env, prepare=_emptied(out), check=lambda _: (out / "mysite/manage.py").is_file())),
                    bare,
                    Side("django-admin startproject", process(
                        [BIN / "django-admin", "startproject", "mysite", out], cwd=out, env=env,
                        prepare=_emptied(out), check=lambda _: (out / "manage.py").is_file())),
                    Side("cookiecutter, the same kit", process(
                        [BIN / "cookiecutter", "--no-input", "-o", out, KIT, "project_name=mysite"],
                        env=env, prepare=_emptied(out), check=lambda _: (out / "mysite/manage.py").is_file())),
                ],
                [
                    Target("mtvgen startproject", "django-admin startproject", 0.6),
                    Target("mtvgen startproject", "cookiecutter, the same kit", 0.5),
                ],
            ),
            _large(home, env),
        ]  # fmt: skip


def _large(home: Path, env: dict[str, str]) -> Comparison:
    """Compare what somebody waits for a template of 3,000 files, each of which names the project."""
    out = home / "large-out"
    kit, peer = home / "kit", home / "django"
    _fill(kit / "{{ cookiecutter.project_slug }}", "{{ cookiecutter.project_slug }}")
    (kit / "cookiecutter.json").write_text('{"project_slug": "mysite"}', encoding="utf-8")
    _fill(peer, "{{ project_name }}")

    def whole(folder: Path) -> Callable[[str], bool]:
        return lambda _: (
            (folder / "part59/file49.py").read_text(encoding="utf-8").count("mysite") == 3
        )

    return Comparison(
        "A project of 3,000 files",
        [
            Side("mtvgen startproject", process(
                [BIN / "mtvgen", "startproject", "mysite", "--kit", kit, "--no-input", "--no-git", "--into", out],
                env=env, prepare=_emptied(out), check=whole(out / "mysite"), by_the_clock=True)),
            Side("django-admin startproject", process(
                [BIN / "django-admin", "startproject", "--template", peer, "mysite", out], env=env,
                prepare=_emptied(out), check=whole(out), by_the_clock=True)),
            Side("cookiecutter, the same kit", process(
                [BIN / "cookiecutter", "--no-input", "-o", out, kit], env=env,
                prepare=_emptied(out), check=whole(out / "mysite"), by_the_clock=True)),
        ],
        [Target("mtvgen startproject", "django-admin startproject", 1.5)],
        clock="by the clock",
    )  # fmt: skip


def _fill(folder: Path, name: str) -> None:
    """Write 60 folders of 50 files, about 1.5 KB each."""
    body = "".join(
        f"def view_{number}(request):\n    return render(request, 'page.html')\n\n"
        for number in range(25)
    )
    for part in range(60):
        below = folder / f"part{part}"
        below.mkdir(parents=True)
        for number in range(50):
            text = f'"""Part of {name}."""\n\nfrom {name}.views import render\n\n{body}NAME = "{name}"\n'
            (below / f"file{number}.py").write_text(text, encoding="utf-8")
