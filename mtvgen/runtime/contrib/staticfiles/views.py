"""serve(): a static file, found by the finders, while you develop."""

import posixpath
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from ...conf import settings
from ...core.exceptions import SuspiciousFileOperation
from ...http import Http404
from ...views import static
from . import finders

_MOST_NAMES = 2000
"""Files that are looked at for a near name."""


def serve(request: Any, path: str, insecure: bool = False, **kwargs: Any) -> Any:
    """Return the static file *path*; further arguments are those of `views.static.serve`.

    insecure: also when settings.DEBUG is False. Raises Http404, which names the folders that
    were searched and the nearest name.
    """
    if not settings.DEBUG and not insecure:
        raise Http404
    found = _find(posixpath.normpath(path).lstrip("/"))
    if found is None:
        if path == "" or path.endswith("/"):
            raise Http404("Directory indexes are not allowed here.")
        raise Http404(f"There is no static file {path!r}.", hint=_advice(path))
    root = _root_of(found)
    relative = found.relative_to(root).as_posix()
    return static.serve(
        request, f"{relative}/" if path.endswith("/") else relative, document_root=root, **kwargs
    )


def _find(path: str) -> Path | None:
    if "\0" in path or "\\" in path:
        return None
    try:
        found = finders.find(path)
    except (SuspiciousFileOperation, OSError):  # a way out of the folders, a name too long
        return None
    return Path(found) if found else None


def _root_of(found: Path) -> Path:
    for finder in finders.get_finders():
        for root in finder.roots():
            if found.is_relative_to(root):
                return Path(root)
    return found.parent  # of a finder that does not tell its folders


def _advice(path: str) -> str:
    roots = [root for finder in finders.get_finders() for root in finder.roots()]
    searched = f"Looked in {', '.join(roots)}." if roots else "No app has a folder 'static'."
    from difflib import get_close_matches  # PERF: only a mistake pays for it

    near = get_close_matches(path, islice(_names(), _MOST_NAMES), n=1)
    return f"{searched} Did you mean {near[0]!r}?" if near else searched


def _names() -> Iterable[str]:
    for finder in finders.get_finders():
        for path, storage in finder.list(None):
            prefix = getattr(storage, "prefix", "")
            name = Path(path).as_posix()
            yield f"{prefix}/{name}" if prefix else name
