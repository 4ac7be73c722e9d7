"""The last step of a stream: what a server is given, when all middleware has seen the response."""

from collections.abc import Iterable, Mapping
from typing import Any

from .ranges import answer_range


def to_send(response: Any, environ: Mapping[str, Any]) -> Iterable[bytes]:
    """Return what a WSGI server sends of *response*, a stream, for the request of *environ*.

    Status and headers of the response change when the request asks for a part of a file, so they
    are read afterwards. A file goes through the server's `wsgi.file_wrapper` where it has one.
    """
    answer_range(response, environ)
    file = getattr(response, "file_to_stream", None)
    wrapper = environ.get("wsgi.file_wrapper")
    if file is None or wrapper is None:
        return response  # type: ignore[no-any-return]
    try:
        # the server closes what it is given, and that must end the response too; the file's own
        # close() is among the closers of the response
        file.close = response.close
    except AttributeError:  # it takes no attribute, as mmap: then it is a stream like any other
        return response  # type: ignore[no-any-return]
    # or response and file would hold each other, and wait for the garbage collector
    response.add_closer(lambda: delattr(file, "close"))
    return wrapper(file, response.block_size)  # type: ignore[no-any-return]
