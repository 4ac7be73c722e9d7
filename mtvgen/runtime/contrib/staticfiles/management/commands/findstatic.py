"""findstatic: say where a static file lies."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .....core.management.base import LabelCommand
from ... import finders


class Command(LabelCommand):
    """Say where static files lie, the one that is served first."""

    help = "Say where a static file lies, in the order in which apps and folders are asked."
    example = "findstatic css/site.css"
    label = "file"
    missing_args_message = "Name a static file, such as css/site.css."

    def add_arguments(self, parser: Any) -> None:
        """Take the files, and --first."""
        parser.add_argument(
            "args",
            metavar="file",
            nargs="+",
            help="Path of the file below a folder static/, such as css/site.css.",
        )
        parser.add_argument(
            "--first",
            action="store_false",
            dest="all",
            help="Show only the one that is served.",
        )

    def handle_label(self, label: str, **options: Any) -> str | None:
        """Return the places of the file *label*."""
        found = finders.find(label, find_all=options["all"])
        searched = "\n  ".join(str(location) for location in finders.searched_locations)
        looked = f"\nLooking in the following locations:\n  {searched}"
        details = looked if options["verbosity"] >= 2 else ""
        if not found:
            if options["verbosity"] >= 1:
                self.stderr.write(_not_found(label) + details)
            return None
        places = [
            str(Path(one).resolve()) for one in ([found] if isinstance(found, str) else found)
        ]
        if options["verbosity"] < 1:
            return "\n".join(places)
        return "\n  ".join([f"Found '{label}' here:", *places]) + details


def _not_found(label: str) -> str:
    """Return the sentences for a file that no app and no folder has."""
    known = sorted({str(name) for finder in finders.get_finders() for name, _ in finder.list([])})
    near = get_close_matches(label.replace("\\", "/"), known, n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    return f"No static file is called {label!r}.{meant}"
