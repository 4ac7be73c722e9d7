"""Does it greet whoever asks?"""

from mtvgen.classroom.checks import Run, check


@check(en="GET /Ada is answered with 200")
def answers(run: Run) -> None:
    run.status(run.get("/Ada"), 200)


@check(needs=[answers], en="The body greets the name of the path, whatever it is")
def greets(run: Run) -> None:
    name = run.word()
    run.contains(run.get(f"/{name}"), f"Hello, {name}!")
