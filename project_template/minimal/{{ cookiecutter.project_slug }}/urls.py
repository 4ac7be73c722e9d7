"""Which address is answered by which view."""

from mtvgen.runtime.urls import path

from . import views

urlpatterns = [path("", views.index, name="index")]
