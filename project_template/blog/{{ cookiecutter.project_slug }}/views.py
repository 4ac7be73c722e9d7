"""V, the views of visitors: each takes a request and returns a response; see urls.py for which."""

import re
from itertools import groupby

from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.core.paginator import Paginator
from mtvgen.runtime.db.models import Count, Q, QuerySet
from mtvgen.runtime.http import HttpRequest, HttpResponse
from mtvgen.runtime.shortcuts import get_object_or_404, redirect, render
from mtvgen.runtime.utils import timezone
from mtvgen.runtime.utils.http import http_date
from mtvgen.runtime.views.decorators.http import require_http_methods, require_safe

from .access import is_editor
from .models import Comment, Page, Post, Tag

PER_PAGE = 5
MOST_WORDS = 6  # that one search looks for
# Letters that nobody sees, and that neither XML (the feed) nor every database can hold.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def show(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """Fill a template with *context* and with what every page shows: the menu, editors' doors."""
    shared = {"menu": Page.objects.all(), "is_editor": is_editor(request)}
    return render(request, template, {**shared, **context})


def typed(request: HttpRequest, name: str) -> str:
    """Return what a form's field holds, without what nobody typed."""
    return UNSEEN.sub("", request.POST.get(name, "")).replace("\r\n", "\n").strip()


def show_list(request: HttpRequest, posts: QuerySet[Post], **context: object) -> HttpResponse:
    """Show one page of a list of posts; all cards together take three queries, not each of them."""
    full = posts.prefetch_related("tags").annotate(talk=Count("comments", distinct=True))
    full = full.order_by("-published", "-id")  # what counts has forgotten the order of the model
    page = Paginator(full, PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "list.html", page=page, **context)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the newest posts; with ?q=…, those that have each of its words."""
    search = UNSEEN.sub("", request.GET.get("q", ""))[:100].strip()
    posts = Post.public()
    for word in search.split()[:MOST_WORDS]:
        posts = posts.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return show_list(request, posts, search=search, tag=None)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the posts with one tag."""
    found = get_object_or_404(Tag, slug=slug)
    return show_list(request, Post.public().filter(tags=found), search="", tag=found)


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one post, its comments, and a form for the next; on POST, keep what the form sent."""
    readable = Post.objects.all() if is_editor(request) else Post.public()
    found = get_object_or_404(readable, slug=slug)
    comment = Comment(post=found, author=request.session.get("author", ""))
    errors = {}
    if request.method == "POST":
        comment.author = typed(request, "author")
        comment.text = typed(request, "text")
        # People do not see the field "website"; programs that fill in whatever there is do.
        # They are told that all went well, and try no other way.
        if request.POST.get("website") or not found.takes_comments():
            return redirect(found)
        try:
            comment.full_clean()
        except ValidationError as error:
            errors = error.message_dict  # the page says what to do, and shows what was typed
        else:
            comment.save()
            request.session["author"] = comment.author  # so that the next form knows the name
            return redirect(f"{found.get_absolute_url()}#comment-{comment.pk}")
    return show(request, "post.html", post=found, comment=comment, errors=errors)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one of the pages in the menu."""
    return show(request, "page.html", page=get_object_or_404(Page, slug=slug))


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Show the titles of all posts, year by year."""
    posts = Post.public().only("title", "slug", "published")
    years = groupby(posts, key=lambda post: timezone.localtime(post.published).year)
    return show(request, "archive.html", years=[(year, list(group)) for year, group in years])


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Tell feed readers about the newest posts, in RSS 2.0 (rssboard.org/rss-specification)."""
    items = [
        {
            "post": post,
            "url": request.build_absolute_uri(post.get_absolute_url()),
            "date": http_date(post.published.timestamp()) if post.published else "",
        }
        for post in Post.public().prefetch_related("tags")[:20]
    ]
    context = {
        "items": items,
        "home": request.build_absolute_uri("/"),
        "here": request.build_absolute_uri(),
    }
    return render(request, "feed.xml", context, content_type="application/rss+xml; charset=utf-8")
