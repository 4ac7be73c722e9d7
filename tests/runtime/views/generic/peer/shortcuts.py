"""One program for two frameworks: `python shortcuts.py ROOT` prints what each shortcut answers to each question."""

import importlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = sys.argv[1]


def of(name: str) -> Any:
    """Return a module of the framework that is asked."""
    return importlib.import_module(f"{ROOT}.{name}")


with tempfile.TemporaryDirectory() as folder:
    Path(folder, "a.html").write_text("hello {{ x }} {{ request.path if request }}")
    of("conf").settings.configure(
        SECRET_KEY="only-for-tests",
        TEMPLATES=[{"BACKEND": f"{ROOT}.template.backends.jinja2.Jinja2", "DIRS": [folder]}],
        ROOT_URLCONF="__main__",
        DATABASES={"default": {"ENGINE": f"{ROOT}.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD=f"{ROOT}.db.models.BigAutoField",
    )
    importlib.import_module(ROOT).setup()
    models, urls, shortcuts = of("db.models"), of("urls"), of("shortcuts")
    lazy = of("utils.functional").lazy

    def view(request: Any, *args: Any, **kwargs: Any) -> None:
        """Stand in for a view."""

    urlpatterns = [
        urls.path("a/<int:pk>/", view, name="a"),
        urls.path("b/", view, name="b"),
        urls.path("dotted/", view, name="with.dot"),
        urls.path("slash/", view, name="with/slash"),
    ]

    class Big(models.Manager):
        """Only the big ones."""

        def get_queryset(self) -> Any:
            """Return them."""
            return super().get_queryset().filter(n__gt=1)

    class Number(models.Model):
        """A number that has a page."""

        n = models.IntegerField()
        objects = models.Manager()
        big = Big()

        class Meta:
            """Its app."""

            app_label = "numbers"

        def get_absolute_url(self) -> str:
            """Return its address."""
            return f"/numbers/{self.n}/"

    class Part(models.Model):
        """A part of a number; the small ones are hidden."""

        n = models.IntegerField()
        number = models.ForeignKey(Number, on_delete=models.CASCADE, related_name="parts")
        objects = Big()

        class Meta:
            """Its app."""

            app_label = "numbers"

    with of("db").connection.schema_editor() as editor:
        editor.create_model(Number)
        editor.create_model(Part)
    for n in (1, 2, 2, 3):
        Part.objects.create(n=n, number=Number.objects.create(n=n))

    def plain(found: Any) -> Any:
        """Return an answer as something that JSON can hold."""
        if hasattr(found, "status_code"):
            return [found.status_code, found.content.decode(), sorted(found.items())]
        if isinstance(found, list):
            return [plain(one) for one in found]
        return getattr(found, "pk", found)

    def answer(function: Any, *args: Any, **kwargs: Any) -> Any:
        """Return what a call gives, or the name of what it raises, and a 404's words."""
        try:
            return plain(function(*args, **kwargs))
        except Exception as error:  # its name is the answer
            return [type(error).__name__, str(error) if type(error).__name__ == "Http404" else ""]

    PLACES = [
        *("a", "b", "/a/", "a/b", "./x", "../x", "http://x/", "x.y", "nothing", "", "?a=1", "#f"),
        *("with.dot", "with/slash", "//evil.org/", "javascript:alert(1)", "é/", "/é?a=é", "a:b"),
        *("\n/x", "https:evil", "mailto:a@b.c", "ftp://x/", 5, None, b"/x/", view, print),
        *(Number(n=5), lazy(lambda: "b", str)(), lazy(lambda: "/l/", str)()),
        *(urls.reverse_lazy("b"), urls.reverse_lazy("nothing")),
    ]
    WAYS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        *(((), {}), ((5,), {}), ((), {"pk": 5}), ((), {"permanent": True})),
        *(((), {"preserve_request": True}), ((), {"permanent": True, "preserve_request": True})),
    ]
    SOURCES = [
        *(Number, Number.objects, Number.big, Number.objects.all(), Number.objects.none()),
        *(Number.big.filter(n=3), Part, Part.objects, Number.objects.first().parts),
        *(Number.objects.values("n"), Number.objects.values_list("n", flat=True)),
        *(5, "Number", None, object, [1], Number(n=1), models.Manager),
    ]
    LOOKUPS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        *(((), {"n": n}) for n in (1, 2, 3, 9, "x")),
        *(((), {}), ((), {"pk": 1}), ((), {"nope": 1}), ((models.Q(n=3) | models.Q(n=9),), {})),
    ]
    PAGES: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        *((("a.html",), {}), (("a.html", {"x": 1}), {}), (("no.html",), {}), (([],), {})),
        *((("a.html", {"x": 1}, "text/plain"), {}), ((["no.html", "a.html"],), {"status": 404})),
        *((("a.html",), {"using": "jinja2"}), (("a.html",), {"using": "other"})),
        (("a.html",), {"content_type": "x/y", "status": 201}),
    ]

    def ask() -> Iterator[list[Any]]:
        """Yield the number of each question with its answer."""
        for place in PLACES:
            for args, kwargs in WAYS:
                yield ["redirect", answer(shortcuts.redirect, place, *args, **kwargs)]
            yield ["resolve_url", answer(shortcuts.resolve_url, place)]
        for source in SOURCES:
            for args, kwargs in LOOKUPS:
                yield ["object", answer(shortcuts.get_object_or_404, source, *args, **kwargs)]
                yield ["list", answer(shortcuts.get_list_or_404, source, *args, **kwargs)]
        for args, kwargs in PAGES:
            for request in (None, of("test").RequestFactory().get("/p")):
                yield ["render", answer(shortcuts.render, request, *args, **kwargs)]

    print(json.dumps(list(ask())))
