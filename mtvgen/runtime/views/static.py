"""serve(): files of a folder, for development. (Django's documentation: howto/static-files.)

Nothing outside of the folder is ever sent, whatever the path or a link says, and nothing hidden.
"""

import mimetypes
import os
import stat
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..conf import settings
from ..core.exceptions import ImproperlyConfigured
from ..http import FileResponse, Http404, HttpResponse, HttpResponseNotAllowed
from ..http.ranges import answer_range
from ..template import TemplateDoesNotExist, loader
from ..utils.cache import get_conditional_response
from ..utils.http import http_date, parse_http_date

_TYPES = {
    ".js": "text/javascript",
    ".map": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".otf": "font/otf",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
)
_MARKS_OF_SOURCES = ("__init__.py", "manage.py")
_INDEX_TEMPLATES = ["static/directory_index.html", "static/directory_index"]
_BLOCK = 64 * 2**10


def serve(request: Any, path: str, document_root: Any = None, show_indexes: bool = False) -> Any:
    """Return the file *path* below the folder *document_root*.

        path("files/<path:path>", serve, {"document_root": settings.BASE_DIR / "files"})

    show_indexes: for a folder, list what is in it; the template static/directory_index.html may
    show it (it gets `directory` and `file_list`). Answers 304, 206 and 416 where the request's
    conditions and its range say so. Raises Http404 for what is not there, is hidden (a name that
    begins with a dot), is no plain file, lies outside by a link, is a source of a Python package or
    project, or one of the site's databases.
    """
    if request.method not in ("GET", "HEAD", None):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if document_root is None:
        raise ImproperlyConfigured(
            "serve() does not know which folder to serve.",
            hint='Write it into your urls.py: path(…, serve, {"document_root": …}).',
        )
    full_path = _find(Path(document_root), path)
    if full_path.is_dir():
        if show_indexes:
            return directory_index(path.strip("/"), full_path)
        raise Http404("Directory indexes are not allowed here.")
    if path.endswith("/"):
        raise Http404(f"{path!r} is a file, and the path ends with a slash.")
    try:
        file = full_path.open("rb")
    except OSError as error:
        raise Http404(f"{path!r} cannot be read.") from error
    try:
        return _answer(request, file, full_path)
    except BaseException:
        file.close()
        raise


def was_modified_since(header: str | None = None, mtime: float = 0) -> bool:
    """Return whether something of *mtime* (seconds since 1970) is newer than *header* says.

    header: the value of If-Modified-Since; True when it is None or no date.
    """
    if header is None:
        return True
    try:
        return int(mtime) > parse_http_date(header)
    except (ValueError, OverflowError):
        return True


def directory_index(path: str, fullpath: Any) -> HttpResponse:
    """Return the page that lists the folder *fullpath*; *path* is what the browser asked for."""
    folder = Path(fullpath)
    entries = [
        entry
        for entry in folder.iterdir()
        if not entry.name.startswith(".") and not _is_private(entry.resolve())
    ]
    names = sorted(f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries)
    context = {"directory": f"{path}/", "file_list": names}
    try:
        page = loader.select_template(_INDEX_TEMPLATES).render(context)
    except TemplateDoesNotExist:
        links = [(f"./{quote(name)}", name) for name in names]
        page = _index_page().render(directory=path, links=links)
    return HttpResponse(page)


@cache
def _index_page() -> Any:
    from jinja2 import Environment

    source = Path(__file__).parent / "pages" / "directory_index.html"
    return Environment(autoescape=True).from_string(source.read_text(encoding="utf-8"))


def _find(root: Path, path: str) -> Path:
    """Return the resolved path of a file or folder. Raises Http404 unless it may be shown."""
    parts = [part for part in path.split("/") if part]
    if not all(map(_is_plain, parts)):
        raise Http404(f"There is no file {path!r}.")
    try:
        root = root.resolve()
        full_path = root.joinpath(*parts).resolve(strict=True)
        mode = full_path.stat().st_mode
    except (OSError, RuntimeError, ValueError) as error:  # also a circle of links, a name too long
        raise Http404(f"There is no file {path!r}.") from error
    # SAFETY: a link may lead out of the folder, or to what is hidden in it
    inside = full_path.is_relative_to(root) and all(
        map(_is_plain, full_path.relative_to(root).parts)
    )
    # SAFETY: opening a pipe or a device may wait for ever
    if not inside or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) or _is_private(full_path):
        raise Http404(f"There is no file {path!r}.")
    return full_path


def _is_private(path: Path) -> bool:
    """Return whether *path* is a source of the site, or one of its databases.

    SAFETY: a whole project may have been named as the folder to be served.
    """
    if path.suffix == ".pyc":
        return True
    if path.suffix == ".py" and any((path.parent / name).exists() for name in _MARKS_OF_SOURCES):
        return True
    for database in settings.DATABASES.values():
        name = os.path.basename(str(database.get("NAME") or "")) or None  # noqa: PTH119
        # with what SQLite writes beside it ("-wal"), and copies ("db.sqlite3.bak")
        if name and path.name.startswith(name):
            return path.parent == Path(database["NAME"]).resolve().parent
    return False


def _is_plain(name: str) -> bool:
    """Return whether *name* is one of a file, on every system, and not hidden."""
    if name.startswith(".") or "\\" in name or "\0" in name or name[1:2] == ":":
        return False
    if os.name != "nt":
        return True
    # SAFETY: Windows reads "a.txt::$DATA", "a.txt." and "nul.txt" as something else than they say
    stem = name.partition(".")[0].rstrip(" ").lower()
    return ":" not in name and name[-1] not in ". " and stem not in _DEVICES


def _answer(request: Any, file: Any, full_path: Path) -> Any:
    facts = os.fstat(file.fileno())
    modified = int(facts.st_mtime)
    # nanoseconds: a file saved twice in one second is two versions
    etag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    content_type, encoding = _content_type(full_path.name)
    headers = {
        "Last-Modified": http_date(modified),
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
    }
    if encoding:
        headers["Content-Encoding"] = encoding
    response = FileResponse(file, content_type=content_type, headers=headers)
    response.block_size = _BLOCK
    conditional = get_conditional_response(request, etag, modified, response)
    if conditional is not response:
        file.close()
        return conditional
    return answer_range(response, request.META)


def _content_type(name: str) -> tuple[str, str | None]:
    """Return the media type and the encoding ("gzip") that the name tells, on every system alike."""
    content_type, encoding = _known_types().guess_type(name)
    content_type = content_type or "application/octet-stream"
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    return content_type, encoding


@cache
def _known_types() -> mimetypes.MimeTypes:
    # the system's own table differs from one machine to the next; Windows' may be wrong for .js
    types = mimetypes.MimeTypes()
    for extension, content_type in _TYPES.items():
        types.add_type(content_type, extension)
    return types
