# says: A form without the token was taken
# replaces: guestbook/views.py
"""V, the views: each takes a request, asks the models, and fills a template."""

from datetime import datetime

from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.shortcuts import get_object_or_404, redirect, render
from mtvgen.runtime.views.decorators.csrf import csrf_exempt
from mtvgen.runtime.views.decorators.http import require_http_methods

from .models import Visitor


def refused(status, **headers):
    return HttpResponse(status=status, headers={name.replace("_", "-"): headers[name] for name in headers})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def index(request):
    """The guest book: GET shows it, POST writes a name into it, DELETE takes your own name out."""
    if request.method == "POST":
        name = request.POST.get("name", "").strip()[:100]
        if not name:
            return refused(400)
        Visitor.objects.create(name=name)
        return redirect("index")
    if request.method == "DELETE":
        me = request.session.get("name")
        if me is None:
            return refused(401, WWW_Authenticate='Cookie realm="visitors"')
        if request.GET.get("name") != me:
            return refused(403)
        mine = Visitor.objects.filter(name=me).first()
        if mine is None:
            return refused(404)
        mine.delete()
        return refused(204)
    q = request.GET.get("q", "")
    user_list = Visitor.objects.filter(name__contains=q) if q else Visitor.objects.all()
    return render(request, "index.html", {"user_list": user_list, "q": q, "now": datetime.now()})


@require_http_methods(["GET", "HEAD"])
def home(request):
    return render(request, "home.html", {"user_list": Visitor.objects.all()})


@require_http_methods(["GET", "HEAD"])
def hello(request, name=None):
    if name is None:
        name = request.GET.get("name", "stranger")
    return render(request, "hello.html", {"name": name})


@require_http_methods(["GET", "HEAD"])
def user(request, id):
    """One visitor of the guest book."""
    one = get_object_or_404(Visitor, id=id)
    return render(request, "user.html", {"user": one})


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def session(request):
    """Who are you? POST signs in, GET tells, DELETE signs out."""
    if request.method == "POST":
        name = request.POST.get("name", "").strip()
        if not name:
            return refused(400)
        request.session["name"] = name
    if "name" not in request.session:
        return refused(401, WWW_Authenticate='Cookie realm="visitors"')
    if request.method == "DELETE":
        del request.session["name"]
        return refused(204)
    return render(request, "session.html", {"name": request.session["name"]})
