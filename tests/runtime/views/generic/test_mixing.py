"""What Django's documentation builds of mixins and views works here as it is written there."""

import datetime

import pytest

from mtvgen.runtime.apps import apps
from mtvgen.runtime.conf import settings
from mtvgen.runtime.db import connection, models
from mtvgen.runtime.http import HttpResponse, HttpResponseRedirect, JsonResponse
from mtvgen.runtime.shortcuts import get_object_or_404
from mtvgen.runtime.test import RequestFactory
from mtvgen.runtime.utils.http import http_date
from mtvgen.runtime.views.generic import DetailView, ListView, TemplateView, View
from mtvgen.runtime.views.generic.detail import (
    BaseDetailView,
    SingleObjectMixin,
    SingleObjectTemplateResponseMixin,
)

rf = RequestFactory()


@pytest.fixture(scope="module")
def made():
    apps.populate(settings.INSTALLED_APPS)

    class Publisher(models.Model):
        name = models.CharField(max_length=30)

        class Meta:
            app_label = "library"

    class Book(models.Model):
        title = models.CharField(max_length=30)
        publisher = models.ForeignKey(Publisher, on_delete=models.CASCADE)
        published = models.DateField(default=datetime.date(2020, 1, 2))
        looked_at = models.IntegerField(default=0)

        class Meta:
            app_label = "library"
            ordering = ["title"]

    yield Publisher, Book
    apps.all_models["library"].clear()


@pytest.fixture
def library(made):
    """Return the models Publisher and Book; one has three of the other, another none."""
    with connection.schema_editor() as editor:
        for model in made:
            editor.create_model(model)
    publisher_model, book_model = made
    acme = publisher_model.objects.create(name="Acme")
    publisher_model.objects.create(name="Empty")
    for title in ("c", "a", "b"):
        book_model.objects.create(title=title, publisher=acme)
    yield made
    with connection.schema_editor() as editor:
        for model in reversed(made):
            editor.delete_model(model)


class JSONResponseMixin:
    def render_to_json_response(self, context, **response_kwargs):
        return JsonResponse(self.get_data(context), **response_kwargs)

    def get_data(self, context):
        return {name: str(value) for name, value in context.items() if name != "view"}


def test_one_object_and_the_list_of_what_belongs_to_it(library):
    publisher_model, _ = library

    class PublisherDetailView(SingleObjectMixin, ListView):
        paginate_by = 2
        template_name = "books/publisher_detail.html"

        def get(self, request, *args, **kwargs):
            self.object = self.get_object(queryset=publisher_model.objects.all())
            return super().get(request, *args, **kwargs)

        def get_context_data(self, **kwargs):
            context = super().get_context_data(**kwargs)
            context["publisher"] = self.object
            return context

        def get_queryset(self):
            return self.object.book_set.all()

    context = PublisherDetailView.as_view()(rf.get("/?page=2"), pk=1).context_data

    assert context["publisher"].name == context["object"].name == "Acme"
    assert [book.title for book in context["object_list"]] == ["c"]
    assert context["page_obj"].number == 2


def test_a_list_filtered_by_the_address(library):
    publisher_model, book_model = library

    class PublisherBookListView(ListView):
        template_name = "books/books_by_publisher.html"

        def get_queryset(self):
            self.publisher = get_object_or_404(publisher_model, name=self.kwargs["publisher"])
            return book_model.objects.filter(publisher=self.publisher)

        def get_context_data(self, **kwargs):
            return {**super().get_context_data(**kwargs), "publisher": self.publisher}

    context = PublisherBookListView.as_view()(rf.get("/"), publisher="Acme").context_data

    assert [book.title for book in context["book_list"]] == ["a", "b", "c"]
    assert context["publisher"].pk == 1


def test_work_beside_fetching_the_object(library):
    _, book_model = library

    class BookDetailView(DetailView):
        queryset = book_model.objects.all()

        def get_object(self):
            found = super().get_object()
            found.looked_at += 1
            found.save()
            return found

    view = BookDetailView.as_view()
    for _ in range(2):
        view(rf.get("/"), pk=1)

    assert book_model.objects.get(pk=1).looked_at == 2


def test_a_mixin_in_a_view_of_ones_own(library):
    publisher_model, _ = library

    class RecordInterestView(SingleObjectMixin, View):
        model = publisher_model

        def post(self, request, *args, **kwargs):
            self.object = self.get_object()
            return HttpResponseRedirect(f"/publishers/{self.object.pk}/")

    view = RecordInterestView.as_view()

    assert view(rf.post("/"), pk=2).url == "/publishers/2/"
    assert view(rf.get("/"), pk=2).status_code == 405


def test_an_api_answers_head_by_itself(library):
    _, book_model = library

    class BookListView(ListView):
        model = book_model

        def head(self, *args, **kwargs):
            day = self.get_queryset().latest("published").published
            moment = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
            return HttpResponse(headers={"Last-Modified": http_date(moment.timestamp())})

    response = BookListView.as_view()(rf.head("/"))

    assert response["Last-Modified"] == "Thu, 02 Jan 2020 00:00:00 GMT"


def test_json_in_the_place_of_a_template():
    class JSONView(JSONResponseMixin, TemplateView):
        extra_context = {"answer": 42}

        def render_to_response(self, context, **response_kwargs):
            return self.render_to_json_response(context, **response_kwargs)

    assert JSONView.as_view()(rf.get("/"), word="x").content == b'{"word": "x", "answer": "42"}'


@pytest.mark.parametrize(
    ("url", "kind"), [("/?format=json", "application/json"), ("/", "text/html")]
)
def test_json_or_a_template_by_what_was_asked(library, url, kind):
    _, book_model = library

    class HybridDetailView(JSONResponseMixin, SingleObjectTemplateResponseMixin, BaseDetailView):
        model = book_model

        def render_to_response(self, context):
            if self.request.GET.get("format") == "json":
                return self.render_to_json_response(context)
            return super().render_to_response(context)

    response = HybridDetailView.as_view()(rf.get(url), pk=1)

    assert response["Content-Type"].startswith(kind)
