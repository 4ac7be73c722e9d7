"""What to do next: one or two sentences about an exception, for those who have met few."""

import re
from collections.abc import Callable

from ...core.exceptions import Explained


def advise(error: BaseException) -> str:
    """Return what to do about *error*: its own hint, or what usually helps; "" if unknown."""
    hint = getattr(error, "hint", "") if isinstance(error, Explained) else ""
    debug = getattr(error, "template_debug", None)
    if not hint and isinstance(debug, dict):
        hint = debug.get("hint", "")
    if hint:
        return str(hint)
    try:
        said = str(error)
    except BaseException:  # noqa: BLE001  # SAFETY: a text may raise anything
        return ""
    for names, rule in _RULES:
        if any(kind.__name__ in names for kind in type(error).__mro__):
            advice = rule(said[:2_000])
            if advice:
                return advice
    return ""


def _missing_table(said: str) -> str:
    found = re.search(r"no such table: (\S+)|relation \"(\S+)\" does not exist", said)
    if found:
        return (
            f"The database has no table {found[1] or found[2]}: type `python manage.py migrate`; if "
            "you changed models.py, type `python manage.py makemigrations` before it."
        )
    if "no such column" in said or "has no column" in said:
        return (
            "The database does not know this field yet: type `python manage.py makemigrations`, "
            "then `python manage.py migrate`."
        )
    if "database is locked" in said:
        return "Another program holds the database: close it, or wait until it has finished."
    return ""


def _attribute(said: str) -> str:
    if "'NoneType' object" in said:
        return (
            "Something that you expected to be an object is None. Look at where it comes from: a "
            "function without `return`, or a search that found nothing?"
        )
    if said.startswith("module "):
        return "The module has no such name: check its spelling, and that the file is saved."
    return "The object has no such name: check its spelling, and print(type(…)) to see what it is."


def _undefined(said: str) -> str:
    if said.startswith("'None' has no"):
        return "What stands before the dot is None: look at what the view gives to render(…)."
    if "has no attribute" in said:
        return "The object has no such name: check its spelling in the template and in models.py."
    return "The template uses a name that the view did not give it: look at the dict in render(…)."


def _type(said: str) -> str:
    if "unexpected keyword argument" in said:
        return "The names in the URL pattern's <…> must be the names of the view's arguments."
    if "missing" in said and "argument" in said:
        return (
            "The function needs more than it was given. A view gets `request` and one argument for "
            "each <…> of its URL pattern."
        )
    if "takes" in said and "positional argument" in said:
        return (
            "The function was given more than it takes. A view gets `request` and one argument for "
            "each <…> of its URL pattern."
        )
    if "'NoneType'" in said:
        return "One of the values is None: look at where it comes from."
    return ""


def _import(said: str) -> str:
    if "partially initialized module" in said or "circular import" in said:
        return "Two modules import each other. Move one of the imports into the function that needs it."
    if said.startswith("No module named"):
        return (
            "Check the spelling. Your own modules are imported like `from .models import …`; others "
            "must be installed: `pip install …`."
        )
    return "The module is there, but not this name: check its spelling in both files."


def _always(text: str) -> Callable[[str], str]:
    return lambda said: text  # noqa: ARG005  # one shape for all rules


_RULES: tuple[tuple[frozenset[str], Callable[[str], str]], ...] = (
    (frozenset({"OperationalError", "ProgrammingError"}), _missing_table),
    (
        frozenset({"IntegrityError"}),
        _always("The database refused the row: a value is missing, doubled, or points to nothing."),
    ),
    (
        frozenset({"MultiValueDictKeyError"}),
        _always(
            "The request brought no such field. Use `.get(name)`, and compare the names with those "
            "of the form's inputs."
        ),
    ),
    (
        frozenset({"ObjectDoesNotExist"}),
        _always("No row fits. In a view, get_object_or_404() answers with “not found” instead."),
    ),
    (
        frozenset({"MultipleObjectsReturned"}),
        _always("More than one row fits. Use filter() for several, or ask for something unique."),
    ),
    (frozenset({"UndefinedError"}), _undefined),
    (frozenset({"AttributeError"}), _attribute),
    (frozenset({"ImportError"}), _import),
    (frozenset({"TypeError"}), _type),
    (
        frozenset({"IndentationError"}),
        _always("Lines of one block start in the same column: four spaces for each level."),
    ),
    (
        frozenset({"SyntaxError"}),
        _always("Look at the marked place, and at the end of the line before it."),
    ),
    (
        frozenset({"NameError"}),
        _always("The name is not known here: check its spelling, or import it at the top."),
    ),
    (frozenset({"KeyError"}), _always("The dict has no such key: print it, or use `.get(key)`.")),
    (frozenset({"IndexError"}), _always("The list is shorter than that: an empty one has no [0].")),
    (
        frozenset({"RecursionError"}),
        _always("A function calls itself without end, maybe through others: see the frames below."),
    ),
    (
        frozenset({"ZeroDivisionError"}),
        _always("The number under the division line is 0: look at where it comes from."),
    ),
)
