"""Values as short texts, whatever their `__repr__` does: raise, never end, or write a book."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from ...utils.masking import MASK, is_secret, without_secrets

LONGEST = 400  # characters of one value
_ITEMS = 12  # of a container
_DEPTH = 3
_BUDGET = 1.0  # seconds for all values of a page
_BRACKETS = {"list": ("[", "]"), "tuple": ("(", ")")}


def short(value: object, depth: int = 0) -> str:
    """Return *value* as at most `LONGEST` characters. Does not raise; may take its time."""
    try:
        text = _short(value, depth)
    except BaseException as error:  # noqa: BLE001  # SAFETY: a repr may raise anything
        return f"<{type(value).__name__} whose repr raised {type(error).__name__}>"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def short_all(values: Sequence[object]) -> list[str]:
    """Return each value as a short text, all of them together within a second."""
    texts: list[str] = []

    def write() -> None:
        for value in values:
            texts.append(without_secrets(short(value)))  # noqa: PERF401  # read while it grows

    thread = threading.Thread(target=write, name="mtvgen-reprs", daemon=True)
    thread.start()
    thread.join(_BUDGET)
    done = list(texts)
    if len(done) < len(values):
        _interrupt(thread)
        slow = values[len(done)]
        done.append(f"<{type(slow).__name__} whose repr took too long>")
        done += ["<left out: the page waits no longer>"] * (len(values) - len(done))
    return done


def _short(value: Any, depth: int) -> str:
    kind = type(value)
    if kind is str or kind is bytes:
        return repr(value[:LONGEST]) + (f"… ({len(value)} in all)" if len(value) > LONGEST else "")
    if kind is int and value.bit_length() > 1_000:
        return f"<int of {value.bit_length()} bits>"
    if kind in (list, tuple, set, frozenset):
        return _container(value, depth)
    if kind is dict:
        return _mapping(value, depth)
    if hasattr(kind, "_fetch_all") and hasattr(value, "query"):
        # asking the database now might fail again, or change what is being looked at
        rows = getattr(value, "_result_cache", None)
        state = "not fetched" if rows is None else f"{len(rows)} fetched"
        model = getattr(getattr(value, "model", None), "__name__", "?")
        return f"<{kind.__name__} of {model}, {state}>"
    return repr(value)


def _container(value: Any, depth: int) -> str:
    opening, closing = _BRACKETS.get(type(value).__name__, ("{", "}"))
    if not value:
        return f"{type(value).__name__}()" if opening == "{" else f"{opening}{closing}"
    if depth >= _DEPTH:
        return f"{opening}…{closing}"
    shown = []
    for number, item in enumerate(value):
        if number == _ITEMS:
            shown.append(f"… {len(value) - _ITEMS} more")
            break
        shown.append(short(item, depth + 1))
    comma = "," if type(value) is tuple and len(shown) == 1 else ""
    return f"{opening}{', '.join(shown)}{comma}{closing}"


def _mapping(value: Mapping[Any, Any], depth: int) -> str:
    if depth >= _DEPTH:
        return "{…}" if value else "{}"
    shown = []
    for number, (key, item) in enumerate(value.items()):
        if number == _ITEMS:
            shown.append(f"… {len(value) - _ITEMS} more")
            break
        text = repr(MASK) if is_secret(key) else short(item, depth + 1)
        shown.append(f"{short(key, depth + 1)}: {text}")
    return "{" + ", ".join(shown) + "}"


def _interrupt(thread: threading.Thread) -> None:
    """End a thread that runs Python code without end; one that waits inside C stays behind."""
    import ctypes

    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit)
    )
