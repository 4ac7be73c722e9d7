"""The addresses: from top to bottom, the first pattern that fits the path names the view."""

from mtvgen.runtime.urls import include, path
from mtvgen.runtime.views.generic import RedirectView

from . import views

polls = [
    path("", views.IndexView.as_view(), name="index"),
    path("<int:pk>/", views.DetailView.as_view(), name="detail"),
    path("<int:pk>/results/", views.ResultsView.as_view(), name="results"),
    path("<int:question_id>/vote/", views.vote, name="vote"),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="polls:index")),
    path("polls/", include((polls, "polls"))),  # their names begin with "polls:"
]
