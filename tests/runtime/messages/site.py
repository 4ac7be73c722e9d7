"""A site that tells its visitors things, for the tests of this room."""

import random

from mtvgen.runtime.contrib import messages
from mtvgen.runtime.contrib.messages.context_processors import messages as shown
from mtvgen.runtime.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from mtvgen.runtime.urls import path


def untouched(request):
    return HttpResponse("hello")


def show(request):
    return HttpResponse("|".join(f"{one.tags}: {one}" for one in shown(request)["messages"]))


def look(request):
    return HttpResponse(str(len(messages.get_messages(request))))


def save(request):
    messages.success(request, "Saved.", extra_tags="big")
    return HttpResponseRedirect("/show/")


def many(request):
    for number in range(int(request.GET["n"])):
        noise = random.Random(number).randbytes(200).hex()  # does not compress
        messages.info(request, f"{number}:{noise}")
    return HttpResponseRedirect("/show/")


def stream(request):
    messages.info(request, "streamed")
    return StreamingHttpResponse(str(one) for one in messages.get_messages(request))


views = (untouched, show, look, save, many, stream)
urlpatterns = [path(f"{view.__name__}/", view) for view in views]
