import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.errors import KitBroken
from mtvgen.scaffold import kits
from mtvgen.scaffold.environment import KitEnvironment
from mtvgen.scaffold.render import Renderer, random_letters

from .conftest import KitMaker

VALUES = {
    "project_name": 'Ada\'s  "Shop" \\ 中',
    "project_slug": "_shop",
    "n": 3,
    "items": "x",
    "flag": True,
}
KNOWN = [
    r"""{{ cookiecutter.project_name.split()|join(' ')|replace('\\', '\\\\')|replace('"', '\\u0022') }}""",
    "{{ cookiecutter.project_slug.strip('_') if cookiecutter.project_slug.isascii() else 'website' }}",
]
PIECES = [
    "{", "}", "{{", "}}", "{%", "%}", "{#", "#}", "\n", "\r\n", "\r", " ", "-", "text", "é",
    "{{ cookiecutter.project_name }}", "{{cookiecutter.n}}", "{{  cookiecutter.flag }}", "{{ cookiecutter.items }}",
    "{{ cookiecutter.gone }}", "{% raw %}", "{% endraw %}", "{{ 1 }}", "cookiecutter.n", *KNOWN,
]  # fmt: skip

SHIPPED = kits.find("default")


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_the_short_way_gives_what_jinja2_gives(source: str) -> None:
    plainly = Renderer(SHIPPED, VALUES)._plainly(source)

    if plainly is not None:
        assert plainly == KitEnvironment(SHIPPED).filled(source, VALUES, "a.txt")


@pytest.mark.parametrize("name", kits.shipped())
def test_the_kits_that_come_with_mtvgen_take_the_short_way(name: str) -> None:
    kit = kits.find(name)
    values = dict.fromkeys(kit.variables, "x")
    copied = tuple(kit.variables["_copy_without_render"])
    texts = [
        raw for key, raw in kit.variables.items() if isinstance(raw, str) and key != "project_slug"
    ]
    texts += [
        file.read_text(encoding="utf-8")
        for file in kit.template.rglob("*")
        if file.is_file()
        and "__pycache__" not in file.parts
        and not any(file.match(pattern) for pattern in copied)
    ]

    slow = [text[:60] for text in texts if Renderer(kit, values)._plainly(text) is None]

    assert slow == []


def test_a_literal_brace_stays() -> None:
    assert Renderer(SHIPPED, {}).text("a { b } c {a} }}", "a.css") == "a { b } c {a} }}"


def test_filters_and_functions_are_cookiecutters(make_kit: KitMaker) -> None:
    renderer = Renderer(make_kit({"a.txt": ""}), {"project_name": "Caf\u00e9 M\u00fcller"})

    assert renderer.text("{{ cookiecutter.project_name|slugify }}", "a") == "cafe-muller"
    assert json.loads(renderer.text("{{ {'a': 1}|jsonify }}", "a")) == {"a": 1}
    assert len(renderer.text("{{ random_ascii_string(9) }}.", "a")) == 10
    assert len(renderer.text("{{ uuid4() }}", "a")) == 36
    assert renderer.text("{% now 'utc', '%Y' %}", "a").startswith("2")


def test_a_text_may_include_from_the_kits_templates(tmp_path: Path, make_kit: KitMaker) -> None:
    kit = make_kit({"a.txt": ""})
    (kit.folder / "templates").mkdir()
    (kit.folder / "templates" / "licence.txt").write_text(
        "{{ cookiecutter.project_name|slugify }}", encoding="utf-8"
    )

    assert (
        Renderer(kit, {"project_name": "My Shop"}).text("{% include 'licence.txt' %}", "a")
        == "my-shop"
    )


@pytest.mark.parametrize(
    ("source", "place", "problem"),
    [
        ("one\n{{ cookiecutter.gone }}", "a.txt:2", "there is no variable 'gone'"),
        ("one\n\n{% if %}", "a.txt:3", "Expected an expression"),
        ("{{ nothing|slugfy }}", "a.txt:1", "No filter named 'slugfy'"),
        ("{{ 1 / 0 }}", "a.txt:1", "ZeroDivisionError"),
        ("x\n{{ ''.__class__.__mro__[1].__subclasses__() }}", "a.txt:2", "unsafe"),
        ("{{ cookiecutter.__init__.__globals__ }}", "a.txt:1", "unsafe"),
        ("{{ range(9999999999) }}", "a.txt:1", "Range too big"),
        ("{% include '../../secret.txt' %}", "a.txt:1", "does not have"),
        ("{% include '/etc/passwd' %}", "a.txt:1", "does not have"),
        ("{{ open('/etc/passwd') }}", "a.txt:1", "'open' is undefined"),
    ],
)
def test_a_template_that_fails_names_kit_file_and_line(
    make_kit: KitMaker, source: str, place: str, problem: str
) -> None:
    renderer = Renderer(make_kit({"a.txt": ""}), {"project_name": "Shop"})

    with pytest.raises(KitBroken) as failed:
        renderer.text(source, "a.txt")

    assert failed.value.place == place
    assert problem in failed.value.message
    assert "'small'" in failed.value.message


def test_an_error_in_an_included_text_names_that_text(make_kit: KitMaker) -> None:
    kit = make_kit({"part.txt": "fine\n{{ cookiecutter.gone }}"})

    with pytest.raises(KitBroken) as failed:
        Renderer(kit, {}).text("{% include 'part.txt' %}", "a.txt")

    assert failed.value.place == "part.txt:2"


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"_extensions": ["local.Evil"]}, "the Jinja2 extension local.Evil"),
        ({"_jinja2_env_vars": {"loader": "x"}}, "'loader' may not be set"),
        ({"_jinja2_env_vars": {"trim_blocks": "yes"}}, "must be bool"),
        ({"_jinja2_env_vars": []}, "no JSON object"),
    ],
)
def test_what_would_change_the_environment_is_refused(
    make_kit: KitMaker, variables: dict[str, object], problem: str
) -> None:
    with pytest.raises(KitBroken, match=problem):
        Renderer(make_kit({"a.txt": ""}, variables), {}).text("plain", "a.txt")


def test_harmless_extensions_and_options_work(make_kit: KitMaker) -> None:
    variables = {
        "_extensions": ["jinja2.ext.do"],
        "_jinja2_env_vars": {"variable_start_string": "<<", "variable_end_string": ">>"},
    }

    text = Renderer(make_kit({"a.txt": ""}, variables), {"a": "b c"}).text(
        "{{ a }} <<cookiecutter.a|slugify>>", "a.txt"
    )

    assert text == "{{ a }} b-c"


def test_a_link_among_the_included_texts_is_refused(tmp_path: Path, make_kit: KitMaker) -> None:
    kit = make_kit({"a.txt": ""})
    (kit.folder / "templates").mkdir()
    (kit.folder / "templates" / "x").symlink_to(tmp_path)

    with pytest.raises(KitBroken, match=r"templates/x.*link"):
        Renderer(kit, {}).text("{% include 'x/y' %}", "a.txt")


def test_random_letters_are_all_used_and_never_repeat() -> None:
    assert len(set(random_letters(5000))) == 52
    assert random_letters(50) != random_letters(50)
