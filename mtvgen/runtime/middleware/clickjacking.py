"""X-Frame-Options: no other site may show these pages in a frame.

(Django's documentation: reference/clickjacking.)
"""

from typing import Any

from ..conf import settings
from ..utils.deprecation import MiddlewareMixin, short_way


class XFrameOptionsMiddleware(MiddlewareMixin):
    """Set X-Frame-Options to settings.X_FRAME_OPTIONS, unless the view set or refused it."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        # PERF: the header of nearly every response, made once; a subclass may decide by request
        self._plain = type(self).get_xframe_options_value is _VALUE
        self._header = (
            ("X-Frame-Options", self.get_xframe_options_value(None, None)) if self._plain else None
        )

    @short_way
    def __call__(self, request: Any) -> Any:
        """Return the response of the inner layers, with the header."""
        response = self.get_response(request)
        store = response.header_store
        if self._header is None or "x-frame-options" in store:
            return self.process_response(request, response)
        if not getattr(response, "xframe_options_exempt", False):
            store["x-frame-options"] = self._header
        return response

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


_VALUE = XFrameOptionsMiddleware.get_xframe_options_value
