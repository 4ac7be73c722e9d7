"""Signals of the request and of the settings. (Django's documentation: reference/signals.)"""

from ..dispatch import Signal

request_started = Signal()
"""A request begins. Sent with `environ`."""
request_finished = Signal()
"""The response has been sent and closed."""
got_request_exception = Signal()
"""A view raised. Sent with `request`."""
setting_changed = Signal()
"""A test changed a setting. Sent with `setting`, `value`, `enter`."""
template_rendered = Signal()
"""A template was filled. Sent with `template` and `context`; the test client listens."""
