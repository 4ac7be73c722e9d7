"""The texts of `mtvgen --help`, made from the table of commands alone, and of `mtvgen --version`.

PERF: click takes three times a bare interpreter's CPU to import; these answers do without it.
"""

from .. import __version__
from .commands import COMMANDS, GROUPS

USAGE = "mtvgen COMMAND [ARGUMENTS]"
PURPOSE = "Generate web projects in Django's model-template-view shape, and serve them."

_OPTIONS = (
    ("--version", "Show the versions of mtvgen, Python and the system."),
    ("--help", "Show this text; after a command, what that command does."),
)
_EXAMPLES = (
    "mtvgen startproject mysite",
    "mtvgen startproject --list-kits",
    "mtvgen runserver",
    "mtvgen lesson start",
)
_WHERE = "All but startproject, kit and lesson work on the project around the current folder."
_END = "The Tab key can know all this: mtvgen completion --help"


def text() -> str:
    """Return the overview: every command in its group, the options, examples."""
    width = max(len(name) for name in COMMANDS) + 2
    lines = [f"Usage: {USAGE}", "", f"  {PURPOSE}", ""]
    for group in GROUPS:
        lines.append(f"{group}:")
        lines += [
            f"  {one.name:{width}}{one.help}" for one in COMMANDS.values() if one.group == group
        ]
        lines.append("")
    lines += [_WHERE, ""]
    lines += ["Options:", *(f"  {name:{width}}{help_}" for name, help_ in _OPTIONS), ""]
    lines += ["Examples:", *(f"  {example}" for example in _EXAMPLES), "", _END]
    return "\n".join(lines)


def version() -> str:
    """Return the versions that a report of a problem needs."""
    import platform  # PERF: 3 ms; only --version needs it

    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"mtvgen {__version__} (Python {platform.python_version()}, {system})"
