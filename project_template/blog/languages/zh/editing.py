"""V，编辑的视图：写、改、发布、删除。谁是编辑，由 access.py 决定。"""

import re

from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.db import transaction
from mtvgen.runtime.db.models import F, Model
from mtvgen.runtime.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from mtvgen.runtime.shortcuts import get_object_or_404, redirect
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils import timezone
from mtvgen.runtime.utils.http import url_has_allowed_host_and_scheme
from mtvgen.runtime.views.decorators.http import require_http_methods, require_POST, require_safe

from . import access
from .access import editors_only
from .models import MOST_TAGS, Comment, Page, Post, Tag, free_slug
from .views import show, typed

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def enter(request: HttpRequest) -> HttpResponseBase:
    """询问密码。"""
    target = request.GET.get("next", "")
    # 这个地址来自浏览器的地址栏，谁都可能编造：它必须指向本站的页面。
    # 否则，一个通往我们的链接，可能最后停在一个只是看起来像我们的页面上。
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = ""
    if request.method == "POST" and access.enter(request, request.POST.get("password", "")):
        return HttpResponseRedirect(target or reverse("desk"))
    return show(request, "enter.html", wrong=request.method == "POST")


@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """忘掉这个浏览器说过密码。"""
    access.leave(request)
    return redirect("index")


@require_safe
@editors_only
def desk(request: HttpRequest) -> HttpResponse:
    """列出所有可以编辑的内容，草稿在前。"""
    posts = Post.objects.order_by(F("published").desc(nulls_first=True), "-id")
    return show(request, "desk.html", posts=posts, pages=Page.objects.all())


@form_view
@editors_only
def edit_post(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """写一篇新文章，或者修改这个编号的文章。"""
    post = Post() if pk is None else get_object_or_404(Post, pk=pk)
    names = [str(tag) for tag in post.tags.all()] if pk else []
    errors = {}
    if request.method == "POST":
        post.title, post.summary, post.text = (
            typed(request, name) for name in ("title", "summary", "text")
        )
        names = tag_names(typed(request, "tags"))
        if "public" not in request.POST:
            post.published = None
        elif post.published is None:
            post.published = timezone.now()
        # 地址一旦给出就不再变：别人可能已经链接了它。
        post.slug = post.slug or free_slug(Post, post.title)
        errors = problems(post)
        if len(names) > MOST_TAGS or any(len(name) > 40 for name in names):
            errors["tags"] = ["太多，或者太长"]
        if not errors:
            with transaction.atomic():  # 文章和标签一起保存，或者都不保存
                post.save()
                post.set_tags(names)
            return redirect(post)
    known = Tag.objects.all()
    return show(request, "edit_post.html", post=post, names=names, known=known, errors=errors)


@form_view
@editors_only
def edit_page(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """为菜单写一个新页面，或者修改这个编号的页面。"""
    page = Page() if pk is None else get_object_or_404(Page, pk=pk)
    errors = {}
    if request.method == "POST":
        page.title, page.text = typed(request, "title"), typed(request, "text")
        page.slug = page.slug or free_slug(Page, page.title)
        errors = problems(page)
        if not errors:
            page.save()
            return redirect(page)
    return show(request, "edit_page.html", page=page, errors=errors)


@form_view
@editors_only
def delete_post(request: HttpRequest, pk: int) -> HttpResponseBase:
    """再问一次，然后删除文章和它的评论。"""
    post = get_object_or_404(Post, pk=pk)
    if request.method == "POST":
        with transaction.atomic():
            post.set_tags([])
            post.delete()
        return redirect("desk")
    return show(request, "delete.html", what=post, comments=post.comments.count())


@form_view
@editors_only
def delete_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """再问一次，然后删除页面。"""
    page = get_object_or_404(Page, pk=pk)
    if request.method == "POST":
        page.delete()
        return redirect("desk")
    return show(request, "delete.html", what=page, comments=0)


@require_POST
@editors_only
def delete_comment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """删除一条评论。不再多问：只有一行，按钮就在旁边。"""
    comment = get_object_or_404(Comment.objects.select_related("post"), pk=pk)
    comment.delete()
    return redirect(f"{comment.post.get_absolute_url()}#comments")


def tag_names(text: str) -> list[str]:
    """返回 "python, web" 里的名字：不分大小写，每个一次。"""
    names = {name.casefold(): name for part in re.split("[,，、]", text) if (name := part.strip())}
    return list(names.values())


def problems(thing: Model) -> dict[str, list[str]]:
    """按字段返回 *thing* 违反了模型的哪些规则；可以保存时什么也不返回。"""
    try:
        thing.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}
