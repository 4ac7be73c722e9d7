"""Content-Security-Policy: what the pages of this site may load and run.

(Django's documentation, from its version 6.0 on: ref/csp, howto/csp.)
"""

from typing import Any

from ..conf import settings
from ..http.headers import ResponseHeaders
from ..utils.csp import CSP, LazyNonce, build_policy
from ..utils.csp import get_nonce as get_nonce
from ..utils.deprecation import MiddlewareMixin, short_way

_ENFORCE = str(CSP.HEADER_ENFORCE)
_REPORT_ONLY = str(CSP.HEADER_REPORT_ONLY)


class ContentSecurityPolicyMiddleware(MiddlewareMixin):
    """Send settings.SECURE_CSP and SECURE_CSP_REPORT_ONLY, or what the view's decorator says.

    Gives each request a nonce, made only when a template shows `{{ csp_nonce }}`.
    """

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        # PERF: a policy is the same text for each response without a nonce; the settings' is made once
        self._policies = [
            (name.lower(), name, mark, config, _headers(name, config))
            for name, mark, config in (
                (_ENFORCE, "_csp_config", settings.SECURE_CSP),
                (_REPORT_ONLY, "_csp_ro_config", settings.SECURE_CSP_REPORT_ONLY),
            )
        ]

    @short_way
    def __call__(self, request: Any) -> Any:
        """Return the response of the inner layers, with its policies."""
        request._csp_nonce = LazyNonce()
        return self.process_response(request, self.get_response(request))

    def process_request(self, request: Any) -> None:
        """Give the request its nonce, which is not made yet."""
        request._csp_nonce = LazyNonce()

    def process_response(self, request: Any, response: Any) -> Any:
        """Return *response* with the policies that it has not set itself."""
        nonce = get_nonce(request) or None
        store, marks = response.header_store, response.__dict__
        for key, name, mark, config, made in self._policies:
            if key in store:
                continue
            if mark in marks:
                store.update(_headers(name, marks[mark], nonce))
            elif made:
                store.update(made if nonce is None else _headers(name, config, nonce))
        return response


def _headers(name: str, config: Any, nonce: LazyNonce | None = None) -> dict[str, tuple[str, str]]:
    """Return the header for *config* as it stands in a response's store; none for no policy."""
    return ResponseHeaders({name: build_policy(config, nonce)}).store if config else {}
