"""哪个地址由哪个视图回答。"""

from mtvgen.runtime.urls import path

from . import views

urlpatterns = [path("", views.index, name="index")]
