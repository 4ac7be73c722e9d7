"""COMMANDS: every command, with what `mtvgen --help` says about it. Nothing heavy is imported here."""

from typing import NamedTuple

GROUPS = ("Create", "Learn", "Run", "Database", "Look inside")
"""The headings of `mtvgen --help`, in order."""


class Command(NamedTuple):
    """One line of the table.

    module: where the click command of that name is; empty for what a project's manage.py runs.
    usage: the arguments of a handed-over command, for its help outside a project. group: empty
    for a command that the overview leaves out. alone: the options with which a handed-over command
    needs no project; "*" for one that never needs any.
    """

    name: str
    group: str
    help: str
    module: str = ""
    usage: str = ""
    example: str = ""
    alone: str = ""


_ALL = (
    Command(
        "startproject", "Create", "Create a new project from a kit.", "mtvgen.cli.startproject"
    ),
    Command("kit", "Create", "Make, check and hand over kits.", "mtvgen.cli.kit"),
    Command("startapp", "Create", "Add an app to the project, wired.", "mtvgen.cli.startapp"),
    Command(
        "generate", "Create", "Write a model, its pages, a view, a command.", "mtvgen.cli.generate"
    ),
    Command(
        "update", "Create", "Bring the project up to its kit's newer version.", "mtvgen.cli.update"
    ),
    Command("bundle", "Create", "Copy the runtime into the project.", "mtvgen.cli.bundle"),
    Command("unbundle", "Create", "Take the copied runtime out again.", "mtvgen.cli.unbundle"),
    Command("destroy", "Create", "Take back what startapp or generate made.", "mtvgen.cli.destroy"),
    Command("undo", "Create", "Take back the last of these commands.", "mtvgen.cli.undo"),
    Command(
        "lesson",
        "Learn",
        "Climb from a socket to a framework, step by step.",
        "mtvgen.cli.lesson",
    ),
    Command(
        "runserver",
        "Run",
        "Serve the project on this computer.",
        usage="[[ADDR:]PORT] [--server NAME] [--app MODULE:NAME]",
        example="runserver 8080",
        alone="--app",
    ),
    Command(
        "servers",
        "Run",
        "List the WSGI servers that can serve it.",
        usage="[--json]",
        example="servers",
        alone="*",
    ),
    Command(
        "deploy",
        "Run",
        "Write ready files for the public.",
        usage="[--list] [NAME]",
        example="deploy gunicorn-nginx --host www.example.org",
        alone="--app --list",
    ),
    Command("test", "Run", "Run the project's tests.", usage="[LABEL ...]", example="test"),
    Command("shell", "Run", "Open a Python prompt that knows the project.", example="shell"),
    Command(
        "manage",
        "Run",
        "Run any command of manage.py, the project's own too.",
        usage="COMMAND ...",
        example="manage help",
    ),
    Command(
        "migrate",
        "Database",
        "Bring the tables up to the models.",
        usage="[APP] [MIGRATION]",
        example="migrate",
    ),
    Command(
        "makemigrations",
        "Database",
        "Write down what changed in the models.",
        usage="[APP ...]",
        example="makemigrations",
    ),
    Command(
        "showmigrations",
        "Database",
        "List the migrations and which are done.",
        usage="[APP ...]",
        example="showmigrations",
    ),
    Command(
        "sqlmigrate",
        "Database",
        "Show the SQL of a migration.",
        usage="APP MIGRATION",
        example="sqlmigrate mysite 0001",
    ),
    Command(
        "squashmigrations",
        "Database",
        "Make one migration of many.",
        usage="APP [START] END",
        example="squashmigrations mysite 0004",
    ),
    Command(
        "seed",
        "Database",
        "Fill the tables with sample rows.",
        usage="[APP[.MODEL] ...]",
        example="seed mysite.Entry --rows 20",
    ),
    Command(
        "dumpdata",
        "Database",
        "Write rows into a fixture.",
        usage="[APP[.MODEL] ...]",
        example="dumpdata mysite --indent 2 -o sample.json",
    ),
    Command(
        "loaddata",
        "Database",
        "Load the rows of fixtures.",
        usage="FIXTURE ...",
        example="loaddata sample.json",
    ),
    Command(
        "flush",
        "Database",
        "Delete every row.",
        example="flush",
    ),
    Command(
        "dbshell",
        "Database",
        "Open the database's own command line.",
        usage="[-- ARGUMENT ...]",
        example="dbshell",
    ),
    Command(
        "inspectdb",
        "Database",
        "Write models for the tables that a database has.",
        usage="[TABLE ...]",
        example="inspectdb",
    ),
    Command(
        "xray",
        "Look inside",
        "Show a request on its way through the project.",
        usage="[METHOD] PATH",
        example="xray /",
        alone="--open",
    ),
    Command("routes", "Look inside", "List the URL patterns and their views.", example="routes"),
    Command(
        "check", "Look inside", "Find mistakes in the project before it runs.", example="check"
    ),
    Command(
        "diffsettings",
        "Look inside",
        "Show which settings differ from the defaults.",
        example="diffsettings",
    ),
    Command(
        "completion",
        "",
        "Print the script that teaches the shell's Tab key.",
        "mtvgen.cli.completion",
    ),
)

COMMANDS = {command.name: command for command in _ALL}
