"""X-Frame-Options: no other site may show these pages in a frame.

(Django's documentation: reference/clickjacking.)
"""

from typing import Any

from ..conf import settings
from ..utils.deprecation import MiddlewareMixin


class XFrameOptionsMiddleware(MiddlewareMixin):
    """Set X-Frame-Options to settings.X_FRAME_OPTIONS, unless the view set or refused it."""

    def process_response(self, request: Any, response: Any) -> Any:
        """Return *response* with the header."""
        if response.get("X-Frame-Options") is not None:
            return response
        if getattr(response, "xframe_options_exempt", False):
            return response
        response.headers["X-Frame-Options"] = self.get_xframe_options_value(request, response)
        return response

    def get_xframe_options_value(self, request: Any, response: Any) -> str:
        """Return the header's value: override it to decide by request."""
        return str(getattr(settings, "X_FRAME_OPTIONS", "DENY")).upper()
