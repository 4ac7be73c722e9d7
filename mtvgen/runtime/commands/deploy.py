"""`deploy`: ready files for a server that the public sees."""

import os
import re
import sys
from pathlib import Path
from typing import Any

from ..core.management.base import BaseCommand, CommandError, CommandParser
from ..servers.deployment import RECIPES, DeployRefused, Site, check, plan, write

_HOST = re.compile(r"[\w.-]+")


class Command(BaseCommand):
    """Write the files of a recipe."""

    help = (
        "Write ready files that put the project, or what --app names, on the web. No file that is "
        "there is overwritten without --force. Ends with what to type next."
    )
    example = (
        "deploy --list\ndeploy gunicorn-nginx --host www.example.org\ndeploy docker --dry-run\n"
        "deploy uwsgi --app shop:app"
    )
    loads_project = False
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the recipe and what it must know."""
        parser.add_argument("recipe", nargs="?", default="", help="What to write; see --list.")
        parser.add_argument(
            "--list", action="store_true", dest="as_list", help="List the recipes, and stop."
        )
        parser.add_argument(
            "--host",
            default="www.example.org",
            metavar="NAME",
            help="Name of the site (www.example.org).",
        )
        parser.add_argument(
            "--port",
            type=int,
            default=8001,
            metavar="N",
            help="Port between the web server and the application (8001).",
        )
        parser.add_argument(
            "--app", default="", metavar="MODULE:NAME", help="Another application than the project."
        )
        parser.add_argument("--dry-run", action="store_true", help="Show the files; write nothing.")
        parser.add_argument(
            "--force", action="store_true", help="Overwrite files that are there (never secrets)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files, and say what to do with them."""
        if options["as_list"]:
            width = max(map(len, RECIPES)) + 2
            for name, purpose in RECIPES.items():
                self.stdout.write(f"{name:<{width}}{purpose}")
            return
        try:
            self._deploy(options)
        except DeployRefused as refusal:
            code = 1 if "--force" in refusal.hint else 2
            raise CommandError(f"{refusal.args[0]}\n{refusal.hint}", returncode=code) from None

    def _deploy(self, options: dict[str, Any]) -> None:
        check(options["recipe"])
        if not _HOST.fullmatch(options["host"]):
            raise DeployRefused(
                f"{options['host']!r} is not the name of a site.", hint="Like: www.example.org"
            )
        site = site_of(options)
        files, told = plan(options["recipe"], site)
        if options["dry_run"]:
            for one in files:
                self.stdout.write(self.style.SUCCESS(f"--- {one.path}"))
                self.stdout.write(one.text)
            self.stdout.write("Nothing was written (--dry-run).")
            return
        fates = write(files, site.folder, force=options["force"])
        for path, fate in fates.items():
            self.stdout.write(f"{fate:<12}{path}")
        self.stdout.write("\nNext:")
        if site.is_project and not site.static_root and "static" in told:
            self.stdout.write('  (in settings.py: STATIC_ROOT = BASE_DIR / "staticfiles")')
        for line in told.splitlines():
            self.stdout.write(f"  {line}")


def site_of(options: dict[str, Any]) -> Site:
    """Return what is to be deployed: the project, or the application that `--app` names."""
    common = {
        "host": options["host"],
        "port": options["port"],
        "python": sys.executable,
        "prefix": sys.prefix,
    }
    if options["app"]:
        from ..servers.target import TargetRefused, spelled_out

        try:
            module, expression, _ = spelled_out(options["app"])
        except TargetRefused as refusal:
            raise DeployRefused(refusal.args[0], hint=refusal.hint) from None
        name = module.partition(".")[0]
        target = f"{module}:{expression}"
        return Site(name=name, folder=Path.cwd(), target=target, is_project=False, **common)
    settings_name = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    if not settings_name:
        raise DeployRefused("There is no project here.", hint="Name an application: --app shop:app")
    from ..conf import settings

    root = str(settings.STATIC_ROOT) if settings.STATIC_ROOT else ""
    return Site(
        name=settings_name.partition(".")[0],
        folder=Path(sys.argv[0]).resolve().parent,
        target="wsgi:application",
        is_project=True,
        static_root=root,
        static_url=settings.STATIC_URL or "/static/",
        **common,
    )
