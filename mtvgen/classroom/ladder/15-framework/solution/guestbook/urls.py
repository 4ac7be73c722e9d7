"""Which path is answered by which view."""

from mtvgen.runtime.urls import path

from . import views

urlpatterns = [
    path("index/", views.index, name="index"),
    path("home/", views.home),
    path("hello/", views.hello),
    path("hello/<name>/", views.hello),
    path("user/<int:id>/", views.user),
    path("session/", views.session),
]
