"""How a session's values become text: settings.SESSION_SERIALIZER names one of these."""

from ...absent import absent
from ...core.signing import JSONSerializer as JSONSerializer

__getattr__ = absent(
    __name__,
    {
        "PickleSerializer": "Use JSONSerializer: unpickling what a stranger may have written runs "
        "their code. Django removed it too.",
    },
)
