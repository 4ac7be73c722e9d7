"""Which path is answered by which view."""

import views
from framework import path

urlpatterns = [
    path("/index/", views.index),
    path("/home/", views.home),
    path("/hello/", views.hello),
    path("/hello/<name>/", views.hello),
    path("/user/<int:id>/", views.user),
    path("/session/", views.session),
]
