"""report: what a failure of our own leaves behind, so that somebody can mend it."""

import sys
import tempfile
import traceback

from . import console


def report(failure: BaseException, typed: list[str]) -> None:
    """Write the details of *failure* into a file of the temporary folder, and say where they are."""
    from .. import __version__

    details = "".join(traceback.format_exception(failure))
    text = f"mtvgen {__version__}, Python {sys.version}, {sys.platform}\nCommand: {typed!r}\n\n{details}"
    said = f"mtvgen has a bug: {type(failure).__name__}: {failure}"
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            prefix="mtvgen-error-",
            suffix=".txt",
            delete=False,
            encoding="utf-8",
            errors="backslashreplace",
        ) as file:
            file.write(text)
    except OSError:
        console.error(
            said, hint=f"Please report it to mtvgen's maintainers, with these lines:\n{text}"
        )
        return
    console.error(
        said,
        hint=f"Please report it to mtvgen's maintainers with the file {file.name}, once you have read that "
        "nothing private is in it: it holds your command line.",
    )
