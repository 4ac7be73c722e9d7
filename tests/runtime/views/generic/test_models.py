"""ListView and DetailView over a model."""

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.db import connection, models
from mtvgen.runtime.http import Http404
from mtvgen.runtime.test import RequestFactory
from mtvgen.runtime.test.utils import CaptureQueriesContext
from mtvgen.runtime.views.generic import DetailView, ListView

rf = RequestFactory()


@pytest.fixture(scope="module")
def entry_model():
    apps.populate(settings.INSTALLED_APPS)

    class Entry(models.Model):
        title = models.CharField(max_length=20)
        slug = models.SlugField()
        page = models.CharField(max_length=20, default="")

        class Meta:
            app_label = "journal"

    yield Entry
    apps.all_models["journal"].clear()


@pytest.fixture
def entry(entry_model):
    with connection.schema_editor() as editor:
        editor.create_model(entry_model)
    for title in ("b", "a", "c"):
        entry_model.objects.create(title=title, slug=f"the-{title}")
    yield entry_model
    with connection.schema_editor() as editor:
        editor.delete_model(entry_model)


def titles(context):
    return [one.title for one in context["object_list"]]


def test_a_list_shows_every_object_of_its_model(entry):
    response = ListView.as_view(model=entry, ordering="title")(rf.get("/"))

    assert titles(response.context_data) == ["a", "b", "c"]
    assert response.context_data["entry_list"] is response.context_data["object_list"]
    assert response.template_name == ["journal/entry_list.html"]


def test_a_list_may_be_ordered_by_several_fields(entry):
    entry.objects.create(title="a", slug="second")

    response = ListView.as_view(model=entry, ordering=("-title", "-pk"))(rf.get("/"))

    assert [one.slug for one in response.context_data["object_list"]][-2:] == ["second", "the-a"]


def test_a_queryset_of_the_class_is_asked_anew_for_each_request(entry):
    view = ListView.as_view(queryset=entry.objects.filter(title__lt="c").order_by("title"))
    assert titles(view(rf.get("/")).context_data) == ["a", "b"]

    entry.objects.filter(title="a").delete()

    assert titles(view(rf.get("/")).context_data) == ["b"]


def test_a_template_of_ones_own_comes_before_that_of_the_model(entry):
    response = ListView.as_view(model=entry, template_name="mine.html")(rf.get("/"))

    assert response.template_name == ["mine.html", "journal/entry_list.html"]


def test_a_page_of_a_list_costs_a_count_and_its_rows(entry):
    view = ListView.as_view(queryset=entry.objects.order_by("pk"), paginate_by=2)

    with CaptureQueriesContext(connection) as queries:
        assert titles(view(rf.get("/?page=2")).context_data) == ["c"]

    assert len(queries) == 2


def test_whether_a_paginated_list_is_empty_costs_no_rows(entry):
    view = ListView.as_view(model=entry, ordering="pk", paginate_by=2, allow_empty=False)
    entry.objects.all().delete()

    with CaptureQueriesContext(connection) as queries, pytest.raises(Http404, match="Empty list"):
        view(rf.get("/"))

    assert len(queries) == 1


def test_an_object_is_found_by_its_primary_key(entry):
    wanted = entry.objects.get(title="a")

    response = DetailView.as_view(model=entry)(rf.get("/"), pk=wanted.pk)

    assert response.context_data["object"] == response.context_data["entry"] == wanted
    assert response.template_name == ["journal/entry_detail.html"]


def test_an_object_is_found_by_its_slug(entry):
    response = DetailView.as_view(model=entry)(rf.get("/"), slug="the-c")

    assert response.context_data["object"].title == "c"


def test_the_patterns_names_and_the_field_may_be_others(entry):
    view = DetailView.as_view(model=entry, slug_field="title", slug_url_kwarg="called")

    assert view(rf.get("/"), called="b").context_data["object"].slug == "the-b"


@pytest.mark.parametrize(("both", "found"), [(True, False), (False, True)])
def test_both_primary_key_and_slug_must_fit_where_that_is_wanted(entry, both, found):
    pk = entry.objects.get(title="a").pk
    view = DetailView.as_view(model=entry, query_pk_and_slug=both)

    if found:
        assert view(rf.get("/"), pk=pk, slug="the-b").context_data["object"].title == "a"
    else:
        with pytest.raises(Http404):
            view(rf.get("/"), pk=pk, slug="the-b")


def test_an_object_that_is_not_there_is_not_found(entry):
    with pytest.raises(Http404, match="No entry found matching the query"):
        DetailView.as_view(queryset=entry.objects.filter(title="a"))(rf.get("/"), slug="the-b")


def test_an_object_may_name_its_own_template(entry):
    entry.objects.filter(title="a").update(page="special.html")
    view = DetailView.as_view(model=entry, template_name_field="page")

    assert view(rf.get("/"), slug="the-a").template_name == [
        "special.html",
        "journal/entry_detail.html",
    ]
    assert view(rf.get("/"), slug="the-b").template_name == ["journal/entry_detail.html"]


def test_an_object_has_the_second_name_that_it_is_given(entry):
    view = DetailView.as_view(model=entry, context_object_name="note")

    assert view(rf.get("/"), slug="the-a").context_data["note"].title == "a"


def test_a_pattern_without_key_and_slug_is_explained(entry):
    with pytest.raises(AttributeError, match="must be called with either an object pk or a slug"):
        DetailView.as_view(model=entry)(rf.get("/"))


def test_a_detail_without_a_model_says_what_to_define():
    with pytest.raises(ImproperlyConfigured, match=r"Define DetailView.model, DetailView.queryset"):
        DetailView.as_view()(rf.get("/"), pk=1)


def test_any_object_can_be_shown_by_a_method():
    class Today(DetailView):
        template_name = "today.html"

        def get_object(self, queryset=None):
            return {"day": "Friday"}

    context = Today.as_view()(rf.get("/")).context_data

    assert context["object"] == {"day": "Friday"}
