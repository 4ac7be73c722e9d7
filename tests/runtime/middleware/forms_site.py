"""A site with a form and with sessions, for the tests of what a planted token can do."""

from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.middleware.csrf import get_token, rotate_token
from mtvgen.runtime.urls import path


def form(request):
    return HttpResponse("sent" if request.method == "POST" else get_token(request))


def plain(request):
    return HttpResponse("no form here")


def begin(request):
    request.session["basket"] = "a book"
    return HttpResponse("begun")


def form_and_begin(request):
    response = form(request)
    request.session["basket"] = "a book"
    return response


def login(request):
    request.session.cycle_key()
    request.session["user"] = "1"
    rotate_token(request)
    return HttpResponse("welcome")


def logout(request):
    request.session.flush()
    return HttpResponse("goodbye")


def broken(request):
    rotate_token(request)
    return HttpResponse("halfway", status=500)


views = (form, plain, begin, form_and_begin, login, logout, broken)
urlpatterns = [path(f"{view.__name__}/", view) for view in views]
