"""Objects as text. Of Django's serializers, what JSON needs.

- `json.py`  DjangoJSONEncoder
"""

from ...absent import absent

_BY_HAND = "Write rows with json.dumps(list(queryset.values()), cls=DjangoJSONEncoder)."

__getattr__ = absent(
    __name__,
    {
        "serialize": _BY_HAND,
        "deserialize": "Read rows with json.loads(), and make the objects of their models.",
        "get_serializer": _BY_HAND,
        "get_deserializer": _BY_HAND,
    },
)
