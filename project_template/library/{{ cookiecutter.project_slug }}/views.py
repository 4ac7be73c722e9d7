"""V, the views: each takes a request and returns a response. urls.py says which one answers."""

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

LENT = "{book} is lent to {member} until {due}."
BACK = "{book} is back on its shelf."
WAS_BACK = "{book} had been given back before."
SAVED = "{what} is saved."
DELETED = "{what} is deleted."
HAS_LOANS = "{what} has been lent, and the loans would lose their book: it stays."
CHOOSE_MEMBER = "Choose a member."
JUST_TAKEN = "Somebody else has just saved one like this."


def page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """Fill a template; every page also shows what the last action had to say."""
    return render(request, template, {"messages": messages.get_messages(request), **context})


def pages_of(request: HttpRequest, found: QuerySet[Any], per_page: int = 12) -> dict[str, object]:
    """Return one page of what was found, and the query that the links to the others repeat."""
    query = request.GET.copy()
    query.pop("page", None)
    shown = Paginator(found, per_page).get_page(request.GET.get("page"))
    return {"page": shown, "query": query.urlencode()}


# Books


@require_safe
def book_list(request: HttpRequest) -> HttpResponse:
    """Show the books, those that were searched for or all, page by page."""
    words = text_of(request.GET, "q")[:100]
    subject = request.GET.get("subject", "")
    # Two queries more, for all books together: not two for each book.
    found = Book.objects.select_related("subject").prefetch_related("authors")
    for word in words.split()[:10]:
        fits = Q(title__icontains=word) | Q(authors__name__icontains=word)
        found = found.filter(fits | Q(isbn=read_isbn(word)))
    if subject.isdecimal() and len(subject) < 10:
        found = found.filter(subject=int(subject))
    if request.GET.get("free"):
        found = found.filter(lent__lt=F("copies"))
    # A book with two authors that fit would be there twice: distinct().
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
    """Show one book, who has it, and the form to lend it."""
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
    """Lend a copy, then show the book again; when that is refused, say why."""
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
    # After a redirect the browser's reload button shows the page again; it does not lend again.
    return redirect(book)


@require_http_methods(["GET", "HEAD", "POST"])
def book_create(request: HttpRequest) -> HttpResponse:
    """Show an empty form; on POST, keep what it sent."""
    return _book_form(request, Book())


@require_http_methods(["GET", "HEAD", "POST"])
def book_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form with what is there; on POST, keep what it sent."""
    with transaction.atomic():
        # Nobody lends this book while it is saved: the number of lent copies would be lost.
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
            except IntegrityError:  # two saved the same ISBN, and both had looked before
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
    """Ask whether it is meant; on POST, delete."""
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
    """Show one author with all books."""
    author = get_object_or_404(Author, pk=pk)
    books = author.book_set.select_related("subject").prefetch_related("authors")
    return page(request, "author_detail.html", author=author, **pages_of(request, books))


# Members


@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    """Show the members, and how many books each has now."""
    words = text_of(request.GET, "q")[:100]
    found = Member.objects.annotate(now=Count("loan", filter=Q(loan__returned=None)))
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    # A query with an aggregate forgets the order of its model: say it again.
    found = found.order_by("name", "pk")
    return page(request, "member_list.html", words=words, **pages_of(request, found, 20))


@require_safe
def member_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one member: what they have, and what they had."""
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
    """Show an empty form; on POST, keep what it sent."""
    return _member_form(request, Member())


@require_http_methods(["GET", "HEAD", "POST"])
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form with what is there; on POST, keep what it sent."""
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


# Loans


@require_safe
def loan_list(request: HttpRequest) -> HttpResponse:
    """Show the open loans; with ?show=late the overdue ones, with ?show=all also the past."""
    show = request.GET.get("show", "open")
    lists = {"open": Loan.open(), "late": Loan.overdue(), "all": Loan.objects.all()}
    found = lists.get(show, Loan.open()).select_related("book", "member")
    return page(request, "loan_list.html", show=show, **pages_of(request, found, 15))


@require_POST
def loan_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a book back, then show the page that the button was on."""
    loan = get_object_or_404(Loan.objects.select_related("book"), pk=pk)
    said = BACK if give_back(loan) else WAS_BACK
    messages.success(request, said.format(book=loan.book))
    # The form says where it stood. Anybody could write another site there: only paths are followed.
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect(loan.book)


# The report


@require_safe
def report_page(request: HttpRequest) -> HttpResponse:
    """Show what the library is used for."""
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
