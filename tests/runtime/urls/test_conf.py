"""What may stand in `urls.py`, and what is answered to what may not."""

import types

import pytest

from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.urls import get_resolver, include, path, re_path, register_converter, resolve
from mtvgen.runtime.utils.functional import lazy
from mtvgen.runtime.views import View


def view(request):
    """Stand in for a view."""


class ClassView(View):
    """Stand in for a class based view."""


@pytest.mark.parametrize(
    ("route", "message"),
    [
        ("<int: pk>/", r"cannot contain whitespace.*Write <int:pk>\."),
        ("<int:1st>/", "isn't a valid Python identifier"),
        ("<int:a>/<str:a>/", "more than once"),
        (
            "<integer:a>/",
            r"invalid converter 'integer'.*Known converters: int, path, slug, str, uuid",
        ),
    ],
)
def test_a_wrong_route_is_explained_where_it_is_written(route, message):
    with pytest.raises(ImproperlyConfigured, match=message):
        path(route, view)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([], "wrap it in include"),
        (ClassView, r"pass ClassView\.as_view\(\)"),
        (ClassView(), r"as_view\(\)"),
        ("mysite.views.index", "view must be a callable"),
    ],
)
def test_what_is_no_view_is_refused_when_the_line_is_written(wrong, message):
    with pytest.raises(TypeError, match=message):
        path("a/", wrong)


def test_extra_arguments_must_be_a_dict():
    with pytest.raises(TypeError, match="kwargs argument must be a dict, but got str"):
        path("a/", view, "name")


def test_include_of_a_module_takes_its_app_name():
    module = types.ModuleType("shop.urls")
    module.urlpatterns, module.app_name = [], "shop"

    assert include(module) == (module, "shop", "shop")
    assert include(module, namespace="books") == (module, "shop", "books")


def test_include_takes_whatever_has_the_names_of_a_module():
    shop = types.SimpleNamespace(urlpatterns=[], app_name="shop")

    assert include(shop) == (shop, "shop", "shop")
    assert include(([], "shop"), "books") == ([], "shop", "books")


@pytest.mark.parametrize("make", [path, re_path])
def test_a_route_that_changes_with_the_language_is_refused(make):
    route = lazy(lambda: "about/", str)()

    with pytest.raises(ImproperlyConfigured, match=r"'about/' is a lazy text.*not offered"):
        make(route, view)


def test_a_namespace_needs_an_app_name():
    with pytest.raises(ImproperlyConfigured, match="without providing an app_name"):
        include([], namespace="shop")


def test_a_tuple_of_three_is_refused():
    with pytest.raises(ImproperlyConfigured, match="a tuple of two"):
        include(([], "app", "instance"))


def test_a_urlconf_without_urlpatterns_is_explained():
    module = types.ModuleType("empty_urls")

    with pytest.raises(ImproperlyConfigured, match="has no list called urlpatterns"):
        get_resolver(module).url_patterns  # noqa: B018


def test_a_pattern_list_with_something_else_in_it_is_explained(urlconf):
    name = urlconf(path("a/", view), view)

    with pytest.raises(ImproperlyConfigured, match="which is no URL pattern"):
        get_resolver(name).url_patterns  # noqa: B018


def test_an_invalid_regular_expression_is_explained(urlconf):
    urlconf(re_path(r"^(?P<pk>\d+", view))

    with pytest.raises(ImproperlyConfigured, match="not a valid regular expression"):
        resolve("/1/")


@pytest.fixture
def converters():
    """Forget the converters that a test registers."""
    from mtvgen.runtime.urls.converters import REGISTERED_CONVERTERS

    before = dict(REGISTERED_CONVERTERS)
    yield
    REGISTERED_CONVERTERS.clear()
    REGISTERED_CONVERTERS.update(before)


@pytest.mark.usefixtures("converters")
def test_a_converter_of_ones_own_takes_part(urlconf):
    class Roman:
        regex = "[ivx]+"

        def to_python(self, value):
            if value == "x":
                raise ValueError(value)
            return {"i": 1, "ii": 2}[value]

        def to_url(self, value):
            return "i" * value

    register_converter(Roman, "roman_of_this_test")
    urlconf(path("<roman_of_this_test:n>/", view), path("x/", view, name="ten"))

    assert resolve("/ii/").kwargs == {"n": 2}
    assert resolve("/x/").url_name == "ten"


@pytest.mark.usefixtures("converters")
def test_a_converter_s_expression_may_have_groups_of_its_own(urlconf):
    class Pair:
        regex = "(a|b)-(c|d)"

        def to_python(self, value):
            return value.split("-")

        def to_url(self, value):
            return "-".join(value)

    register_converter(Pair, "pair_of_this_test")
    urlconf(path("<pair_of_this_test:p>/<int:n>/", view), path("<pair_of_this_test:p>/", view))

    assert resolve("/a-d/5/").kwargs == {"p": ["a", "d"], "n": 5}
    assert resolve("/b-c/").kwargs == {"p": ["b", "c"]}


@pytest.mark.usefixtures("converters")
def test_a_converter_that_is_known_already_warns():
    class Digit:
        regex = "[0-9]"

    with pytest.warns(DeprecationWarning, match="'int' is already registered"):
        register_converter(Digit, "int")
