"""地址：从上到下，第一个与路径相符的模式决定由哪个视图回答。"""

from mtvgen.runtime.urls import path

from . import api, views

urlpatterns = [
    path("", views.index, name="index"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/done/", views.done, name="done"),
    path("tasks/<int:pk>/delete/", views.delete, name="delete"),
    # 同样的事，给程序用：JSON 进，JSON 出。
    path("api/tasks/", api.tasks, name="api_tasks"),
    path("api/tasks/<int:pk>/", api.task, name="api_task"),
]
