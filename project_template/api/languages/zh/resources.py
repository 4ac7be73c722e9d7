"""资源：模型的哪些部分可以看、可以改。地址和文档都由此而来。"""

from dataclasses import dataclass
from typing import Any

from mtvgen.runtime.core.exceptions import NON_FIELD_ERRORS, ValidationError

from .models import Reading, Station
from .problems import Problem
from .values import (
    ValueRefusedError,
    default_of,
    is_required,
    kind_of,
    read_value,
    to_json,
)

UNKNOWN_FIELD = "没有这个字段。"
MISSING = "必须写出这个字段。"
NOT_VALID = "有些字段不符合要求。"

# 模型的规则叫什么，我们怎么说。
WORDS = {
    "blank": "这里不能为空。",
    "null": "这里不能是 null。",
    "invalid": "格式不对。",
    "unique": "已经有一个相同的了。",
    "max_length": "超过了 %(limit_value)s 个字。",
    "min_value": "不能小于 %(limit_value)s。",
    "max_value": "不能大于 %(limit_value)s。",
}


@dataclass(frozen=True)
class Resource:
    """一类东西。

    fields：JSON 里除 `id` 以外的内容。filters：每个参数和它的查找方式。orders：列表可以
    按什么排序。
    """

    name: str
    title: str
    model: Any
    fields: tuple[str, ...]
    filters: dict[str, str]
    orders: tuple[str, ...]

    def field(self, name: str) -> Any:
        """返回模型的字段。"""
        return self.model._meta.get_field(name)

    def to_json(self, one: Any) -> dict[str, object]:
        """返回对象在 JSON 里的样子；另一个模型写成它的 id。"""
        shown: dict[str, object] = {"id": one.pk}
        for name in self.fields:
            is_reference = kind_of(self.field(name)) == "reference"
            shown[name] = to_json(getattr(one, f"{name}_id" if is_reference else name))
        return shown

    def fill(self, one: Any, sent: dict[str, object], *, whole: bool) -> None:
        """把送来的内容放进对象，并检查它。抛出 Problem，说明哪里不对。

        whole：对象就是送来的内容，没有别的（POST、PUT）；否则没有写出的
        保持不变（PATCH）。
        """
        errors = {name: [UNKNOWN_FIELD] for name in sent if name not in self.fields}
        for name in self.fields:
            field = self.field(name)
            if name in sent:
                try:
                    setattr(one, name, read_value(field, sent[name]))
                except ValueRefusedError as why:
                    errors[name] = [str(why)]
            elif whole and is_required(field):
                errors[name] = [MISSING]
            elif whole:
                setattr(one, name, default_of(field))
        try:
            one.full_clean(exclude=errors)
        except ValidationError as error:
            found = error.error_dict.items()
            errors |= {name: list(map(say, problems)) for name, problems in found}
        if errors:
            whole_object = errors.pop(NON_FIELD_ERRORS, None)
            detail = " ".join(whole_object) if whole_object else NOT_VALID
            raise Problem(422, detail, errors)


def say(problem: ValidationError) -> str:
    """用这个 API 的文字说明一个问题。"""
    words = WORDS.get(problem.code or "")
    return words % (problem.params or {}) if words else problem.messages[0]


STATIONS = Resource(
    name="stations",
    title="Station",
    model=Station,
    fields=("name", "country", "latitude", "longitude", "elevation", "is_active"),
    filters={"country": "country", "name": "name__icontains", "is_active": "is_active"},
    orders=("name", "country", "elevation"),
)
READINGS = Resource(
    name="readings",
    title="Reading",
    model=Reading,
    fields=("station", "taken", "celsius", "note"),
    filters={
        "station": "station",
        "taken_from": "taken__gte",
        "taken_before": "taken__lt",
        "warmer_than": "celsius__gt",
    },
    orders=("taken", "celsius"),
)
RESOURCES = (STATIONS, READINGS)
