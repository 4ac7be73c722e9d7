"""The addresses: from top to bottom, the first pattern that fits the path names the view."""

from mtvgen.runtime.urls import path

from . import api, views

urlpatterns = [
    path("", views.index, name="index"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/done/", views.done, name="done"),
    path("tasks/<int:pk>/delete/", views.delete, name="delete"),
    # The same once more for programs: JSON in, JSON out.
    path("api/tasks/", api.tasks, name="api_tasks"),
    path("api/tasks/<int:pk>/", api.task, name="api_task"),
]
