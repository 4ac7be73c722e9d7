"""Who may write: whoever knows the password in the file .env. There are no accounts.

The browser of somebody who said it gets a signed cookie (request.session), and in it a
fingerprint of the password. Nobody can make such a cookie without SECRET_KEY, nobody can read the
password out of it, and a new password in .env ends every session that began with the old one.
"""

from collections.abc import Callable
from functools import wraps

from mtvgen.runtime.conf import settings
from mtvgen.runtime.http import HttpRequest, HttpResponseBase
from mtvgen.runtime.middleware.csrf import rotate_token
from mtvgen.runtime.shortcuts import redirect
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils.crypto import constant_time_compare, salted_hmac
from mtvgen.runtime.utils.http import urlencode
from mtvgen.runtime.views.decorators.cache import never_cache

View = Callable[..., HttpResponseBase]


def is_editor(request: HttpRequest) -> bool:
    """Return whether this browser has said the password."""
    said = request.session.get("editor", "")
    return bool(settings.EDITOR_PASSWORD) and constant_time_compare(said, _fingerprint())


def enter(request: HttpRequest, password: str) -> bool:
    """Make an editor of whoever said the right password; return whether it was right."""
    right = settings.EDITOR_PASSWORD
    # An ordinary == stops at the first letter that differs: its time tells how many are right.
    if not right or not constant_time_compare(password, right):
        return False
    request.session["editor"] = _fingerprint()
    rotate_token(request)  # forms that were open before the door are worth nothing behind it
    return True


def leave(request: HttpRequest) -> None:
    """Make a visitor of an editor."""
    request.session.flush()


def editors_only(view: View) -> View:
    """Let only editors see *view*; send everybody else to the form that asks for the password."""

    @never_cache  # nor may the browser's back button show it after leaving
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if is_editor(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse("desk")
        return redirect(f"{reverse('enter')}?{urlencode({'next': back})}")

    return guarded


def _fingerprint() -> str:
    return salted_hmac("editor", settings.EDITOR_PASSWORD, algorithm="sha256").hexdigest()
