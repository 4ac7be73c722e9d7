"""The x-ray: what its notes cost when nobody listens, and what recording adds to a typical page.

The first is measured beside a copy of the runtime from which every `trace.note(…)` and every look
at `trace.on` has been taken out: the copy is made of the sources, by `ast`, in a folder that lasts
as long as the measuring.
"""

import ast
import importlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .harness import ROOT, Comparison, Limit, Side, Target, Worker

HELLO = ("hello", "hello with middleware", "models, views, templates")
MOST = 1.02
"""Times what the runtime without any notes takes."""
MOST_ADDED = 0.001
"""Seconds that recording adds to a page of three queries and a template."""
_PAGES = 200


@contextmanager
def comparisons() -> Iterator[list[Comparison]]:
    """Yield the comparison with the copy for each kind of request, and that of recording."""
    folder = Path(tempfile.mkdtemp(prefix="mtvgen-without-notes-"))
    workers: list[Worker] = []
    made = []
    try:
        without_notes(folder)
        for name in HELLO:
            sides = []
            for side, where in (("without notes", str(folder)), ("nobody listens", "")):
                worker = Worker(__name__, "off", name, where)
                workers.append(worker)
                sides.append(worker.side(side, seconds=0.2))
            targets = [Target("nobody listens", "without notes", MOST)]
            made.append(Comparison(f"X-ray off: {name}", sides, targets, unit="µs"))
        recording = Worker(__name__, "on", "", "")
        workers.append(recording)
        side = Side("recording adds", lambda: recording.run(_PAGES), per=_PAGES)
        limits = [Limit("recording adds", MOST_ADDED)]
        made.append(Comparison("X-ray on: a page of three queries", [side], limits=limits))
        yield made
    finally:
        for worker in workers:
            worker.stop()
        shutil.rmtree(folder)


# The copy


class _WithoutNotes(ast.NodeTransformer):
    """Takes the notes out of a module, and every look whether somebody listens."""

    def __init__(self) -> None:
        self.taken = 0

    def visit_Expr(self, node: ast.Expr) -> Any:
        call = node.value
        if isinstance(call, ast.Call) and _is_trace(call.func, "note"):
            self.taken += 1
            return None
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> Any:
        if _is_trace(node.test, "on"):
            self.taken += 1
            return [self.visit(one) for one in node.orelse] or None
        return self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        if _is_trace(node.test, "on"):
            self.taken += 1
            return self.visit(node.orelse)
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        self.generic_visit(node)
        node.values = [one for one in node.values if not _is_trace(one, "on")]
        return node.values[0] if len(node.values) == 1 else node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for name in ("body", "finalbody"):
            empty = getattr(node, name, None) == [] and not isinstance(node, ast.Module)
            if empty and (name == "body" or not getattr(node, "handlers", None)):
                setattr(node, name, [ast.Pass()])
        return node


def _is_trace(node: ast.AST, name: str) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == name
        and isinstance(node.value, ast.Name)
        and node.value.id == "trace"
    )


def without_notes(folder: Path) -> int:
    """Copy the package into *folder*, its runtime without notes; return how many were taken out."""
    target = folder / "mtvgen"
    shutil.copytree(ROOT / "mtvgen", target, ignore=shutil.ignore_patterns("__pycache__"))
    taken = 0
    for file in (target / "runtime").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "trace." not in text or file.parent.name == "xray" or file.name == "trace.py":
            continue
        transformer = _WithoutNotes()
        tree = ast.fix_missing_locations(transformer.visit(ast.parse(text)))
        taken += transformer.taken
        text = ast.unparse(tree)
        assert "trace.note(" not in text, file
        assert "trace.on" not in text, file
        file.write_text(text, encoding="utf-8")
    return taken


# The processes of the sides


def off(name: str, where: str) -> None:
    """Be the side that answers *name*, with the package that lies in *where*."""
    if where:
        sys.path.insert(0, where)
    requests = importlib.import_module("tests.benchmarks.requests")
    import mtvgen.runtime

    assert (str(mtvgen.runtime.__file__).startswith(where)) is True
    side = "mtvgen_middleware" if name.endswith("middleware") else "mtvgen"
    requests.main(side, name.removesuffix(" with middleware"))


def on() -> None:
    """Be the side that says what recording adds: each round measures pages without and with it."""
    from mtvgen.runtime.xray.recorder import Recorder

    ask = page()
    recorder = Recorder()
    recorder.start()
    assert b"Ada 19" in ask()
    recorder.stop()
    kinds = [event["kind"] for event in recorder.journeys()[-1].data["events"]]
    assert (kinds.count("query.ran"), kinds.count("template.filled")) == (3, 1), kinds

    def measured(times: int) -> float:
        started = time.process_time()
        for _ in range(times):
            ask()
        return time.process_time() - started

    print("ready", flush=True)
    for line in sys.stdin:
        times = int(line)
        measured(5)
        without = measured(times)
        recorder.start()
        measured(5)
        added = measured(times) - without
        recorder.stop()
        print(added, flush=True)


def page() -> Callable[[], bytes]:
    """Return what asks for a typical page: 20 rows, three queries, a template, five middleware."""
    from types import ModuleType

    import mtvgen.runtime
    from mtvgen.runtime.conf import settings

    from .apps.mtvgen_app import MIDDLEWARE

    folder = tempfile.mkdtemp()
    rows = "{% for one in rows %}<li>{{ one.name }} {{ one.number }}</li>{% endfor %}"
    (Path(folder) / "rows.html").write_text(f"<ul>{rows}</ul>{{{{ count }}}}", encoding="utf-8")
    module = ModuleType("xray_urls")
    sys.modules["xray_urls"] = module
    settings.configure(
        SECRET_KEY="a-key-for-benchmarks",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="xray_urls",
        MIDDLEWARE=MIDDLEWARE,
        SESSION_ENGINE="mtvgen.runtime.contrib.sessions.backends.signed_cookies",
        LOGGING_CONFIG=None,
        DATABASES={"default": {"ENGINE": "mtvgen.runtime.db.backends.sqlite3", "NAME": ":memory:"}},
        TEMPLATES=[{"BACKEND": "mtvgen.runtime.template.backends.jinja2.Jinja2", "DIRS": [folder]}],
    )
    mtvgen.runtime.setup()
    from mtvgen.runtime.application import Application
    from mtvgen.runtime.db import connection, models
    from mtvgen.runtime.shortcuts import render
    from mtvgen.runtime.urls import path

    class Row(models.Model):
        id = models.AutoField(primary_key=True)
        name = models.CharField(max_length=20)
        number = models.IntegerField()

        class Meta:
            app_label = "benchmarks"

    with connection.schema_editor() as editor:
        editor.create_model(Row)
    Row.objects.bulk_create([Row(name="Ada", number=number) for number in range(20)])

    def view(request: Any, pk: int) -> Any:
        names = {"rows": Row.objects.order_by("pk"), "count": Row.objects.count()}
        return render(request, "rows.html", {**names, "one": Row.objects.get(pk=pk)})

    module.urlpatterns = [  # type: ignore[attr-defined]
        *[path(f"other{number}/", view) for number in range(4)],
        path("rows/<int:pk>/", view),
    ]
    from .requests import Workload, environ

    template = environ(Workload("/rows/3/", "200", b""))
    application = Application()

    def ask() -> bytes:
        body = application(dict(template), lambda status, headers: None)
        found = b"".join(body)
        body.close()  # type: ignore[attr-defined]
        return found

    return ask


if __name__ == "__main__":
    if sys.argv[1] == "off":
        off(*sys.argv[2:])
    else:
        on()
