"""The lines of Python and of HTML that one field of a model becomes."""

import json
from dataclasses import dataclass

from .fields import TYPES, Field


@dataclass(frozen=True)
class Target:
    """A model that a relation points to.

    module: where it is imported from, seen from the app; empty when it is the new model itself.
    label: `app.Model`. is_here: whether it is in the same models.py.
    """

    model: str
    module: str
    label: str
    is_here: bool


def field_code(one: Field, target: Target | None, related_name: str) -> str:
    """Return the line of models.py."""
    words = list(_arguments(one, target))
    if related_name:
        words.append(f'related_name="{related_name}"')
    if one.unique:
        words.append("unique=True")
    if one.is_nullable:
        words.append("null=True")
    if one.optional or one.kind == "m2m":
        words.append("blank=True")
    if (default := default_code(one)) and one.kind != "bool":
        words.append(f"default={default}")
    return f"{one.name} = models.{TYPES[one.kind]}({', '.join(words)})"


def _arguments(one: Field, target: Target | None) -> list[str]:
    if target is not None:
        shown = target.model if target.is_here else f'"{target.label}"'
        if not target.module:
            shown = '"self"'
        if one.kind == "m2m":
            return [shown]
        return [shown, f"on_delete=models.{'SET_NULL' if one.optional else 'CASCADE'}"]
    if one.kind == "decimal":
        digits, places = one.options.get("digits", "10"), one.options.get("places", "2")
        return [f"max_digits={int(digits)}", f"decimal_places={int(places)}"]
    if one.kind == "bool":
        return [f"default={default_code(one)}"]
    words = [f"max_length={one.max_length}"] if one.kind == "str" or "max" in one.options else []
    return [*words, f"choices={one.choices_class}.choices"] if one.choices else words


def default_code(one: Field) -> str:
    """Return the default as Python; empty without one."""
    text = one.options.get("default")
    if one.kind == "bool":
        return str(text in {"yes", "true"})
    if text is None:
        return ""
    if one.choices:
        return next(
            f"{one.choices_class}.{name}" for name, value, _ in one.choices if value == text
        )
    if one.kind == "decimal":
        return f'Decimal("{text}")'
    if one.kind == "float":
        return repr(float(text))
    return str(int(text)) if one.kind == "int" else quoted(text)


def quoted(text: str) -> str:
    """Return a text as `ruff format` writes it: between double quotes, unless that takes more escapes."""
    code = json.dumps(text, ensure_ascii=False)
    if text.count('"') <= text.count("'"):
        return code
    inside = code[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inside}'"


def fill_code(name: str, one: Field) -> str:
    """Return the line that takes a field's value from a form; empty for what is set after saving."""
    if one.kind == "m2m":
        return ""
    if one.kind == "fk":
        return f'{name}.{one.name} = {one.name}_choices.get(sent.get("{one.name}", ""))'
    if one.kind == "bool":
        return f'{name}.{one.name} = "{one.name}" in sent'
    got = f'sent.get("{one.name}", "").strip()'
    if one.kind == "datetime":
        return f"{name}.{one.name} = _{name}_moment({got})"
    return f"{name}.{one.name} = {got}" + (" or None" if one.is_nullable or not one.is_text else "")


def json_code(name: str, one: Field, *, has_moments: bool) -> str:
    """Return the line that takes a field's value from JSON; empty where the text itself will do."""
    got = f'sent["{one.name}"]'
    if one.kind == "fk":
        return f"{name}.{one.name} = {one.name}_choices.get(str({got}))"
    if one.kind == "bool":
        return f"{name}.{one.name} = {got}"
    if one.kind == "datetime" and has_moments:
        return f'{name}.{one.name} = _{name}_moment(str({got} or ""))'
    return ""


def form_line(name: str, one: Field) -> str:
    """Return the line of the form's page."""
    required = "" if not one.optional else ", required=false"
    value = f"{name}.{one.name}"
    begin = f'"{one.name}", "{one.label}"'
    if one.kind == "m2m":
        chosen = f'{one.name}_chosen|map(attribute="pk")|list'
        return f"{{{{ field.relation({begin}, {one.name}_choices, {chosen}, errors, required=false, many=true) }}}}"
    if one.kind == "fk":
        return (
            f"{{{{ field.relation({begin}, {one.name}_choices, [{value}_id], errors{required}) }}}}"
        )
    if one.choices:
        return f"{{{{ field.choice({begin}, {one.name}_choices, [{value}], errors{required}) }}}}"
    if one.kind == "bool":
        return f"{{{{ field.check({begin}, {value}, errors) }}}}"
    most = f", most={one.max_length}" if one.max_length else ""
    if one.kind == "text":
        return f"{{{{ field.area({begin}, {value}, errors{required}{most}) }}}}"
    if one.kind == "datetime":
        return f"{{{{ field.moment({begin}, {value}, errors{required}) }}}}"
    kinds = {"int": "number", "float": "number", "decimal": "number", "date": "date"}
    kinds |= {"time": "time", "email": "email", "url": "url"}
    kind = f', type="{kinds[one.kind]}"' if one.kind in kinds else ""
    step = ', step="any"' if one.kind in {"float", "decimal"} else ""
    return f"{{{{ field.line({begin}, {value}, errors{kind}{required}{most}{step}) }}}}"


def shown(name: str, one: Field) -> str:
    """Return what a page shows of a field."""
    value = f"{name}.{one.name}"
    if one.kind == "m2m":
        return f'{{{{ {value}.all()|join(", ") or "–" }}}}'
    if one.kind == "bool":
        return f'{{{{ "yes" if {value} else "no" }}}}'
    if one.choices:
        value = f"{name}.get_{one.name}_display()"
    if one.kind == "datetime":
        value = f'{value}|date("Y-m-d H:i")'
    if one.kind == "url":
        value = f"{value}|urlize" if not one.is_nullable else f'({value} or "")|urlize'
    if one.kind in {"int", "float", "decimal"}:
        return (
            f'{{{{ {value} if {value} is not none else "–" }}}}'
            if one.optional
            else f"{{{{ {value} }}}}"
        )
    return f'{{{{ {value} or "–" }}}}' if one.optional else f"{{{{ {value} }}}}"


def sample(one: Field, target: Target | None) -> str:
    """Return a value for the tests, as Python; another one for each `number` where that matters."""
    if target is not None:
        return f"{target.model}.objects.get()"
    if one.choices:
        return quoted(one.choices[0][1])
    if one.kind == "str":
        fits = one.max_length >= len(one.label) + 4
        return f'f"{one.label} {{number}}"' if fits else 'f"{number}"'
    return {
        "text": quoted(f"{one.label} in words."),
        "int": "number",
        "float": "number + 0.5",
        "decimal": "Decimal(number)" if _has_room(one) else "Decimal(0)",
        "bool": "True",
        "date": "date(2026, 1, number)",
        "time": "time(10, number)",
        "datetime": "datetime(2026, 1, number, 10, 30, tzinfo=UTC)",
        "email": 'f"ada{number}@example.org"',
        "url": 'f"https://example.org/{number}"',
        "slug": f'f"{one.name[:20].replace("_", "-")}-{{number}}"',
    }[one.kind]


def _has_room(one: Field) -> bool:
    return int(one.options.get("digits", 10)) - int(one.options.get("places", 2)) >= 2


def sent_sample(one: Field, target: Target | None) -> str:
    """Return the same as a form sends it: text."""
    if target is not None:
        return f"str({target.model}.objects.get().pk)"
    if one.choices:
        return quoted(one.choices[0][1])
    return {
        "int": '"1"',
        "float": '"1.5"',
        "decimal": '"1"' if _has_room(one) else '"0"',
        "date": '"2026-01-01"',
        "time": '"10:01"',
        "datetime": '"2026-01-01T10:30"',
    }.get(one.kind) or sample(one, None).replace("{number}", "1").removeprefix("f")
