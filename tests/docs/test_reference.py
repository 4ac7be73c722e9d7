"""The reference is complete: what there is is documented, and what is documented is there."""

import importlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from jinja2.filters import FILTERS as DEFAULT_FILTERS

from mtvgen.cli.commands import COMMANDS as OURS
from mtvgen.cli.group import mtvgen
from mtvgen.runtime.conf import global_settings
from mtvgen.runtime.http.multipartparser import MAX_TOTAL_HEADER_SIZE
from mtvgen.runtime.server.limits import Limits
from mtvgen.runtime.servers.catalogue import SERVERS
from mtvgen.runtime.servers.deployment import RECIPES
from mtvgen.runtime.utils.http import MAX_URL_REDIRECT_LENGTH
from mtvgen.scaffold import (
    answers,
    digest,
    environment,
    fence,
    hooks,
    kits,
    names,
    programs,
    questions,
    tree,
)
from mtvgen.scaffold.change import fields
from mtvgen.scaffold.sources import addresses, archives, repositories, unpacking
from tests.kits.projects import HOME

from . import commands, servers, settings
from . import names as public

REFERENCE = HOME / "docs" / "reference"
OPTION = re.compile(r"(?<![\w-])(--?[a-z][a-z-]*)(?![\w-])")

LIST_MANAGE = """
import json
from tests.docs import commands, names
names.set_up()
found = {}
for name, parser in commands.parsers().items():
    found[name] = sorted({one for action in parser._actions for one in action.option_strings})
print(json.dumps([found, commands.sections(), commands.missing()]))
"""


def text_of(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def section(text: str, title: str, level: int = 3) -> str:
    """Return what stands below a heading, up to the next one of its level or higher."""
    found = re.search(
        rf"^{'#' * level} {re.escape(title)}\n(.*?)(?=^#{{1,{level}}} |\Z)", text, re.M | re.S
    )
    assert found, f"no section {title!r}"
    return found[1]


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each line of the tables in *text*, heads and rules aside."""
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("|---"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def options_in(text: str) -> set[str]:
    """Return the options in the first column of the tables in *text*."""
    first = " ".join(cells[0] for cells in rows(text))
    return set(OPTION.findall(first.replace("`", " ")))


@pytest.fixture(scope="module")
def project_commands() -> tuple[dict[str, list[str]], dict[str, str], str]:
    """Every command of a project with its options, its section of the page; what Django has besides."""
    options, sections, missing = said_by(LIST_MANAGE)
    return options, sections, missing


def said_by(program: str) -> Any:
    """Return what a program in a process of its own prints as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=HOME, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_command_has_a_section_and_no_section_is_left_over(project_commands) -> None:
    manage, _, _ = project_commands
    text = text_of("commands.md")

    titles = re.findall(r"^### (\w+)$", text, re.M)

    assert sorted(titles) == sorted({*OURS, *manage}), "python -m tests.docs brings it up to date"


@pytest.mark.parametrize("name", sorted(name for name, one in OURS.items() if one.module))
def test_every_option_of_a_command_of_mtvgen_is_documented(name: str) -> None:
    command = mtvgen.get_command(click.Context(mtvgen), name)
    assert command is not None
    parts = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
    there = {
        option
        for part in parts
        for one in part.get_params(click.Context(part))
        if isinstance(one, click.Option)
        for option in (*one.opts, *one.secondary_opts)
    }

    found = section(text_of("commands.md"), name)

    assert {option for option in there if option not in found} - {"-h", "--help"} == set()
    assert options_in(found) - {"-h", "--help"} <= there


def test_every_type_and_option_of_a_field_is_documented() -> None:
    text = section(text_of("commands.md"), "generate")
    table = {cells[0].strip("`"): cells[1].strip("`") for cells in rows(text)}

    assert {kind: table.get(kind) for kind in fields.TYPES} == fields.TYPES
    assert [one for one in fields.OPTIONS if f":{one}=" not in text] == []


def test_every_option_of_a_command_of_a_project_is_documented(project_commands) -> None:
    manage, _, _ = project_commands
    text = text_of("commands.md")
    shared = options_in(section(text, "Commands of a project", 2).partition("\n### ")[0])

    for name, there in manage.items():
        own = options_in(section(text, name))
        assert own | shared == set(there) | shared, name
        assert shared <= set(there), name


def test_what_commands_say_of_themselves_is_what_the_page_says(project_commands) -> None:
    """When this fails: python -m tests.docs"""
    assert commands.written() == project_commands[1]


def test_commands_that_only_django_has_are_named(project_commands) -> None:
    """When this fails: python -m tests.docs"""
    assert commands.missing_as_written() == project_commands[2]


def test_every_exit_code_is_documented() -> None:
    documented = {int(cells[0]) for cells in rows(section(text_of("commands.md"), "Exit codes", 2)) if cells[0].isdigit()}  # fmt: skip
    main = importlib.import_module("mtvgen.cli.main")
    errors = importlib.import_module("mtvgen.errors")

    there = {0, main.OUR_BUG, main.INTERRUPTED, main.BROKEN_PIPE}
    there |= {
        value.exit_code
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.MtvgenError)
    }

    assert documented == there


def test_every_environment_variable_that_is_read_is_documented() -> None:
    text = section(text_of("commands.md"), "Environment variables", 2)
    sources = [*HOME.glob("mtvgen/**/*.py"), *HOME.glob("project_template/*/*/settings.py")]
    reads = re.compile(r"""os\.environ(?:\.get\(|\.pop\(|\.setdefault\(|\[)["'](\w+)["']""")
    read = {name for path in sources for name in reads.findall(path.read_text(encoding="utf-8"))}
    ours = {
        "MTVGEN_LISTENER",
        "MTVGEN_REPORT",
        "MTVGEN_LIFELINE",
        "MTVGEN_SPARE",
        "_MTVGEN_COMPLETE",
    }
    ours |= {"MTVGEN_SERVING", "MTVGEN_PATCHED"}

    assert "NO_COLOR" in read
    assert {name for name in read | ours if f"`{name}`" not in text} == set()


def test_every_setting_is_documented_with_its_default() -> None:
    written = settings.written()

    assert {name: default for name, (default, _) in written.items()} == settings.there(), (
        "python -m tests.docs brings it up to date"
    )
    assert [name for name, (_, meaning) in written.items() if meaning == "?"] == []


def test_every_check_is_documented_and_no_other() -> None:
    sources = HOME.glob("mtvgen/runtime/**/*.py")
    found = re.compile(r"""["']((?:[a-z]+|\d_\d)\.[EWI]\d{3})["']""")
    there = {one for path in sources for one in found.findall(path.read_text(encoding="utf-8"))}
    there -= {"mysite.E001", "app.E001"}  # examples in docstrings
    text = text_of("checks.md")

    assert len(there) > 20
    assert {c[0].strip("`") for c in rows(text) if c[0].startswith("`")} == there


def test_every_server_is_documented_as_the_catalogue_has_it() -> None:
    assert servers.written() == servers.table(), "python -m tests.docs brings it up to date"
    odd = section(text_of("servers.md"), "What is odd about some", 2)
    named = {name for cells in rows(odd) for name in re.findall(r"`(\w+)`", cells[0])}

    assert named - set(SERVERS) == set()


def test_every_recipe_is_on_the_page_of_deploying() -> None:
    page = (HOME / "docs" / "how-to" / "deploy.md").read_text(encoding="utf-8")

    for name, purpose in RECIPES.items():
        assert re.search(rf"^{name} +{re.escape(purpose)}$", page, re.M), name


def test_every_fixture_of_pytest_is_documented() -> None:
    source = (HOME / "mtvgen/runtime/test/fixtures.py").read_text(encoding="utf-8")
    there = set(re.findall(r"^@pytest\.fixture\ndef (\w+)", source, re.M))

    table = section(text_of("pytest.md"), "Fixtures", 2)

    assert {cells[0].strip("`") for cells in rows(table) if cells[0].startswith("`")} == there
    assert "client" in there


def test_every_limit_of_the_server_is_documented_with_its_value() -> None:
    there = {name: str(getattr(Limits(), name)) for name in Limits.__annotations__}
    text = section(text_of("limits.md"), "The development server", 2)
    documented = {c[0].strip("`"): c[1] for c in rows(text) if c[0].startswith("`")}

    assert documented == there


def test_limits_that_are_told_are_those_that_hold() -> None:
    text = text_of("limits.md")
    watching = importlib.import_module("mtvgen.runtime.server.watching")

    for number in (
        global_settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        global_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        global_settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        global_settings.FILE_UPLOAD_MAX_MEMORY_SIZE,
        MAX_TOTAL_HEADER_SIZE,
        MAX_URL_REDIRECT_LENGTH,
        sys.int_info.default_max_str_digits,
        names.MAX_BYTES,
    ):
        assert f"| {number}" in text
    for number in (
        tree.MOST_FILES,
        tree.MOST_BYTES,
        answers.LONGEST_TEXT,
        kits._MAX_BYTES,
        watching._MOST_FOLDERS,
        archives.MOST_ZIPPED,
        archives.MOST_DIRECTORY,
        archives.MOST_RATIO,
        archives.MIN_BOMB,
        unpacking.DEEPEST,
        tree.LONGEST_PATH,
        addresses.LONGEST_ADDRESS,
        repositories.MOST_FETCHED,
        kits.LONGEST_FILLED,
        fence.MOST_MEMORY,
        questions.LONGEST_PATTERN,
        digest.MOST_BYTES,
    ):
        assert f"{number:,}" in text
    for seconds in (
        fence.SECONDS_EACH,
        fence.SECONDS,
        hooks.TIME_LIMIT,
        repositories.TIME_LIMIT,
    ):
        assert f"{seconds:g} seconds" in text


def test_every_kit_and_every_part_of_one_is_documented() -> None:
    text = text_of("kits.md")
    shipped = kits.shipped()
    keys = {
        key
        for kit in shipped
        for key in tomllib.loads((kits.home() / kit / kits.ABOUT).read_text(encoding="utf-8"))
    }
    scaffold = Path(tree.__file__).parent
    special = {
        name
        for path in scaffold.glob("*.py")
        for name in re.findall(r'variables\.get\("(_\w+)"', path.read_text(encoding="utf-8"))
    }

    for word in (
        *shipped,
        *keys,
        *programs.HOOKS,
        *environment.OPTIONS,
        *programs.HARMLESS_EXTENSIONS,
        *sorted(special),
    ):
        assert f"`{word}`" in text, word


def test_every_name_that_templates_have_is_documented() -> None:
    text = text_of("templates.md")
    jinja2 = importlib.import_module("mtvgen.runtime.template.backends.jinja2")
    processors = importlib.import_module("mtvgen.runtime.template.context_processors")
    made = jinja2.environment(autoescape=True)
    own = {name for name, one in made.filters.items() if one is not DEFAULT_FILTERS.get(name)}
    there = [*made.globals, *own, "request", "csrf_input", "csrf_token"]
    there += [
        name
        for name, value in vars(processors).items()
        if getattr(value, "__module__", "") == processors.__name__
    ]

    assert sorted(name for name in there if not re.search(rf"`{name}\b", text)) == []


LIST_NAMES = """
import json
from tests.docs import names
names.set_up()
print(json.dumps({module: [names.page_of(module), one] for module, one in names.offered().items()}))
"""


def test_every_public_name_is_on_a_page_of_the_reference() -> None:
    """Those that Django has too. When this fails: python -m tests.docs"""
    found = said_by(LIST_NAMES)
    there = {(page, module, name) for module, (page, members) in found.items() for name in members}

    documented = {
        (path.stem, module, name)
        for path in public.FOLDER.glob("*.md")
        for module, members in public.documented(path).items()
        for name in members
    }

    assert len(there) > 400
    assert sorted(there ^ documented) == []
