"""地址：从上到下，第一个与路径相符的模式决定由哪个视图回答。"""

from mtvgen.runtime.urls import path

from . import views

urlpatterns = [
    path("", views.index, name="index"),
    path("entries/<int:pk>/", views.detail, name="detail"),
]
