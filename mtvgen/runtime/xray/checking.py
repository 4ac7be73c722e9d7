"""Hold data against a JSON Schema: the words of it that `journey.schema.json` uses."""

import re
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
WORDS = frozenset(
    {"type", "enum", "const", "anyOf", "$ref", "properties", "required", "additionalProperties"}
    | {"items", "minItems", "maxItems", "maxLength", "pattern", "minimum", "maximum"}
    | {
        "maxProperties",
        "prefixItems",
        "$defs",
        "$schema",
        "$id",
        "title",
        "description",
        "if",
        "then",
    }
    | {"allOf"}
)
"""What is understood; a test holds the schema to it."""


def fault(data: Any, schema: dict[str, Any]) -> str:
    """Return what is wrong with *data*, and where; "" when it fits *schema*."""
    return _fault(data, schema, schema, "")


def _fault(data: Any, schema: Any, root: dict[str, Any], at: str) -> str:
    if schema is True:
        return ""
    where = at or "it"
    if schema is False:
        return f"{where} must not be there"
    if "$ref" in schema:
        return _fault(data, root["$defs"][schema["$ref"].rpartition("/")[2]], root, at)
    if "anyOf" in schema:
        faults = [_fault(data, one, root, at) for one in schema["anyOf"]]
        if all(faults):
            return max(faults, key=len)
    for one in schema.get("allOf", ()):
        wrong = _fault(data, one, root, at)
        if wrong:
            return wrong
    if "if" in schema and not _fault(data, schema["if"], root, at):
        wrong = _fault(data, schema.get("then", True), root, at)
        if wrong:
            return wrong
    return _value(data, schema, where) or _inside(data, schema, root, at)


def _value(data: Any, schema: dict[str, Any], where: str) -> str:
    kinds = schema.get("type")
    if kinds is not None:
        names = [kinds] if isinstance(kinds, str) else kinds
        if not any(_is(data, name) for name in names):
            return f"{where} is {_said(data)}, not {' or '.join(names)}"
    if "const" in schema and data != schema["const"]:
        return f"{where} is {_said(data)}, not {schema['const']!r}"
    if "enum" in schema and data not in schema["enum"]:
        return f"{where} is {_said(data)}, not one of {', '.join(map(str, schema['enum']))}"
    if isinstance(data, str):
        if len(data) > schema.get("maxLength", len(data)):
            return f"{where} is longer than {schema['maxLength']} characters"
        if "pattern" in schema and re.search(schema["pattern"], data) is None:
            return f"{where} is {_said(data)}, which is not of its form"
    elif _is(data, "number") and not (
        schema.get("minimum", data) <= data <= schema.get("maximum", data)
    ):
        return f"{where} is {_said(data)}, which is out of bounds"
    return ""


def _inside(data: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> str:
    if isinstance(data, dict):
        known = schema.get("properties", {})
        missing = [name for name in schema.get("required", ()) if name not in data]
        if missing:
            return f"{at or 'it'} has no {missing[0]!r}"
        if len(data) > schema.get("maxProperties", len(data)):
            return f"{at or 'it'} has more than {schema['maxProperties']} names"
        others = schema.get("additionalProperties", True)
        for name, one in data.items():
            inner = f"{at}.{name}" if at else name
            wrong = _fault(one, known.get(name, others), root, inner[:200])
            if wrong:
                return wrong
    elif isinstance(data, list):
        if len(data) > schema.get("maxItems", len(data)):
            return f"{at} has more than {schema['maxItems']} entries"
        if len(data) < schema.get("minItems", 0):
            return f"{at} has fewer than {schema['minItems']} entries"
        first = schema.get("prefixItems", [])
        for number, one in enumerate(data):
            each = first[number] if number < len(first) else schema.get("items", True)
            wrong = _fault(one, each, root, f"{at}[{number}]")
            if wrong:
                return wrong
    return ""


def _is(data: Any, name: str) -> bool:
    if isinstance(data, bool):
        return name == "boolean"
    return isinstance(data, _TYPES[name])


def _said(data: Any) -> str:
    if isinstance(data, (dict, list)):
        return "an object" if isinstance(data, dict) else "a list"
    text = repr(data)
    return text if len(text) <= 40 else text[:39] + "…"
