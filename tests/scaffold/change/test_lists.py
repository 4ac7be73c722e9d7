"""A list in a Python file gets one thing more, and loses it again, and nothing else is touched."""

import ast

import pytest

from mtvgen.errors import ChangeRefused
from mtvgen.scaffold.change.source import with_element, without_element

EDITED = {
    "one to a line": ('APPS = [\n    "a",\n]\n', 'APPS = [\n    "a",\n    "new",\n]\n'),
    "no comma at the end": ('APPS = [\n    "a"\n]\n', 'APPS = [\n    "a",\n    "new",\n]\n'),
    "a remark behind the last": (
        'APPS = [\n    "a"  # mine\n]\n',
        'APPS = [\n    "a",  # mine\n    "new",\n]\n',
    ),
    "a remark after the last": (
        'APPS = [\n    "a",\n    # "b",\n]\n',
        'APPS = [\n    "a",\n    "new",\n    # "b",\n]\n',
    ),
    "one line": ('APPS = ["a", "b"]\n', 'APPS = ["a", "b", "new"]\n'),
    "one line with a comma": ('APPS = ["a",]\n', 'APPS = ["a", "new",]\n'),
    "empty": ("APPS = []\n", 'APPS = ["new"]\n'),
    "empty, over lines": (
        "APPS = [\n    # none yet\n]\n",
        'APPS = [\n    "new",\n    # none yet\n]\n',
    ),
    "a tuple": ('APPS = (\n    "a",\n)\n', 'APPS = (\n    "a",\n    "new",\n)\n'),
    "a tuple of one": ('APPS = ("a",)\n', 'APPS = ("a", "new",)\n'),
    "an empty tuple": ("APPS = ()\n", 'APPS = ("new",)\n'),
    "a type": ('APPS: list[str] = ["a"]\n', 'APPS: list[str] = ["a", "new"]\n'),
    "a sum": ('APPS = ["a"] + MORE\n', 'APPS = ["a", "new"] + MORE\n'),
    "a sum the other way": ('APPS = MORE + ["a"]\n', 'APPS = MORE + ["a", "new"]\n'),
    "grows later": (
        'APPS = ["a"]\nif DEBUG:\n    APPS += ["b"]\n',
        'APPS = ["a", "new"]\nif DEBUG:\n    APPS += ["b"]\n',
    ),
    "grows by a call": (
        'APPS = ["a"]\nAPPS.append("b")\n',
        'APPS = ["a", "new"]\nAPPS.append("b")\n',
    ),
    "grows what another file has": (
        'from .base import *\nAPPS += ["a"]\n',
        'from .base import *\nAPPS += ["a", "new"]\n',
    ),
    "a star in it": ('APPS = [*MORE, "a"]\n', 'APPS = [*MORE, "a", "new"]\n'),
    "brackets around the last": ('APPS = [("a")]\n', 'APPS = [("a"), "new"]\n'),
    "brackets around the last, over lines": (
        'APPS = [\n    (\n        "a"\n    )\n]\n',
        'APPS = [\n    (\n        "a"\n    ),\n    "new",\n]\n',
    ),
    "several on a line": (
        'APPS = [\n    "a", "b",\n    "c", "d",\n]\n',
        'APPS = [\n    "a", "b",\n    "c", "d",\n    "new",\n]\n',
    ),
    "the bracket behind the last": (
        'APPS = ["a",\n        "b"]\n',
        'APPS = ["a",\n        "b",\n        "new"]\n',
    ),
    "two blanks": ('APPS = [\n  "a",\n]\n', 'APPS = [\n  "a",\n  "new",\n]\n'),
    "letters of other scripts": (
        'APPS = ["网站", "é"]  # 应用\n',
        'APPS = ["网站", "é", "new"]  # 应用\n',
    ),
    "brackets and marks in texts": (
        'APPS = ["a,]#", "b"]  # ] ,\n',
        'APPS = ["a,]#", "b", "new"]  # ] ,\n',
    ),
    "full to the edge": (
        f'APPS = ["{"a" * 84}"]\n',
        f'APPS = [\n    "{"a" * 84}",\n    "new",\n]\n',
    ),
    "something else of the name": (
        'def APPS_of():\n    return 1\n\n\nAPPS = ["a"]\n',
        'def APPS_of():\n    return 1\n\n\nAPPS = ["a", "new"]\n',
    ),
}

REFUSED = {
    "not there": ("OTHER = []\n", "no value of its own"),
    "from a star": ("from .base import *\n", "no value of its own"),
    "a comprehension": ('APPS = [x for x in ("a", "b")]\n', "computes APPS .line 1."),
    "a call": ('APPS = apps("a")\n', "computes APPS .line 1."),
    "a name": ("APPS = OTHER\n", "computes APPS .line 1."),
    "a tuple without brackets": ('APPS = "a", "b"\n', "computes APPS .line 1."),
    "a product": ('APPS = ["a"] * 2\n', "computes APPS .line 1."),
    "only sometimes": ('if DEBUG:\n    APPS = ["a"]\n', "only sometimes .line 2."),
    "in two places": (
        'if DEBUG:\n    APPS = ["a"]\nelse:\n    APPS = []\n',
        "several places .lines 2, 4.",
    ),
    "again": ('APPS = ["a"]\nAPPS = [x for x in APPS]\n', "several places .lines 1, 2."),
    "in a function": ('def f():\n    APPS = ["a"]\n', "only sometimes .line 2."),
    "loses some": ('APPS = ["a"]\nAPPS.remove("a")\n', "once more .line 2."),
    "grows twice": ('APPS += ["a"]\nAPPS += ["b"]\n', "several places .lines 1, 2."),
    "multiplied": ("APPS = []\nAPPS *= 2\n", "once more|computes|several"),
    "no Python": ("APPS = [\n", "line 1, is not valid Python"),
    "deleted": ('APPS = ["a"]\ndel APPS\n', "several places"),
    "loop variable": ('APPS = ["a"]\nfor APPS in ["b"]:\n    pass\n', "several places"),
    "a part is set": ('APPS = ["a"]\nAPPS[0] = "b"\n', "several places"),
}


@pytest.mark.parametrize("case", EDITED)
def test_the_list_that_is_meant_grows_at_its_end(case: str) -> None:
    before, after = EDITED[case]

    assert with_element(before, "settings.py", "APPS", '"new"') == after
    ast.parse(after)


@pytest.mark.parametrize("case", EDITED)
def test_what_was_added_goes_away_without_a_trace_in_the_meaning(case: str) -> None:
    before, after = EDITED[case]

    back = without_element(after, "settings.py", "APPS", '"new"')

    assert back is not None
    assert ast.dump(ast.parse(back)) == ast.dump(ast.parse(before))


@pytest.mark.parametrize("case", REFUSED)
def test_a_list_that_is_not_sure_is_refused_with_the_line_to_add(case: str) -> None:
    text, reason = REFUSED[case]

    with pytest.raises(ChangeRefused, match=reason) as refused:
        with_element(text, "settings.py", "APPS", '"new"')
    if case != "no Python":
        assert '"new",' in refused.value.hint


@pytest.mark.parametrize(
    "last", ['path("<path:rest>", v)', 're_path(".*", v)', 're_path(r"^(?P<x>.+)$", v)']
)
def test_a_pattern_goes_before_those_that_fit_everything(last: str) -> None:
    text = f'urlpatterns = [\n    path("a/", v),\n    # the rest\n    {last},\n]\n'

    edited = with_element(text, "urls.py", "urlpatterns", 'path("b/", v)', before_catch_all=True)

    assert edited.index('"a/"') < edited.index('"b/"') < edited.index(last)
    assert without_element(edited, "urls.py", "urlpatterns", 'path("b/", v)') == text


def test_what_was_edited_since_is_not_found() -> None:
    text = 'urlpatterns = [path("b/", other)]\n'

    assert without_element(text, "urls.py", "urlpatterns", 'path("b/", v)') is None
