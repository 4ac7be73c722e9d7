"""JSON that knows dates, durations, decimals and UUIDs. (Django's: topics/serialization.)"""

import json
from typing import Any

from ...absent import absent
from ...utils.json_value import json_value


class DjangoJSONEncoder(json.JSONEncoder):
    """A JSONEncoder for dates and times (ECMA-262), durations (ISO 8601), Decimal, UUID, lazy text."""

    def default(self, o: Any) -> Any:
        """Return *o* as JSON can hold it. Raises TypeError when nothing fits."""
        return json_value(o)


__getattr__ = absent(
    __name__,
    {
        "Serializer": "Write rows with json.dumps(list(queryset.values()), cls=DjangoJSONEncoder).",
        "Deserializer": "Read rows with json.loads(), and make the objects of their models.",
    },
)
