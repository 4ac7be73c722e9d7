"""A small site for the tests of this room: what a client can meet."""

import json

from mtvgen.runtime.http import (
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from mtvgen.runtime.urls import path


def echo(request):
    body = {"method": request.method, "GET": request.GET.dict(), "POST": request.POST.dict()}
    body["FILES"] = {name: file.read().decode() for name, file in request.FILES.items()}
    body |= {"secure": request.is_secure(), "path": request.path, "host": request.get_host()}
    body["COOKIES"] = request.COOKIES
    return JsonResponse(body)


def body(request):
    return JsonResponse({"type": request.content_type, "body": json.loads(request.body)})


def redirect_to(request, status):
    response = HttpResponseRedirect(request.GET.get("to", "/echo/"))
    response.status_code = status
    return response


def permanent(request):
    return HttpResponsePermanentRedirect("/redirect/302/?to=/echo/?at=end")


def grow(request, number):
    return HttpResponseRedirect(f"/grow/{number + 1}/")


def set_cookie(request):
    response = HttpResponse("set")
    response.set_cookie("flavour", "vanilla")
    return response


def broken(request):
    raise ZeroDivisionError("by design")


def stream(request):
    return StreamingHttpResponse([b"one ", b"two"])


def page(request):
    return HttpResponse("<ul><li class='a b'>One</li><li>Two</li></ul><p>café</p>")


urlpatterns = [
    path("echo/", echo, name="echo"),
    path("body/", body),
    path("redirect/<int:status>/", redirect_to),
    path("permanent/", permanent),
    path("grow/<int:number>/", grow),
    path("loop/", lambda request: HttpResponseRedirect("/loop/")),
    path("relative/here/", lambda request: HttpResponseRedirect("../../echo/")),
    path("away/", lambda request: HttpResponseRedirect("https://elsewhere.example/x")),
    path("set-cookie/", set_cookie),
    path("broken/", broken),
    path("stream/", stream),
    path("page/", page, name="page"),
    path("tiếng/", page, name="tieng"),
]
