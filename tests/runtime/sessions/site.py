"""A site that remembers, for the tests of this room."""

from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.urls import path


def untouched(request):
    return HttpResponse("hello")


def read(request):
    return HttpResponse(f"visits: {request.session.get('visits', 0)}")


def count(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse(f"visits: {request.session['visits']}")


def broken(request):
    request.session["visits"] = 100
    return HttpResponse("halfway", status=500)


def flush(request):
    request.session.flush()
    return HttpResponse("forgotten")


def until_close(request):
    request.session.set_expiry(0)
    return HttpResponse("until the browser is closed")


def hour(request):
    request.session.set_expiry(3600)
    return HttpResponse("an hour")


def lost(request):
    request.session["visits"] = 1
    request.session.delete()  # what another request may do meanwhile
    return HttpResponse("never sent")


urlpatterns = [path(f"{view.__name__}/", view) for view in (untouched, read, count, broken, flush)]
urlpatterns += [path(f"{view.__name__}/", view) for view in (until_close, hour, lost)]
