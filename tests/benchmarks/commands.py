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
                    Target("mtvgen startproject", "django-admin startproject", 0.7),
                    Target("mtvgen startproject", "cookiecutter, the same kit", 0.6),
                ],
            ),
        ]  # fmt: skip
