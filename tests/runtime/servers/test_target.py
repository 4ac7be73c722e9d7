"""What `--app` takes, and what it says of what it does not."""

import sys
from pathlib import Path

import pytest

from mtvgen.runtime.servers import target
from mtvgen.runtime.servers.target import TargetRefused

SHOP = """
import functools
def app(environ, start_response):
    return "app"
def create_app(name="plain", debug=False):
    return lambda environ, start_response: f"{name} {debug}"
class Old:
    def __call__(self, environ, start_response):
        return "old"
old = Old()
async def modern(scope, receive, send):
    pass
class Modern:
    async def __call__(self, scope, receive, send):
        pass
starlette = Modern()
number = 3
class Web:
    def wsgifunc(self):
        return app
web = Web()
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a module `tgshop` and a package `tgsite`; nothing of it stays imported."""
    (tmp_path / "tgshop.py").write_text(SHOP, encoding="utf-8")
    (tmp_path / "tgsite").mkdir()
    (tmp_path / "tgsite/__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "tgsite/wsgi.py").write_text(
        "def application(environ, start_response):\n    return 'site'\n", encoding="utf-8"
    )
    (tmp_path / "tgmaker.py").write_text(
        "def make_app():\n    return lambda e, s: 'made'\n", encoding="utf-8"
    )
    (tmp_path / "tgempty.py").write_text("helper = print\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("tgshop:app", "app"),
        ("tgshop", "app"),
        ("tgshop:old", "old"),
        ("tgshop:create_app()", "plain False"),
        ("tgshop:create_app('x', debug=True)", "x True"),
        ("tgshop:create_app(name=\"y\")", "y False"),
        ("tgsite.wsgi:application", "site"),
        ("tgsite.wsgi", "site"),
        ("tgsite.wsgi.application", "site"),
        ("tgmaker", "made"),
    ],
)  # fmt: skip
def test_a_target_names_its_application(here: Path, text: str, answer: str) -> None:
    assert target.load(text)({}, print) == answer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tgshop.py", "names a file; it takes a module. Did you mean 'tgshop:app'?"),
        ("./tgsite/wsgi.py:application", "Did you mean 'tgsite.wsgi:application'?"),
        ("tgshop:", "names nothing after the colon"),
        ("", "names no module"),
        ("tg shop:app", "names no module"),
        ("tgshpo:app", "there is no module 'tgshpo' here. Did you mean 'tgshop:app'?"),
        ("tgsite.wsgy", "the module tgsite has no 'wsgy'"),
        ("tgshop:ap", "has no 'ap'. Did you mean 'tgshop:app'?"),
        ("tgempty:app", "has no 'app'"),
        ("tgempty", "has no application, app, create_app() or make_app()"),
        ("tgshop:web.wsgifunc()", "is neither a name nor a call of one"),
        ("tgshop:app if 1 else 2", "is neither a name nor a call of one"),
        ("tgshop:create_app(1 +)", "is neither a name nor a call of one"),
        ("tgshop:create_app(number)", "can only be given plain values"),
        ("tgshop:create_app(1, 2, 3)", "cannot be called so: too many positional arguments"),
        ("tgshop:number", "this is a int, not an application"),
        ("tgshop:number()", "it cannot be called, it is a int"),
        ("tgshop:web", "application = app.wsgifunc()"),
        ("tgshop:create_app", None),
        ("tgshop:modern", "is an ASGI application"),
        ("tgshop:starlette", "is an ASGI application"),
        ("tgmaker:make_app", "takes no request: it seems to make an application"),
    ],
)
def test_what_cannot_be_served_is_told_with_what_to_write(
    here: Path, text: str, said: str | None
) -> None:
    if said is None:  # it could take (environ, start_response): nobody can know
        assert callable(target.load(text))
        return
    with pytest.raises(TargetRefused) as caught:
        target.load(text)

    assert said in str(caught.value)


def test_an_error_inside_the_module_is_shown_as_it_is(here: Path) -> None:
    (here / "tgbroken.py").write_text("import tg_not_there\n", encoding="utf-8")

    with pytest.raises(ModuleNotFoundError, match="tg_not_there"):
        target.load("tgbroken:app")


def test_a_factory_that_fails_is_not_taken_for_a_wrong_call(here: Path) -> None:
    (here / "tgfails.py").write_text("def create_app():\n    int('x')\n", encoding="utf-8")

    with pytest.raises(ValueError, match="invalid literal"):
        target.load("tgfails")


def test_a_module_that_another_one_hides_is_told(here: Path) -> None:
    (here / "json.py").write_text("app = print\n", encoding="utf-8")

    with pytest.raises(TargetRefused, match=r"another module 'json'.*Give yours another name"):
        target.load("json:app")


def test_tornado_is_told_from_wsgi(here: Path) -> None:
    (here / "tgtornado.py").write_text(
        "from tornado.web import Application\nclass Mine(Application):\n    pass\napp = Mine()\n",
        encoding="utf-8",
    )
    pytest.importorskip("tornado")

    assert target.is_tornado(target.load("tgtornado"))
    assert not target.is_tornado(target.load("tgshop"))


def test_a_module_full_of_names_is_not_listed_whole(here: Path) -> None:
    names = [f"view_{number:03}" for number in range(200)]
    (here / "tgmany.py").write_text("\n".join(f"{one} = print" for one in names), encoding="utf-8")

    with pytest.raises(TargetRefused) as raised:
        target.load("tgmany:nothing")

    told = f"{raised.value} {getattr(raised.value, 'hint', '')}"
    assert "view_000" in told
    assert "and 188 more" in told
    assert "view_100" not in told
