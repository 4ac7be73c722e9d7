"""地址：从上到下，第一个与路径相符的模式决定由哪个视图回答。"""

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
    path("polls/", include((polls, "polls"))),  # 它们的名字以 "polls:" 开头
]
