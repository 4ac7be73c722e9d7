"""地址：从上到下，第一个与路径相符的模式决定由哪个视图回答。"""

from mtvgen.runtime.urls import include, path, register_converter
from mtvgen.runtime.urls.converters import StringConverter

from . import editing, views


class Words(StringConverter):
    """任何文字都可以用的一段地址：字母、数字、“-”和“_”。"""

    regex = r"[\w-]+"  # Django 自带的 "slug" 只认识 ASCII。


register_converter(Words, "words")

# 编辑做的事。这里的每个视图都标着 @editors_only，只有问密码的表单和离开除外。
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
