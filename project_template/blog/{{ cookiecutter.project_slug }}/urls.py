"""The addresses: from top to bottom, the first pattern that fits the path names the view."""

from mtvgen.runtime.urls import include, path, register_converter
from mtvgen.runtime.urls.converters import StringConverter

from . import editing, views


class Words(StringConverter):
    """A part of an address in any script: letters, digits, "-" and "_"."""

    regex = r"[\w-]+"  # Django's own "slug" knows ASCII only.


register_converter(Words, "words")

# What editors do. Every view here is marked @editors_only, but for entering and leaving.
desk = [
    path("", editing.desk, name="desk"),
    path("enter/", editing.enter, name="enter"),
    path("leave/", editing.leave, name="leave"),
    path("posts/new/", editing.edit_post, name="new_post"),
    path("posts/<int:pk>/", editing.edit_post, name="edit_post"),
    path("posts/<int:pk>/delete/", editing.delete_post, name="delete_post"),
    path("pages/new/", editing.edit_page, name="new_page"),
    path("pages/<int:pk>/", editing.edit_page, name="edit_page"),
    path("pages/<int:pk>/delete/", editing.delete_page, name="delete_page"),
    path("comments/<int:pk>/delete/", editing.delete_comment, name="delete_comment"),
]

urlpatterns = [
    path("", views.index, name="index"),
    path("posts/<words:slug>/", views.post, name="post"),
    path("tags/<words:slug>/", views.tag, name="tag"),
    path("pages/<words:slug>/", views.page, name="page"),
    path("archive/", views.archive, name="archive"),
    path("feed/", views.feed, name="feed"),
    path("desk/", include(desk)),
]
