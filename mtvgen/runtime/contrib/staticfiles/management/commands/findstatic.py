"""findstatic: say where a static file lies."""

from pathlib import Path
from typing import Any

from .....core.management.base import LabelCommand
from ... import finders


class Command(LabelCommand):
    """Say where static files lie, the one that is served first."""

    help = "Say where a static file lies, in the order in which apps and folders are asked."
    example = "findstatic css/site.css"
    label = "staticfile"

    def add_arguments(self, parser: Any) -> None:
        """Take the files, and --first."""
        super().add_arguments(parser)
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
                self.stderr.write(f"No matching file found for '{label}'.{details}")
            return None
        places = [
            str(Path(one).resolve()) for one in ([found] if isinstance(found, str) else found)
        ]
        if options["verbosity"] < 1:
            return "\n".join(places)
        return "\n  ".join([f"Found '{label}' here:", *places]) + details
