"""The addresses: from top to bottom, the first pattern that fits the path names the view."""

from mtvgen.runtime.urls import URLPattern, URLResolver

# While there is none, the front page is the welcome of the runtime. A pattern looks like this,
# with `from mtvgen.runtime.urls import path` and `from . import views`:
#     path("", views.index, name="index"),
urlpatterns: list[URLPattern | URLResolver] = []
