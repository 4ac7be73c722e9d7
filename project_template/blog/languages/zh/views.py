"""V，访客的视图：每个视图接收一个请求，返回一个响应；由谁回答，写在 urls.py 里。"""

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
MOST_WORDS = 6  # 一次搜索最多找这么多个词
# 看不见的字符；XML（订阅）和有些数据库装不下它们。
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def show(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """用 *context* 和每个页面都显示的内容（菜单、编辑的入口）填好模板。"""
    shared = {"menu": Page.objects.all(), "is_editor": is_editor(request)}
    return render(request, template, {**shared, **context})


def typed(request: HttpRequest, name: str) -> str:
    """返回表单中一个字段的内容，去掉没有人会输入的字符。"""
    return UNSEEN.sub("", request.POST.get(name, "")).replace("\r\n", "\n").strip()


def show_list(request: HttpRequest, posts: QuerySet[Post], **context: object) -> HttpResponse:
    """显示文章列表的一页；所有卡片一共只用三次查询，而不是每张三次。"""
    full = posts.prefetch_related("tags").annotate(talk=Count("comments", distinct=True))
    full = full.order_by("-published", "-id")  # 做统计的查询不再记得模型里的顺序
    page = Paginator(full, PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "list.html", page=page, **context)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """显示最新的文章；有 ?q=… 时，显示包含其中每个词的文章。"""
    search = UNSEEN.sub("", request.GET.get("q", ""))[:100].strip()
    posts = Post.public()
    for word in search.split()[:MOST_WORDS]:
        posts = posts.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return show_list(request, posts, search=search, tag=None)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """显示带某个标签的文章。"""
    found = get_object_or_404(Tag, slug=slug)
    return show_list(request, Post.public().filter(tags=found), search="", tag=found)


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """显示一篇文章、它的评论和写评论的表单；POST 时保存表单送来的内容。"""
    readable = Post.objects.all() if is_editor(request) else Post.public()
    found = get_object_or_404(readable, slug=slug)
    comment = Comment(post=found, author=request.session.get("author", ""))
    errors = {}
    if request.method == "POST":
        comment.author = typed(request, "author")
        comment.text = typed(request, "text")
        # 人看不见字段 "website"；见到什么就填什么的程序会填上它。
        # 让它们以为一切顺利，就不会再试别的办法。
        if request.POST.get("website") or not found.takes_comments():
            return redirect(found)
        try:
            comment.full_clean()
        except ValidationError as error:
            errors = error.message_dict  # 页面会说明该怎么办，并保留已经输入的内容
        else:
            comment.save()
            request.session["author"] = comment.author  # 下一次，表单就记得这个名字
            return redirect(f"{found.get_absolute_url()}#comment-{comment.pk}")
    return show(request, "post.html", post=found, comment=comment, errors=errors)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """显示菜单里的一个页面。"""
    return show(request, "page.html", page=get_object_or_404(Page, slug=slug))


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """按年份显示所有文章的标题。"""
    posts = Post.public().only("title", "slug", "published")
    years = groupby(posts, key=lambda post: timezone.localtime(post.published).year)
    return show(request, "archive.html", years=[(year, list(group)) for year, group in years])


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """用 RSS 2.0 告诉订阅软件有哪些新文章（rssboard.org/rss-specification）。"""
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
