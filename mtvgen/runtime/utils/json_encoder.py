"""The JSON encoder that knows dates, durations, decimals and UUIDs.

Django offers it as `core.serializers.json.DjangoJSONEncoder`, and so do we; it stands here so that
a JsonResponse does not load the serializers.
"""

import json
from typing import Any

from .json_value import json_value


class DjangoJSONEncoder(json.JSONEncoder):
    """A JSONEncoder for dates and times (ECMA-262), durations (ISO 8601), Decimal, UUID, lazy text."""

    def default(self, o: Any) -> Any:
        """Return *o* as JSON can hold it. Raises TypeError when nothing fits."""
        return json_value(o)


encode = DjangoJSONEncoder().encode
"""Return the JSON of a value, as this encoder writes it without options.

PERF: json.dumps(value, cls=…) makes an encoder each time: 1.5 µs.
"""
