"""值：模型的字段在 JSON 里可以写什么，怎样变成 Python 的值。

JSON 写什么就是什么："5" 不是数字，1 不是 true，时刻要带时区。
"""

import json
import math
import re
from datetime import UTC, datetime
from typing import Any

from mtvgen.runtime.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from mtvgen.runtime.db import models
from mtvgen.runtime.utils.dateparse import parse_datetime

Schema = dict[str, Any]

NO_NUL = r"^[^\x00]*$"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,399})(\.\d{1,400})?([eE][+-]?\d{1,3})?", re.ASCII)
_WORDS = {
    "string": "这里必须是文字。",
    "unstorable": "这里有不能保存的字符：NUL，或半个字符。",
    "integer": "这里必须是整数。",
    "number": "这里必须是数字。",
    "boolean": "这里必须是 true 或 false。",
    "date-time": "这里必须是带时区的时刻，例如 2026-03-01T12:00:00Z。",
    "null": "这里不能是 null。",
    "reference": "没有这个 id。",
}


class ValueRefusedError(Exception):
    """值与字段不符；文字说明原因。"""


def kind_of(field: Any) -> str:
    """返回字段在 JSON 里必须是什么：JSON 的类型，或者一种格式。"""
    match field:
        case models.ForeignKey():
            return "reference"
        case models.DateTimeField():
            return "date-time"
        case models.BooleanField():
            return "boolean"
        case models.FloatField():
            return "number"
        case models.IntegerField():
            return "integer"
        case models.CharField():
            return "string"
    raise TypeError(f"{field} 还没有对应的 JSON：请在 values.py 这里加上它的类型。")


def schema_of(field: Any) -> Schema:
    """按模型的声明，返回字段的 JSON Schema。"""
    kind = kind_of(field)
    schema: Schema = {"type": {"reference": "integer", "date-time": "string"}.get(kind, kind)}
    if kind == "date-time":
        schema["format"] = "date-time"
    if kind == "reference":
        schema |= {"minimum": 1, "maximum": 2**63 - 1}
        schema["description"] = f"{field.related_model._meta.verbose_name} 的 id"
    if kind == "string":
        schema |= {"minLength": 0 if field.blank else 1, "maxLength": field.max_length}
        schema["pattern"] = NO_NUL
    if kind in {"string", "integer", "number"}:
        for rule in field.validators:
            match rule:
                case MinValueValidator():
                    schema["minimum"] = max(rule.limit_value, schema.get("minimum", -math.inf))
                case MaxValueValidator():
                    schema["maximum"] = min(rule.limit_value, schema.get("maximum", math.inf))
                case RegexValidator():
                    schema["pattern"] = rule.regex.pattern
    if field.null:
        schema["type"] = [schema["type"], "null"]
    if not is_required(field):
        schema["default"] = default_of(field)
    return schema


def is_required(field: Any) -> bool:
    """返回新对象是否必须写出这个字段。"""
    return not (field.null or field.has_default())


def default_of(field: Any) -> object:
    """返回可选字段在没有写出时的值。"""
    return field.get_default()


def read_value(field: Any, value: object) -> object:
    """返回 JSON 的值对应的 Python 值。抛出 ValueRefusedError。

    这里只看类型：多长、多大等等由模型来说。
    """
    if value is None:
        if field.null:
            return None
        raise ValueRefusedError(_WORDS["null"])
    kind = kind_of(field)
    match kind:
        case "string" if isinstance(value, str):
            if not is_storable(value):
                raise ValueRefusedError(_WORDS["unstorable"])
            return value
        case "boolean" if isinstance(value, bool):
            return value
        case "number" if (number := _finite(value)) is not None:
            return number
        case "integer" if (whole := _whole(value)) is not None:
            return whole
        case "date-time" if isinstance(value, str):
            return read_moment(value)
        case "reference" if (whole := _whole(value)) is not None:
            found = field.related_model.objects.filter(pk=whole).first()
            if found is None:
                raise ValueRefusedError(_WORDS["reference"])
            return found
    raise ValueRefusedError(_WORDS["integer" if kind == "reference" else kind])


def is_storable(text: str) -> bool:
    """返回一段文字能否存进每种数据库：没有 NUL，也没有半个字符。"""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _finite(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except OverflowError:  # 对 int 来说，400 位数字也没问题
        return None
    return found if math.isfinite(found) else None


def _whole(value: Any) -> int | None:
    # 对 JSON 来说，5.0 是整数。超过 64 位，没有数据库放得下。
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not abs(value) < 2**63 or value != int(value):
        return None
    return int(value)


def read_moment(text: str) -> datetime:
    """返回文字所写的时刻（RFC 3339）。抛出 ValueRefusedError。"""
    try:
        found = parse_datetime(text) if _MOMENT.fullmatch(text.upper()) else None
        if found is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):  # 2 月 30 日；UTC 的第 0 年
        pass
    raise ValueRefusedError(_WORDS["date-time"])


def read_text(field: Any, text: str) -> object:
    """返回地址里的值对应的 Python 值；地址里的一切都是文字。"""
    kind = kind_of(field)
    value: object = text
    if kind in {"integer", "reference", "number"} and _NUMBER.fullmatch(text):
        value = json.loads(text)
    elif kind == "boolean":
        value = {"true": True, "false": False}.get(text, text)
    if kind == "reference" and (number := _whole(value)) is not None and number > 0:
        return number  # 没有这个气象站：那就没有这样的观测
    return read_value(field, value)


def to_json(value: object) -> object:
    """返回 JSON 能写出的 Python 值。"""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value
