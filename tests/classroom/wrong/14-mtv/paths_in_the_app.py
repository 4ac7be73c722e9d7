# says: and the page did not move
# replaces: urls.py
"""Which path is answered by which view."""

import views
from framework import path

PAGES = ["index", "home", "hello", "session"]
urlpatterns = [path("/" + page + "/", getattr(views, page)) for page in PAGES]
urlpatterns += [path("/hello/<name>/", views.hello), path("/user/<int:id>/", views.user)]
