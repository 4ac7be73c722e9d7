"""地址：从上到下，第一个与路径相符的模式决定由哪个视图回答。"""

from mtvgen.runtime.urls import URLPattern, URLResolver

# 还没有模式的时候，首页是运行时的欢迎页。模式写成这样，
# 同时需要 `from mtvgen.runtime.urls import path` 和 `from . import views`：
#     path("", views.index, name="index"),
urlpatterns: list[URLPattern | URLResolver] = []
