"""Smaller responses for browsers that read gzip.

(Django's documentation: reference/middleware, "GZip middleware"; RFC 9110, sections 8.4.1.3 and
12.5.3.)
"""

import re
from typing import Any

from ..utils.cache import patch_vary_headers
from ..utils.deprecation import MiddlewareMixin, short_way
from ..utils.text import compress_sequence, compress_string

_MINIMUM = 200
"""Bytes below which a response is sent as it is: compressing it would save next to nothing."""

# "gzip" or its old name "x-gzip" (RFC 9110, section 8.4.1.3) and, as its weight, what follows
_GZIP = re.compile(r"\bgzip\b(?:\s*;\s*q\s*=\s*([0-9.]+))?", re.IGNORECASE)


class GZipMiddleware(MiddlewareMixin):
    """Compress what is sent to browsers that accept gzip.

    SAFETY: a page that holds a secret and repeats what the visitor sent tells the secret by its
    length ("BREACH"). Each response gets a name of random length in its gzip header, at most
    `max_random_bytes - 1` bytes, so that the length tells far less; CSRF tokens are masked anew
    for each page besides. ("Heal the Breach", as Django's documentation names it.)
    """

    max_random_bytes = 100

    @short_way
    def __call__(self, request: Any) -> Any:
        """Return the response of the inner layers, compressed where that helps."""
        return self.process_response(request, self.get_response(request))

    def process_response(self, request: Any, response: Any) -> Any:
        """Return *response*, compressed where the browser accepts it and it becomes shorter."""
        streaming = response.streaming
        content = b"" if streaming else response.content
        if not streaming and len(content) < _MINIMUM:
            return response
        store = response.header_store
        if "content-encoding" in store:
            return response
        # SAFETY: the bytes of a part are counted in the whole as it is (RFC 9110, section 14.4):
        # joined to others after being compressed they would make a broken file
        if "content-range" in store:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if not _accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return response
        if streaming:
            response.streaming_content = compress_sequence(
                response.streaming_content, max_random_bytes=self.max_random_bytes
            )
            store.pop("content-length", None)  # known when everything has been sent
        else:
            compressed = compress_string(content, max_random_bytes=self.max_random_bytes)
            if len(compressed) >= len(content):
                return response
            response.content = compressed
            store["content-length"] = ("Content-Length", str(len(compressed)))
        etag = response.get("ETag")
        if etag and etag.startswith('"'):
            # the same page, other bytes: its tag may no longer promise equal bytes (section 8.8.1)
            response.headers["ETag"] = f"W/{etag}"
        store["content-encoding"] = ("Content-Encoding", "gzip")
        return response


def _accepts_gzip(accepted: str) -> bool:
    """Return whether an Accept-Encoding header names gzip, and not with the weight 0."""
    found = _GZIP.search(accepted)
    return found is not None and not (found[1] and not found[1].strip("0."))
