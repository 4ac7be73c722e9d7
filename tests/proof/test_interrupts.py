"""startproject is whole or absent: 200 moments for each signal, many runs for one name, a disk that is full."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has none of these signals")

MOMENTS = 200
COMMAND = [sys.executable, "-m", "mtvgen", "startproject", "shop", "--no-input"]


def contents(folder: Path) -> dict[str, bytes | None]:
    """Return each path below *folder* and what is in it; without what each project has of its own."""
    return {
        str(path.relative_to(folder)): None if path.is_dir() or path.name == ".env" else path.read_bytes()
        for path in folder.rglob("*")
        if path.relative_to(folder).parts[0] not in {".git", ".mtvgen.toml"}
    }  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes | None], float]:
    """What a run that nobody disturbs writes, and the seconds that it takes."""
    place = tmp_path_factory.mktemp("whole")
    start = time.perf_counter()
    subprocess.run([*COMMAND, "--no-git"], cwd=place, check=True, capture_output=True)
    return contents(place / "shop"), time.perf_counter() - start


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_an_interrupted_project_is_whole_or_absent(
    tmp_path: Path, whole: tuple[dict[str, bytes | None], float], name: str
) -> None:
    expected, seconds = whole
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    ended: dict[str, int] = {"whole": 0, "absent": 0}
    for turn in range(MOMENTS):
        place = tmp_path / str(turn)
        place.mkdir()
        git = "--git" if turn % 4 == 0 else "--no-git"
        with subprocess.Popen(
            [*COMMAND, git], cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as process:
            time.sleep(chance.uniform(0, seconds * (2.5 if git == "--git" else 1.2)))
            process.send_signal(getattr(signal, name))
            said = process.communicate(timeout=60)[1]
        told = f"seed {seed}, turn {turn}, {git}: exit code {process.returncode}, said {said!r}"
        if (place / "shop").exists():
            ended["whole"] += 1
            assert contents(place / "shop") == expected, told
            assert (place / "shop" / ".git" / "HEAD").exists() == (git == "--git"), told
        else:
            ended["absent"] += 1
            assert process.returncode != 0, told
        left = {path.name for path in place.iterdir()} - {"shop"}
        if name != "SIGKILL":
            assert left == set(), told
        elif left:
            assert all(one.startswith(".mtvgen-shop-") for one in left), told
            subprocess.run(
                [*COMMAND[:-2], "next", "--no-input", "--no-git"], cwd=place, check=True, capture_output=True
            )  # fmt: skip
            assert {path.name for path in place.iterdir()} <= {"shop", "next"}, told
        shutil.rmtree(place)

    assert min(ended.values()) > 0, f"{ended}: the moments do not lie about the end of a run"


@pytest.mark.parametrize("turn", range(5))
def test_of_ten_projects_of_one_name_exactly_one_wins(
    tmp_path: Path, whole: tuple[dict[str, bytes | None], float], turn: int
) -> None:
    runs = [
        subprocess.Popen(
            [*COMMAND, "--git" if turn % 2 else "--no-git"],
            cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(10)
    ]  # fmt: skip
    said = [run.communicate(timeout=120)[1] for run in runs]

    assert sorted(run.returncode for run in runs) == [0] + [1] * 9
    lost = [text for run, text in zip(runs, said, strict=True) if run.returncode]
    assert all("Traceback" not in text and "shop" in text for text in lost), lost
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]
    assert contents(tmp_path / "shop") == whole[0]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, with room for 64 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], check=False, capture_output=True, text=True
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("room", [0, 4096, 8192, 16384, 32768, 49152, 61440])
def test_a_full_disk_is_one_line_and_leaves_nothing(small_disk: Path, room: int) -> None:
    (small_disk / "data").write_bytes(b"x" * (61440 - room))

    done = subprocess.run(
        [*COMMAND, "--no-git"], cwd=small_disk, check=False, capture_output=True, text=True
    )

    assert done.returncode == 1, done
    assert "the disk is full" in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2
    assert [path.name for path in small_disk.iterdir()] == ["data"]


def test_a_disk_that_is_read_only_is_one_line_and_leaves_nothing(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    done = subprocess.run([*COMMAND], cwd=small_disk, check=False, capture_output=True, text=True)

    assert done.returncode == 1, done
    assert "the disk is read-only" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(small_disk.iterdir()) == []
