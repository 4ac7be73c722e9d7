"""A URLconf without patterns: the default of the runtime's tests."""

urlpatterns: list[object] = []
