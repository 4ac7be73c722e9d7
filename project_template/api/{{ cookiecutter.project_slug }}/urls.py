"""The addresses: from top to bottom, the first pattern that fits the path names the view."""

from mtvgen.runtime.urls import path

from . import views
from .resources import RESOURCES

urlpatterns = [
    path("", views.home, name="home"),
    path("openapi.json", views.openapi, name="openapi"),
]
for resource in RESOURCES:  # "stations/" and "stations/5/", and so on
    about = {"resource": resource}
    urlpatterns += [
        path(f"{resource.name}/", views.collection, about, name=resource.name),
        path(f"{resource.name}/<int:pk>/", views.item, about, name=f"{resource.name}-item"),
    ]
