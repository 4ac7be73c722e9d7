"""FileSystemStorage: files kept in a folder of this machine."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ....conf import settings
from ....utils.deconstruct import deconstructible
from ..base import File
from ..move import file_move_safe
from .placed import PlacedStorage


@deconstructible(path=f"{__name__.rpartition('.')[0]}.FileSystemStorage")
class FileSystemStorage(PlacedStorage):
    """Keeps files below the folder *location*, and says that a browser gets them at *base_url*.

    What is None comes from MEDIA_ROOT, MEDIA_URL, FILE_UPLOAD_PERMISSIONS and
    FILE_UPLOAD_DIRECTORY_PERMISSIONS. allow_overwrite: a new file takes the place of an old one.
    """

    def __init__(
        self,
        location: Any = None,
        base_url: str | None = None,
        file_permissions_mode: int | None = None,
        directory_permissions_mode: int | None = None,
        allow_overwrite: bool = False,
    ) -> None:
        super().__init__(location, base_url, file_permissions_mode, directory_permissions_mode)
        self._allow_overwrite = allow_overwrite

    def _open(self, name: str, mode: str = "rb") -> File:
        return File(Path(self.path(name)).open(mode))

    def _save(self, name: str, content: Any) -> str:
        while True:
            full_path = Path(self.path(name))
            self._make_folder(full_path.parent)
            try:
                self._write(full_path, content)
            except FileExistsError:  # somebody else was quicker: under another name, then
                name = self.get_available_name(name)
            else:
                break
        if self.file_permissions_mode is not None:
            full_path.chmod(self.file_permissions_mode)
        if hasattr(os, "chown"):
            group = Path(self.location).stat().st_gid
            if full_path.stat().st_gid != group:
                with suppress(PermissionError):
                    os.chown(full_path, -1, group)
        return os.path.relpath(full_path, self.location).replace("\\", "/")

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        mode = self.directory_permissions_mode
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise FileExistsError(f"{folder} exists and is not a directory.") from None
        except NotADirectoryError:
            raise FileExistsError(f"A folder on the way to {folder} is a file.") from None
        if mode is not None:
            for one in missing:
                one.chmod(mode)

    def _write(self, full_path: Path, content: Any) -> None:
        if hasattr(content, "temporary_file_path"):
            file_move_safe(
                content.temporary_file_path(), full_path, allow_overwrite=self._allow_overwrite
            )
            return
        # SAFETY: "x" never follows a link, and never writes into a file that is there
        with full_path.open("wb" if self._allow_overwrite else "xb") as target:
            try:
                for chunk in content.chunks():
                    target.write(chunk if isinstance(chunk, bytes) else chunk.encode("utf-8"))
            except BaseException:
                target.close()
                full_path.unlink()
                raise

    def delete(self, name: str) -> None:
        """Delete the file, or the empty folder; one that is not there is no error."""
        if not name:
            raise ValueError("The name must be given to delete().")
        path = Path(self.path(name))
        with suppress(FileNotFoundError):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink()

    def is_name_available(self, name: str, max_length: int | None = None) -> bool:
        """Return whether *name* may be used: every short one when files may be overwritten."""
        if self._allow_overwrite:
            return not (max_length and len(name) > max_length)
        return super().is_name_available(name, max_length=max_length)

    def get_alternative_name(self, file_root: str, file_ext: str) -> str:
        """Return another name; the same when files may be overwritten."""
        if self._allow_overwrite:
            return f"{file_root}{file_ext}"
        return super().get_alternative_name(file_root, file_ext)

    def exists(self, name: str) -> bool:
        """Return whether there is anything of that name, be it a link that leads nowhere."""
        return os.path.lexists(self.path(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the names of the folders, and of all else, in the folder *path*."""
        folders: list[str] = []
        files: list[str] = []
        with os.scandir(self.path(path)) as entries:
            for entry in entries:
                (folders if entry.is_dir() else files).append(entry.name)
        return folders, files

    def size(self, name: str) -> int:
        """Return the bytes of the file."""
        return Path(self.path(name)).stat().st_size

    def get_accessed_time(self, name: str) -> datetime:
        """Return when the file was last read."""
        return _moment(Path(self.path(name)).stat().st_atime)

    def get_created_time(self, name: str) -> datetime:
        """Return when the file was made; on Unix, when its name or rights last changed."""
        return _moment(Path(self.path(name)).stat().st_ctime)

    def get_modified_time(self, name: str) -> datetime:
        """Return when the file was last written."""
        return _moment(Path(self.path(name)).stat().st_mtime)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC if settings.USE_TZ else None)
