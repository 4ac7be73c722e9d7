"""What one view's pages may load and run. (Django's documentation, from 6.0 on: ref/csp.)"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

View = Callable[..., Any]


def csp_override(config: Mapping[str, Any]) -> Callable[[View], View]:
    """Send *config* with this view's answers, in place of settings.SECURE_CSP; {} sends none."""
    return _with_policy("_csp_config", config)


def csp_report_only_override(config: Mapping[str, Any]) -> Callable[[View], View]:
    """Send *config* in place of settings.SECURE_CSP_REPORT_ONLY; {} sends none."""
    return _with_policy("_csp_ro_config", config)


def _with_policy(mark: str, config: Mapping[str, Any]) -> Callable[[View], View]:
    if not isinstance(config, Mapping):
        raise TypeError(
            "CSP config should be a mapping: directive → sources, such as "
            f'{{"default-src": [CSP.SELF]}}, not {config!r}.'
        )

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: Any, *args: Any, **kwargs: Any) -> Any:
            response = view(request, *args, **kwargs)
            setattr(response, mark, config)
            return response

        return inner

    return decorate
