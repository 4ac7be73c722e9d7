"""The URLconf that a request of a test chooses."""

from mtvgen.runtime.http import StreamingHttpResponse
from mtvgen.runtime.urls import path, reverse


def own_address(request):
    """Answer with the path of this view, worked out while the answer is sent."""
    return StreamingHttpResponse(reverse(name) for name in ("other",))


urlpatterns = [path("other/", own_address, name="other")]
