"""Archives by date answer as Django's do on PostgreSQL, too."""

from tests.runtime.views.generic.test_beside_django import run

from .server import PORT, Server


def test_archives_answer_as_djangos_do(server: Server) -> None:
    place = f"postgresql:{server.folder}:{PORT}:{server.create()}"
    run("django", place, "make")

    theirs, ours = (run(root, place, "archives") for root in ("django", "mtvgen.runtime"))

    for setup, answers in theirs.items():
        assert [pair for pair in zip(answers, ours[setup], strict=True) if pair[0] != pair[1]] == []
