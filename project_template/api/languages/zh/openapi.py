"""OpenAPI 文档：由资源生成，所以它说的就是代码做的。

程序用它做什么：其他语言的客户端、试用的表单、随机测试。
"""

from typing import Any

from .incoming import MOST_PAGES, MOST_PER_PAGE, PER_PAGE
from .problems import TYPE
from .resources import RESOURCES, Resource
from .values import NO_NUL, Schema, is_required, kind_of, schema_of

TITLE = "天气"
ABOUT = "气象站和它们测到的数据。任何人都可以读取；要改动数据，需要令牌。"

Part = dict[str, Any]


def document(server: str = "") -> Part:
    """返回文档。server：API 在哪里，例如 https://example.org。"""
    paths: Part = {}
    schemas: dict[str, Schema] = {"Problem": _PROBLEM}
    for resource in RESOURCES:
        schemas |= _schemas(resource)
        paths[f"/{resource.name}/"] = _collection(resource)
        paths[f"/{resource.name}/" + "{id}/"] = _item(resource)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": "1.0.0", "description": ABOUT},
        "servers": [{"url": server or "/"}],
        "tags": [{"name": resource.name} for resource in RESOURCES],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


_PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "这个状态，供 If-Match 使用"}}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "读到的 ETag：只有它仍然正确时才修改",
}


def _schemas(resource: Resource) -> dict[str, Schema]:
    """返回资源的三种形式：读取的、整个发送的、部分发送的。"""
    fields = {name: schema_of(resource.field(name)) for name in resource.fields}
    needed = [name for name in resource.fields if is_required(resource.field(name))]
    parts = {
        name: {key: value for key, value in schema.items() if key != "default"}
        for name, schema in fields.items()
    }
    return {
        resource.title: {
            "type": "object",
            "required": ["id", *fields],
            "properties": {"id": {"type": "integer"}, **parts},
        },
        f"{resource.title}ToSend": {
            "type": "object",
            "required": needed,
            "properties": fields,
            "additionalProperties": False,
        },
        f"{resource.title}ToChange": {
            "type": "object",
            "properties": parts,
            "additionalProperties": False,
        },
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _problems(*statuses: int) -> Part:
    content = {TYPE: {"schema": _ref("Problem")}}
    return {str(status): {"description": _SAYS[status], "content": content} for status in statuses}


_SAYS = {
    400: "无法理解地址或 JSON",
    401: "没有令牌",
    404: "没有这一个",
    406: "不接受 JSON",
    409: "有别的数据妨碍",
    412: "之后它已经改变",
    413: "正文太大",
    415: "正文不是 JSON",
    422: "JSON 的内容不符合要求",
}


def _answer(says: str, schema: Schema, headers: Part | None = None) -> Part:
    answer: Part = {"description": says, "content": {"application/json": {"schema": schema}}}
    return answer | ({"headers": headers} if headers else {})


def _body(name: str) -> Part:
    return {"required": True, "content": {"application/json": {"schema": _ref(name)}}}


def _operation(resource: Resource, name: str, summary: str, responses: Part, **more: Any) -> Part:
    return {
        "operationId": f"{name}_{resource.name}",
        "summary": summary,
        "tags": [resource.name],
        **more,
        "responses": responses,
    }


_WRITES: Part = {"security": [{"token": []}]}


def _collection(resource: Resource) -> Part:
    title, one = resource.title, _ref(resource.title)
    location = {"Location": {"schema": {"type": "string"}}, **_ETAG}
    made = {"201": _answer("新的一个", one, location)}
    return {
        "get": _operation(
            resource,
            "list",
            f"分页列出 {resource.name}",
            {"200": _answer("一页", _list(one)), **_problems(400, 404, 406)},
            parameters=_parameters(resource),
        ),
        "post": _operation(
            resource,
            "create",
            f"在 {resource.name} 里添加一个",
            made | _problems(400, 401, 406, 409, 413, 415, 422),
            requestBody=_body(f"{title}ToSend"),
            **_WRITES,
        ),
    }


def _item(resource: Resource) -> Part:
    title, one = resource.title, {"200": _answer("这一个", _ref(resource.title), _ETAG)}
    refused = _problems(400, 401, 404, 406, 409, 412, 413, 415, 422)
    gone = {"204": {"description": "已经删除"}}
    change: Part = {"parameters": [_IF_MATCH], **_WRITES}
    return {
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "schema": {"type": "integer", "minimum": 1},
            }
        ],
        "get": _operation(resource, "read", f"{resource.name} 中的一个", one | _problems(404, 406)),
        "put": _operation(
            resource,
            "replace",
            "重新写出它的全部内容",
            one | refused,
            requestBody=_body(f"{title}ToSend"),
            **change,
        ),
        "patch": _operation(
            resource,
            "change",
            "修改写出的，保留其余的",
            one | refused,
            requestBody=_body(f"{title}ToChange"),
            **change,
        ),
        "delete": _operation(
            resource, "delete", "删除它", gone | _problems(401, 404, 406, 409, 412), **change
        ),
    }


def _list(one: Schema) -> Schema:
    links = ("self", "first", "last", "prev", "next")
    return {
        "type": "object",
        "required": ["items", "count", "page", "pages", "links"],
        "properties": {
            "items": {"type": "array", "items": one},
            "count": {"type": "integer", "minimum": 0},
            "page": {"type": "integer", "minimum": 1},
            "pages": {"type": "integer", "minimum": 1},
            "links": {
                "type": "object",
                "required": ["self", "first", "last"],
                "properties": {name: {"type": "string", "format": "uri"} for name in links},
            },
        },
    }


def _parameters(resource: Resource) -> list[Part]:
    orders = [name for order in ("id", *resource.orders) for name in (order, f"-{order}")]
    number: Schema = {"type": "integer", "minimum": 1}
    found: dict[str, Schema] = {
        "page": {**number, "maximum": MOST_PAGES, "default": 1},
        "per_page": {**number, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
        "order": {"type": "string", "enum": orders, "default": "id"},
    }
    for name, lookup in resource.filters.items():
        field = resource.field(lookup.split("__")[0])
        schema = schema_of(field)
        # 要查找的不必是能保存的：所以不写模型的限制。
        kept = {"type", "format"}
        if kind_of(field) == "reference":
            kept |= {"minimum", "maximum"}
        found[name] = {key: value for key, value in schema.items() if key in kept}
        if kind_of(field) == "string":
            found[name]["pattern"] = NO_NUL
        found[name]["description"] = lookup.replace("__", " ")
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in found.items()
    ]
