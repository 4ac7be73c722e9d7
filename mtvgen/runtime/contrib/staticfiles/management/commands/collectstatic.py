"""collectstatic: gather all static files into one folder, for the web server to show."""

import os
from pathlib import Path
from typing import Any

from .....apps import apps
from .....core.checks import Tags
from .....core.files.storage import FileSystemStorage
from .....core.management.base import BaseCommand, CommandError
from .....utils.functional import cached_property
from ...finders import get_finders
from ...storage import staticfiles_storage


class Command(BaseCommand):
    """Copy, or link, the static files of all apps and folders into settings.STATIC_ROOT."""

    help = "Gather the static files of all apps into STATIC_ROOT, for the web server to show."
    example = "collectstatic --noinput"
    requires_system_checks = [Tags.staticfiles]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.copied_files: list[str] = []
        self.symlinked_files: list[str] = []
        self.unmodified_files: list[str] = []
        self.post_processed_files: list[str] = []
        self.storage: Any = staticfiles_storage

    @cached_property
    def local(self) -> bool:
        """True when the files go to a folder of this machine."""
        try:
            self.storage.path("")
        except NotImplementedError:
            return False
        return True

    def add_arguments(self, parser: Any) -> None:
        """Take Django's options."""
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help="Ask nothing.",
        )
        parser.add_argument(
            "--no-post-process",
            action="store_false",
            dest="post_process",
            help="Do not let the storage work on the files afterwards.",
        )
        parser.add_argument(
            "-i",
            "--ignore",
            action="append",
            default=[],
            dest="ignore_patterns",
            metavar="PATTERN",
            help="Leave out files and folders like this ('*.scss'); may be given several times.",
        )
        parser.add_argument(
            "-n", "--dry-run", action="store_true", help="Say what would be done, and do nothing."
        )
        parser.add_argument(
            "-c", "--clear", action="store_true", help="First delete what is in the folder."
        )
        parser.add_argument(
            "-l", "--link", action="store_true", help="Make a link to each file, not a copy."
        )
        parser.add_argument(
            "--no-default-ignore",
            action="store_false",
            dest="use_default_ignore_patterns",
            help="Take also what is usually left out: CVS, .* and *~.",
        )

    def set_options(self, **options: Any) -> None:
        """Keep the options where the steps find them."""
        self.interactive: bool = options["interactive"]
        self.verbosity: int = options["verbosity"]
        self.symlink: bool = options["link"]
        self.clear: bool = options["clear"]
        self.dry_run: bool = options["dry_run"]
        self.post_process: bool = options["post_process"]
        patterns = list(options["ignore_patterns"])
        if options["use_default_ignore_patterns"]:
            patterns += apps.get_app_config("staticfiles").ignore_patterns  # type: ignore[attr-defined]
        self.ignore_patterns = list({os.path.normpath(pattern) for pattern in patterns})

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Ask, collect, and return what was done."""
        self.set_options(**options)
        destination = self.storage.location if self.is_local_storage() else None
        if self.local:
            self._refuse_a_source_as_destination()
        self._ask(destination)
        collected = self.collect()
        if self.verbosity < 1:
            return None
        modified, unmodified, processed = (
            len(collected[kind]) for kind in ("modified", "unmodified", "post_processed")
        )
        return (
            f"\n{modified} static file{'' if modified == 1 else 's'} "
            f"{'symlinked' if self.symlink else 'copied'}"
            + (f" to '{destination}'" if destination else "")
            + (f", {unmodified} unmodified" if unmodified else "")
            + (f", {processed} post-processed" if processed else "")
            + "."
        )

    def _refuse_a_source_as_destination(self) -> None:
        # SAFETY: files that are copied onto themselves, or cleared away, would be lost
        destination = Path(self.storage.path("")).resolve()
        for finder in get_finders():
            for root in map(Path, finder.roots()):
                source = root.resolve()
                if destination.is_relative_to(source) or source.is_relative_to(destination):
                    raise CommandError(
                        f"STATIC_ROOT is {destination}, and your static files are in {source}: "
                        "they would be copied onto themselves. Name another folder in STATIC_ROOT, "
                        'such as BASE_DIR / "staticfiles".'
                    )

    def _ask(self, destination: Any) -> None:
        occupied = destination is None or (
            Path(destination).is_dir() and any(Path(destination).iterdir())
        )
        if not (self.interactive and occupied):
            return
        question = [
            "\nYou have requested to collect static files at the destination\n"
            "location as specified in your settings"
            + (f":\n\n    {destination}\n\n" if destination else ".\n\n"),
            "This will DELETE ALL FILES in this location!\n"
            if self.clear
            else "This will overwrite existing files!\n",
            "Are you sure you want to do this?\n\n",
            "Type 'yes' to continue, or 'no' to cancel: ",
        ]
        if self.dry_run:
            question.insert(0, "\nNothing will be changed: this is a dry run.\n")
        try:
            answer = input("".join(question))
        except EOFError:
            raise CommandError("Nobody answers here. Add --noinput to go on unasked.") from None
        if answer != "yes":
            raise CommandError("Collecting static files cancelled.")

    def collect(self) -> dict[str, list[str]]:
        """Do the work; return the paths by what was done with them."""
        if self.symlink and not self.local:
            raise CommandError("Can't symlink to a remote destination.")
        if self.clear:
            self.clear_dir("")
        take = self.link_file if self.symlink else self.copy_file
        found: dict[str, tuple[Any, str]] = {}
        for finder in get_finders():
            for path, storage in finder.list(self.ignore_patterns):
                prefix = getattr(storage, "prefix", None)
                prefixed = os.path.join(prefix, path) if prefix else path  # noqa: PTH118
                if prefixed not in found:
                    found[prefixed] = (storage, path)
                    take(path, prefixed, storage)
                    continue
                self.log(
                    f"Found another file with the destination path '{prefixed}'. It will be "
                    "ignored since only the first encountered file is collected. If this is not "
                    "what you want, make sure every static file has a unique path.",
                    level=1,
                )
        if self.post_process and hasattr(self.storage, "post_process"):
            self._post_process(found)
        return {
            "modified": self.copied_files + self.symlinked_files,
            "unmodified": self.unmodified_files,
            "post_processed": self.post_processed_files,
        }

    def _post_process(self, found: dict[str, tuple[Any, str]]) -> None:
        for original, processed_path, processed in self.storage.post_process(
            found, dry_run=self.dry_run
        ):
            if isinstance(processed, Exception):
                self.stderr.write(f"Post-processing '{original}' failed!")
                raise processed
            if processed:
                self.log(f"Post-processed '{original}' as '{processed_path}'")
                self.post_processed_files.append(original)
            else:
                self.log(f"Skipped post-processing '{original}'")

    def log(self, msg: str, level: int = 2) -> None:
        """Write *msg* when so much is wanted."""
        if self.verbosity >= level:
            self.stdout.write(msg)

    def is_local_storage(self) -> bool:
        """Return whether the storage is a folder."""
        return isinstance(self.storage, FileSystemStorage)

    def clear_dir(self, path: str) -> None:
        """Delete all files below *path*, and the links, whatever they lead to."""
        if not self.storage.exists(path):
            return
        folders, files = self.storage.listdir(path)
        for name in files:
            self._delete(os.path.join(path, name))  # noqa: PTH118  # a storage's name is a text
        for name in folders:
            below = os.path.join(path, name)  # noqa: PTH118
            # SAFETY: a link to a folder is deleted, not what lies in that folder
            if self.local and Path(self.storage.path(below)).is_symlink():
                self._delete(below)
            else:
                self.clear_dir(below)

    def _delete(self, path: str) -> None:
        if self.dry_run:
            self.log(f"Pretending to delete '{path}'", level=1)
            return
        self.log(f"Deleting '{path}'", level=1)
        self.storage.delete(path)

    def delete_file(self, path: str, prefixed_path: str, source_storage: Any) -> bool:
        """Return whether the file has to be taken anew; an old copy is deleted then."""
        if not self.storage.exists(prefixed_path):
            return True
        if self._is_unmodified(path, prefixed_path, source_storage):
            if prefixed_path not in self.unmodified_files:
                self.unmodified_files.append(prefixed_path)
            self.log(f"Skipping '{path}' (not modified)")
            return False
        if self.dry_run:
            self.log(f"Pretending to delete '{path}'")
        else:
            self.log(f"Deleting '{path}'")
            self.storage.delete(prefixed_path)
        return True

    def _is_unmodified(self, path: str, prefixed_path: str, source_storage: Any) -> bool:
        try:
            target = self.storage.get_modified_time(prefixed_path)
            source = source_storage.get_modified_time(path)
        except (OSError, NotImplementedError):  # a link that leads nowhere, a storage without times
            return False
        if self.local and self.symlink != Path(self.storage.path(prefixed_path)).is_symlink():
            return False  # a copy where a link is wanted, or the other way round
        # not every storage keeps parts of a second
        return bool(target.replace(microsecond=0) >= source.replace(microsecond=0))

    def link_file(self, path: str, prefixed_path: str, source_storage: Any) -> None:
        """Make a link to the file."""
        if prefixed_path in self.symlinked_files:
            self.log(f"Skipping '{path}' (already linked earlier)")
            return
        if not self.delete_file(path, prefixed_path, source_storage):
            return
        source = source_storage.path(path)
        if self.dry_run:
            self.log(f"Pretending to link '{source}'", level=1)
        else:
            self.log(f"Linking '{source}'")
            target = Path(self.storage.path(prefixed_path))
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                target.unlink(missing_ok=True)
                target.symlink_to(source)
            except (NotImplementedError, OSError) as error:
                raise CommandError(f"'{source}' cannot be linked: {error}") from error
        self.symlinked_files.append(prefixed_path)

    def copy_file(self, path: str, prefixed_path: str, source_storage: Any) -> None:
        """Copy the file."""
        if prefixed_path in self.copied_files:
            self.log(f"Skipping '{path}' (already copied earlier)")
            return
        if not self.delete_file(path, prefixed_path, source_storage):
            return
        source = source_storage.path(path)
        if self.dry_run:
            self.log(f"Pretending to copy '{source}'", level=1)
        else:
            self.log(f"Copying '{source}'")
            with source_storage.open(path) as file:
                self.storage.save(prefixed_path, file)
        self.copied_files.append(prefixed_path)
