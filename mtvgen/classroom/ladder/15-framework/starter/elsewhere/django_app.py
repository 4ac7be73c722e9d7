"""Stage 11 on Django, in one file: `python elsewhere/django_app.py PORT`."""

import sys
from wsgiref.simple_server import make_server

try:
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import Http404, HttpResponse
    from django.urls import path
except ImportError:
    sys.exit("Django is not installed: pip install django")

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1", "localhost"], SECRET_KEY="only here")
visitors = {1: "Ada", 2: "Lin"}


def index(request):
    return HttpResponse("<h1>The guest book</h1>" + "".join(f"<p>{name}</p>" for name in visitors.values()))


def home(request):
    return HttpResponse("<h1>Home</h1>")


def user(request, id):
    if id not in visitors:
        raise Http404
    return HttpResponse(f"<h1>{visitors[id]}</h1>")


urlpatterns = [path("index/", index), path("home/", home), path("user/<int:id>/", user)]

if __name__ == "__main__":
    application = get_wsgi_application()  # a WSGI application, as yours of stage 9
    make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
