"""V，视图：每个视图接收一个请求，返回一个响应。由谁回答，写在 urls.py 里。"""

from typing import Any

from mtvgen.runtime.contrib import messages
from mtvgen.runtime.core.paginator import Paginator
from mtvgen.runtime.db import IntegrityError, transaction
from mtvgen.runtime.db.models import Count, F, ProtectedError, Q, QuerySet
from mtvgen.runtime.http import HttpRequest, HttpResponse
from mtvgen.runtime.shortcuts import get_object_or_404, redirect, render
from mtvgen.runtime.utils.http import url_has_allowed_host_and_scheme
from mtvgen.runtime.views.decorators.http import require_http_methods, require_POST, require_safe

from . import report
from .forms import Errors, read_book, read_member, save_book, text_of
from .isbn import read_isbn
from .lending import RefusedError, give_back, lend
from .models import Author, Book, Loan, Member, Subject

LENT = "《{book}》已借给{member}，{due} 到期。"
BACK = "《{book}》回到了书架上。"
WAS_BACK = "《{book}》之前已经归还。"
SAVED = "“{what}”已保存。"
DELETED = "“{what}”已删除。"
HAS_LOANS = "“{what}”被借过，删除后借阅记录就没有书了：所以保留。"
CHOOSE_MEMBER = "请选择一位读者。"
JUST_TAKEN = "刚刚有人保存了相同的一个。"


def page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """填好一个模板；每个页面还会显示上一个操作的提示。"""
    return render(request, template, {"messages": messages.get_messages(request), **context})


def pages_of(request: HttpRequest, found: QuerySet[Any], per_page: int = 12) -> dict[str, object]:
    """返回结果的一页，以及其他各页的链接要带上的查询。"""
    query = request.GET.copy()
    query.pop("page", None)
    shown = Paginator(found, per_page).get_page(request.GET.get("page"))
    return {"page": shown, "query": query.urlencode()}


# 图书


@require_safe
def book_list(request: HttpRequest) -> HttpResponse:
    """分页显示图书：搜索到的，或者全部。"""
    words = text_of(request.GET, "q")[:100]
    subject = request.GET.get("subject", "")
    # 所有书一共多两次查询，而不是每本书两次。
    found = Book.objects.select_related("subject").prefetch_related("authors")
    for word in words.split()[:10]:
        fits = Q(title__icontains=word) | Q(authors__name__icontains=word)
        found = found.filter(fits | Q(isbn=read_isbn(word)))
    if subject.isdecimal() and len(subject) < 10:
        found = found.filter(subject=int(subject))
    if request.GET.get("free"):
        found = found.filter(lent__lt=F("copies"))
    # 有两位作者都符合的书会出现两次：所以用 distinct()。
    context = pages_of(request, found.distinct())
    return page(
        request,
        "book_list.html",
        words=words,
        subject=subject,
        free=bool(request.GET.get("free")),
        subjects=Subject.objects.all(),
        **context,
    )


@require_safe
def book_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """显示一本书、谁借了它，以及借出的表单。"""
    return _book_page(request, get_object_or_404(Book, pk=pk))


def _book_page(request: HttpRequest, book: Book, error: str = "") -> HttpResponse:
    return page(
        request,
        "book_detail.html",
        book=book,
        loans=Loan.open().filter(book=book).select_related("member"),
        times=book.loan_set.count(),
        members=Member.objects.all()[:1000],
        chosen=request.POST.get("member", ""),
        error=error,
    )


@require_POST
def book_lend(request: HttpRequest, pk: int) -> HttpResponse:
    """借出一册，然后再显示这本书；被拒绝时说明原因。"""
    book = get_object_or_404(Book, pk=pk)
    number = request.POST.get("member", "")
    member = None
    if number.isdecimal() and len(number) < 10:
        member = Member.objects.filter(pk=int(number)).first()
    if member is None:
        return _book_page(request, book, CHOOSE_MEMBER)
    try:
        loan = lend(book, member)
    except RefusedError as why:
        return _book_page(request, book, str(why))
    messages.success(request, LENT.format(book=book, member=member, due=loan.due))
    # 重定向之后，浏览器的刷新按钮只是再显示页面，不会再借一次。
    return redirect(book)


@require_http_methods(["GET", "HEAD", "POST"])
def book_create(request: HttpRequest) -> HttpResponse:
    """显示空表单；POST 时保存送来的内容。"""
    return _book_form(request, Book())


@require_http_methods(["GET", "HEAD", "POST"])
def book_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """显示填有现有内容的表单；POST 时保存送来的内容。"""
    with transaction.atomic():
        # 保存期间谁也不能借出这本书：否则借出的册数会丢失。
        locked = Book.objects.select_for_update() if request.method == "POST" else Book.objects
        book = get_object_or_404(locked, pk=pk)
        return _book_form(request, book)


def _book_form(request: HttpRequest, book: Book) -> HttpResponse:
    errors: Errors = {}
    subject = book.subject.name if book.pk else ""
    authors = ", ".join(author.name for author in book.authors.all()) if book.pk else ""
    if request.method == "POST":
        subject, authors = text_of(request.POST, "subject"), text_of(request.POST, "authors")
        errors = read_book(book, request.POST)
        if not errors:
            try:
                with transaction.atomic():
                    save_book(book, request.POST)
            except IntegrityError:  # 两个人保存了同一个 ISBN，而且之前都检查过
                errors = {"isbn": [JUST_TAKEN]}
            else:
                messages.success(request, SAVED.format(what=book))
                return redirect(book)
    return page(
        request,
        "book_form.html",
        book=book,
        subject=subject,
        authors=authors,
        subjects=Subject.objects.all(),
        errors=errors,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def book_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """先问清楚；POST 时删除。"""
    book = get_object_or_404(Book, pk=pk)
    if request.method == "POST":
        try:
            book.delete()
        except ProtectedError:
            messages.error(request, HAS_LOANS.format(what=book))
            return redirect(book)
        messages.success(request, DELETED.format(what=book))
        return redirect("books")
    return page(request, "book_delete.html", book=book)


@require_safe
def author_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """显示一位作者和他的全部图书。"""
    author = get_object_or_404(Author, pk=pk)
    books = author.book_set.select_related("subject").prefetch_related("authors")
    return page(request, "author_detail.html", author=author, **pages_of(request, books))


# 读者


@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    """显示读者，以及每人现在借了几本书。"""
    words = text_of(request.GET, "q")[:100]
    found = Member.objects.annotate(now=Count("loan", filter=Q(loan__returned=None)))
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    # 带聚合的查询会忘记模型的排序：所以再说一遍。
    found = found.order_by("name", "pk")
    return page(request, "member_list.html", words=words, **pages_of(request, found, 20))


@require_safe
def member_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """显示一位读者：现在借着什么，以前借过什么。"""
    member = get_object_or_404(Member, pk=pk)
    past = member.loan_set.exclude(returned=None).select_related("book")
    return page(
        request,
        "member_detail.html",
        member=member,
        loans=Loan.open().filter(member=member).select_related("book"),
        **pages_of(request, past, 10),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def member_create(request: HttpRequest) -> HttpResponse:
    """显示空表单；POST 时保存送来的内容。"""
    return _member_form(request, Member())


@require_http_methods(["GET", "HEAD", "POST"])
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """显示填有现有内容的表单；POST 时保存送来的内容。"""
    return _member_form(request, get_object_or_404(Member, pk=pk))


def _member_form(request: HttpRequest, member: Member) -> HttpResponse:
    errors: Errors = {}
    if request.method == "POST":
        errors = read_member(member, request.POST)
        if not errors:
            try:
                member.save()
            except IntegrityError:
                errors = {"email": [JUST_TAKEN]}
            else:
                messages.success(request, SAVED.format(what=member))
                return redirect(member)
    return page(request, "member_form.html", member=member, errors=errors)


# 借阅


@require_safe
def loan_list(request: HttpRequest) -> HttpResponse:
    """显示未还的借阅；?show=late 显示逾期的，?show=all 也显示过去的。"""
    show = request.GET.get("show", "open")
    lists = {"open": Loan.open(), "late": Loan.overdue(), "all": Loan.objects.all()}
    found = lists.get(show, Loan.open()).select_related("book", "member")
    return page(request, "loan_list.html", show=show, **pages_of(request, found, 15))


@require_POST
def loan_return(request: HttpRequest, pk: int) -> HttpResponse:
    """收回一本书，然后显示按钮所在的页面。"""
    loan = get_object_or_404(Loan.objects.select_related("book"), pk=pk)
    said = BACK if give_back(loan) else WAS_BACK
    messages.success(request, said.format(book=loan.book))
    # 表单写明自己在哪个页面。任何人都可能写上别的网站：所以只跟随路径。
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect(loan.book)


# 报表


@require_safe
def report_page(request: HttpRequest) -> HttpResponse:
    """显示图书馆的使用情况。"""
    late = Loan.overdue().select_related("book", "member")
    return page(
        request,
        "report.html",
        totals=report.totals(),
        most=report.most_borrowed(),
        subjects=report.by_subject(),
        months=report.months(),
        late=late[:50],
    )
