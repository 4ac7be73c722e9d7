"""Names that every page gets, when OPTIONS["context_processors"] lists this function."""

from typing import Any

from .api import get_messages
from .constants import DEFAULT_LEVELS


def messages(request: Any) -> dict[str, Any]:
    """Return `messages`, and `DEFAULT_MESSAGE_LEVELS`: "ERROR" → 40."""
    return {"messages": get_messages(request), "DEFAULT_MESSAGE_LEVELS": DEFAULT_LEVELS}
