"""A site in which everything happens that a journey can tell of."""

from mtvgen.runtime.core.exceptions import PermissionDenied
from mtvgen.runtime.http import Http404, HttpResponse, StreamingHttpResponse
from mtvgen.runtime.shortcuts import get_object_or_404, render
from mtvgen.runtime.template.response import TemplateResponse
from mtvgen.runtime.urls import include, path, re_path
from mtvgen.runtime.views.generic import ListView, RedirectView, View

from .models import Author, Book, Member


def hello(request):
    return HttpResponse("hello")


def books(request):
    return render(request, "books.html", {"books": Book.objects.all(), "api_key": "k-12345678"})


def book(request, pk):
    return HttpResponse(get_object_or_404(Book, pk=pk).title)


def positional(request, first, second):
    return HttpResponse(first + second)


class Shelf(View):
    def get(self, request, number):
        return HttpResponse(str(number))


class Authors(ListView):
    queryset = Author.objects.all()
    template_name = "row.html"


def fail(request):
    raise ValueError("the shelf is empty")


def forbidden(request):
    raise PermissionDenied("not for you")


def gone(request):
    raise Http404("no such book")


def broken(request):
    return render(request, "broken.html")


def unreadable(request):
    return render(request, "unreadable.html")


def missing(request):
    return render(request, "not-there.html")


def one_of(request):
    return TemplateResponse(request, ["not-there.html", "row.html"], {"n": 1})


def nothing(request):
    """Forgets its return."""


def signup(request):
    Member.objects.create(name=request.POST["name"], password=request.POST["password"])
    return HttpResponse("welcome")


def members(request):
    found = Member.objects.filter(password=request.GET["password"]).count()
    return HttpResponse(str(found))


def stream(request):
    return StreamingHttpResponse(f"{number}," for number in range(3))


inner = [
    path("", hello, name="index"),
    path("<int:pk>/", book, name="book"),
    re_path(r"^(\w)-(\w)/$", positional),
]

urlpatterns = [
    path("hello/", hello, name="hello"),
    path("library/", include((inner, "library"))),
    path("books/", books),
    path("shelf/<int:number>/", Shelf.as_view()),
    path("authors/", Authors.as_view()),
    path("fail/", fail),
    path("forbidden/", forbidden),
    path("gone/", gone),
    path("broken/", broken),
    path("missing/", missing),
    path("unreadable/", unreadable),
    path("moved/", RedirectView.as_view(url="/hello/")),
    path("one-of/", one_of),
    path("nothing/", nothing),
    path("signup/", signup),
    path("members/", members),
    path("stream/", stream),
    path("reset/<str:token>/", lambda request, token: HttpResponse(token)),
]


def turn_back(get_response):
    def middleware(request):
        if "back" in request.GET:
            return HttpResponse("turned back", status=403)
        return get_response(request)

    return middleware


def raise_here(get_response):
    def middleware(request):
        raise RuntimeError("the middleware is broken")

    return middleware


class Forgive:
    """Answers for what a view raises."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        return HttpResponse("forgiven")


class Refuse:
    """Looks at the view before it is called, and fails."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        raise LookupError("who are you?")
