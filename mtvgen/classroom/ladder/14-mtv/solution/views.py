"""V, the views: each takes a request, asks the models, and fills a template."""

from datetime import datetime

from framework import HTML, Refused, allow, field, query, render, sign_in, sign_out, signed_in
from models import Visitor


@allow("GET", "POST", "DELETE")
def index(request):
    """The guest book: GET shows it, POST writes a name into it, DELETE takes your own name out."""
    if request["method"] == "POST":
        Visitor.objects.create(name=field(request, "name"))
        return 303, [("Location", "/index/")], ""
    if request["method"] == "DELETE":
        me = signed_in(request)
        name = query(request, "name")
        if name != me:
            raise Refused(403)
        mine = Visitor.objects.filter(name=name)
        if not mine:
            raise Refused(404)
        mine[0].delete()
        return 204, [], ""
    q = query(request, "q")
    user_list = Visitor.objects.filter(name__contains=q) if q else Visitor.objects.all()
    return 200, [HTML], render("index.html", user_list=user_list, q=q, now=datetime.now())


@allow("GET")
def home(request):
    return 200, [HTML], render("home.html", user_list=Visitor.objects.all())


@allow("GET")
def hello(request, name=None):
    if name is None:
        name = query(request, "name", "stranger")
    return 200, [HTML], render("hello.html", name=name)


@allow("GET")
def user(request, id):
    """One visitor of the guest book."""
    try:
        one = Visitor.objects.get(id=id)
    except Visitor.DoesNotExist:
        raise Refused(404) from None
    return 200, [HTML], render("user.html", user=one)


@allow("GET", "POST", "DELETE")
def session(request):
    """Who are you? POST signs in, GET tells, DELETE signs out."""
    if request["method"] == "POST":
        name = field(request, "name")
        return 200, [HTML, sign_in(name)], render("session.html", name=name)
    name = signed_in(request)
    if request["method"] == "DELETE":
        return 204, [sign_out(request)], ""
    return 200, [HTML], render("session.html", name=name)
