"""V, the views of editors: write, change, publish and delete. access.py says who is one."""

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
    """Ask for the password."""
    target = request.GET.get("next", "")
    # The address comes from the browser's address bar, so anybody may have made it up: it must lead
    # to a page of this site. Otherwise a link to us could end at a page that only looks like ours.
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = ""
    if request.method == "POST" and access.enter(request, request.POST.get("password", "")):
        return HttpResponseRedirect(target or reverse("desk"))
    return show(request, "enter.html", wrong=request.method == "POST")


@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Forget that this browser said the password."""
    access.leave(request)
    return redirect("index")


@require_safe
@editors_only
def desk(request: HttpRequest) -> HttpResponse:
    """List everything there is to edit, drafts first."""
    posts = Post.objects.order_by(F("published").desc(nulls_first=True), "-id")
    return show(request, "desk.html", posts=posts, pages=Page.objects.all())


@form_view
@editors_only
def edit_post(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """Write a new post, or change the one with this number."""
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
        # An address, once given, stays: others may have linked to it.
        post.slug = post.slug or free_slug(Post, post.title)
        errors = problems(post)
        if len(names) > MOST_TAGS or any(len(name) > 40 for name in names):
            errors["tags"] = ["too many, or too long"]
        if not errors:
            with transaction.atomic():  # the post with its tags, or nothing
                post.save()
                post.set_tags(names)
            return redirect(post)
    known = Tag.objects.all()
    return show(request, "edit_post.html", post=post, names=names, known=known, errors=errors)


@form_view
@editors_only
def edit_page(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """Write a new page for the menu, or change the one with this number."""
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
    """Ask once more, then delete a post and its comments."""
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
    """Ask once more, then delete a page."""
    page = get_object_or_404(Page, pk=pk)
    if request.method == "POST":
        page.delete()
        return redirect("desk")
    return show(request, "delete.html", what=page, comments=0)


@require_POST
@editors_only
def delete_comment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Delete a comment. Nobody is asked twice: it is one line, and the button stands beside it."""
    comment = get_object_or_404(Comment.objects.select_related("post"), pk=pk)
    comment.delete()
    return redirect(f"{comment.post.get_absolute_url()}#comments")


def tag_names(text: str) -> list[str]:
    """Return the names in "python, web": each once, in whatever letters it is written first."""
    names = {name.casefold(): name for part in re.split("[,，、]", text) if (name := part.strip())}
    return list(names.values())


def problems(thing: Model) -> dict[str, list[str]]:
    """Return what the model's rules have against *thing*, by field; nothing if it may be saved."""
    try:
        thing.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}
