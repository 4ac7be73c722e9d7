"""The OpenAPI document: made of the resources, so it says what the code does.

What programs do with it: clients in other languages, forms to try things out, tests by chance.
"""

from typing import Any

from .incoming import MOST_PAGES, MOST_PER_PAGE, PER_PAGE
from .problems import TYPE
from .resources import RESOURCES, Resource
from .values import NO_NUL, Schema, is_required, kind_of, schema_of

TITLE = "Weather"
ABOUT = (
    "Weather stations and what they measure. Reading is free; to change something takes the token."
)

Part = dict[str, Any]


def document(server: str = "") -> Part:
    """Return the document. server: where the API is, like https://example.org."""
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
_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "This state, for If-Match"}}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The ETag that was read: the change happens only while that is still true",
}


def _schemas(resource: Resource) -> dict[str, Schema]:
    """Return three forms of a resource: to read, to send as a whole, to send in part."""
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
    400: "The address or the JSON cannot be understood",
    401: "The token is missing",
    404: "There is none",
    406: "JSON is not taken",
    409: "Others are in the way",
    412: "It has changed since",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "The JSON is not what is needed",
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
    made = {"201": _answer("The new one", one, location)}
    return {
        "get": _operation(
            resource,
            "list",
            f"The {resource.name}, page by page",
            {"200": _answer("One page", _list(one)), **_problems(400, 404, 406)},
            parameters=_parameters(resource),
        ),
        "post": _operation(
            resource,
            "create",
            f"Add one of the {resource.name}",
            made | _problems(400, 401, 406, 409, 413, 415, 422),
            requestBody=_body(f"{title}ToSend"),
            **_WRITES,
        ),
    }


def _item(resource: Resource) -> Part:
    title, one = resource.title, {"200": _answer("The one", _ref(resource.title), _ETAG)}
    refused = _problems(400, 401, 404, 406, 409, 412, 413, 415, 422)
    gone = {"204": {"description": "It is gone"}}
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
        "get": _operation(
            resource, "read", f"One of the {resource.name}", one | _problems(404, 406)
        ),
        "put": _operation(
            resource,
            "replace",
            "Say everything about it anew",
            one | refused,
            requestBody=_body(f"{title}ToSend"),
            **change,
        ),
        "patch": _operation(
            resource,
            "change",
            "Change what is named, keep the rest",
            one | refused,
            requestBody=_body(f"{title}ToChange"),
            **change,
        ),
        "delete": _operation(
            resource, "delete", "Delete it", gone | _problems(401, 404, 406, 409, 412), **change
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
        # What is looked for need not be what could be saved: the model's limits are left out.
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
