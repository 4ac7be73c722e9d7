"""The addresses: from top to bottom, the first pattern that fits the path names the view."""

from mtvgen.runtime.urls import path

from . import views

urlpatterns = [
    path("", views.index, name="index"),
    path("entries/<int:pk>/", views.detail, name="detail"),
]
