"""地址：从上到下，第一个与路径相符的模式决定由哪个视图回答。"""

from mtvgen.runtime.urls import path

from . import views
from .resources import RESOURCES

urlpatterns = [
    path("", views.home, name="home"),
    path("openapi.json", views.openapi, name="openapi"),
]
for resource in RESOURCES:  # "stations/" 和 "stations/5/" 等等
    about = {"resource": resource}
    urlpatterns += [
        path(f"{resource.name}/", views.collection, about, name=resource.name),
        path(f"{resource.name}/<int:pk>/", views.item, about, name=f"{resource.name}-item"),
    ]
