"""ListView over plain lists: pages, names, and what is missing."""

import pytest

from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.core.paginator import Paginator
from mtvgen.runtime.http import Http404
from mtvgen.runtime.test import RequestFactory
from mtvgen.runtime.views.generic import ListView

rf = RequestFactory()


class Letters(ListView):
    queryset = list("abcdefg")
    template_name = "letters.html"
    paginate_by = 3


def context_of(view, url="/", **kwargs):
    return view(rf.get(url), **kwargs).context_data


def test_a_list_is_one_page_unless_it_is_cut():
    context = context_of(Letters.as_view(paginate_by=None))

    assert context["object_list"] == list("abcdefg")
    assert (context["paginator"], context["page_obj"], context["is_paginated"]) == (
        None,
        None,
        False,
    )


def test_a_list_is_cut_into_pages():
    context = context_of(Letters.as_view(), "/?page=2")

    assert context["object_list"] == ["d", "e", "f"]
    assert (context["page_obj"].number, context["paginator"].num_pages) == (2, 3)
    assert context["is_paginated"] is True


def test_the_page_may_stand_in_the_pattern():
    assert context_of(Letters.as_view(), "/?page=1", page=3)["object_list"] == ["g"]


def test_the_page_may_be_the_last():
    assert context_of(Letters.as_view(), "/?page=last")["object_list"] == ["g"]


def test_the_page_may_have_another_name():
    assert context_of(Letters.as_view(page_kwarg="sheet"), "/?sheet=2")["page_obj"].number == 2


@pytest.mark.parametrize("page", ["0", "4", "-1", "x"])
def test_a_page_that_is_not_there_is_not_found(page):
    with pytest.raises(Http404, match=r"Invalid page|is not “last”"):
        Letters.as_view()(rf.get(f"/?page={page}"))


def test_few_left_over_go_to_the_page_before():
    context = context_of(Letters.as_view(paginate_orphans=1), "/?page=2")

    assert context["object_list"] == ["d", "e", "f", "g"]


def test_a_short_list_in_pages_is_not_called_paginated():
    assert context_of(Letters.as_view(paginate_by=100))["is_paginated"] is False


def test_the_list_has_a_second_name_when_it_is_given_one():
    context = context_of(Letters.as_view(context_object_name="letters"), "/?page=3")

    assert context["letters"] == context["object_list"] == ["g"]


def test_an_empty_list_is_a_page_unless_it_is_said_to_be_none():
    assert context_of(Letters.as_view(queryset=[]))["object_list"] == []

    with pytest.raises(Http404, match=r"Letters.allow_empty” is False"):
        Letters.as_view(queryset=[], allow_empty=False)(rf.get("/"))


def test_a_method_may_choose_the_objects():
    class Chosen(Letters):
        def get_queryset(self):
            return [letter for letter in "abc" if letter != self.kwargs["without"]]

    assert context_of(Chosen.as_view(), without="b")["object_list"] == ["a", "c"]


def test_a_paginator_of_ones_own_cuts_the_list():
    class Generous(Paginator):
        def __init__(self, objects, per_page, **kwargs):
            super().__init__(objects, per_page * 2, **kwargs)

    assert len(context_of(Letters.as_view(paginator_class=Generous))["object_list"]) == 6


def test_a_view_without_objects_says_what_to_define():
    with pytest.raises(ImproperlyConfigured, match=r"Define ListView.model, ListView.queryset"):
        ListView.as_view()(rf.get("/"))


def test_a_list_without_template_and_model_says_what_to_define():
    with pytest.raises(ImproperlyConfigured, match="requires either a 'template_name' attribute"):
        ListView.as_view(queryset=[1])(rf.get("/"))
