"""The assertions: each passes where it must, and its failure says what was found."""

import warnings

import pytest

from mtvgen.runtime.core.signals import template_rendered
from mtvgen.runtime.http import HttpResponse
from mtvgen.runtime.test import SimpleTestCase
from tests.runtime.test.running import complaint, passes


@pytest.fixture
def test():
    """A test to call assertions of."""

    class Asserting(SimpleTestCase):
        def runTest(self):
            """Nothing: only its assertions are wanted."""

    made = Asserting()
    made._pre_setup()
    return made


def page(test):
    return test.client.get("/page/")


# assertContains, assertNotContains


def test_contains_finds_text_bytes_and_html(test):
    test.assertContains(page(test), "café")
    test.assertContains(page(test), b"One")
    test.assertContains(page(test), "<li", count=2)
    test.assertContains(page(test), "<li class='b a'> One </li>", html=True)


def test_contains_tells_what_was_sought_and_where(test):
    with pytest.raises(
        AssertionError, match=r"Couldn't find 'Three' in the following response\nb\"<ul>"
    ):
        test.assertContains(page(test), "Three")


def test_contains_tells_how_often_it_was_found(test):
    with pytest.raises(AssertionError, match=r"Found 2 instances of '<li' \(expected 3\)"):
        test.assertContains(page(test), "<li", count=3)


def test_contains_wants_the_status_too(test):
    with pytest.raises(
        AssertionError, match=r"look: Couldn't retrieve content: Response code was 404"
    ):
        test.assertContains(test.client.get("/nowhere/"), "", msg_prefix="look")


def test_not_contains_fails_on_what_is_there(test):
    test.assertNotContains(page(test), "Three")

    with pytest.raises(AssertionError, match="'One' unexpectedly found in the following response"):
        test.assertNotContains(page(test), "One")


def test_contains_reads_a_streamed_response(test):
    test.assertContains(test.client.get("/stream/"), "one two")


def test_contains_refuses_html_that_is_none(test):
    with pytest.raises(AssertionError, match="Second argument is not valid HTML"):
        test.assertContains(page(test), "</p>", html=True)


# assertRedirects, assertURLEqual


def test_redirects_checks_where_it_leads(test):
    response = test.client.get("/redirect/302/?to=/echo/?b=2%26a=1")

    test.assertRedirects(response, "/echo/?a=1&b=2")
    with pytest.raises(
        AssertionError, match=r"Response redirected to '/echo/.*', expected '/page/'"
    ):
        test.assertRedirects(response, "/page/")


def test_redirects_fetches_the_page(test):
    response = test.client.get("/redirect/302/?to=/nowhere/")

    with pytest.raises(
        AssertionError,
        match="Couldn't retrieve redirection page '/nowhere/': response code was 404",
    ):
        test.assertRedirects(response, "/nowhere/")
    test.assertRedirects(response, "/nowhere/", target_status_code=404)
    test.assertRedirects(response, "/nowhere/", fetch_redirect_response=False)


def test_redirects_wants_a_redirect(test):
    with pytest.raises(AssertionError, match=r"Response code was 200 \(expected 302\)"):
        test.assertRedirects(page(test), "/page/")


def test_redirects_understands_a_followed_response(test):
    response = test.client.get("/permanent/", follow=True)

    test.assertRedirects(response, "/echo/?at=end", status_code=301)
    with pytest.raises(AssertionError, match="Initial response didn't redirect as expected"):
        test.assertRedirects(response, "/echo/?at=end")


def test_redirects_cannot_fetch_pages_elsewhere(test):
    response = test.client.get("/away/")

    with pytest.raises(ValueError, match=r"add 'elsewhere.example' to ALLOWED_HOSTS"):
        test.assertRedirects(response, "https://elsewhere.example/x")


def test_redirects_understands_a_relative_address(test):
    test.assertRedirects(test.client.get("/relative/here/"), "/echo/")


def test_urls_are_equal_whatever_the_order_of_differing_parameters(test):
    test.assertURLEqual("/?a=1&b=2", "/?b=2&a=1")

    with pytest.raises(AssertionError, match=r"Expected '/\?a=1&a=2' to equal"):
        test.assertURLEqual("/?a=1&a=2", "/?a=2&a=1")


# Templates


class Rendered:
    """Stands for a template: it has a name."""

    def __init__(self, name):
        self.name = name

    def render(self):
        template_rendered.send(sender=self, template=self, context={})


def test_a_template_that_a_block_renders_is_used(test):
    with test.assertTemplateUsed("a.html"), test.assertTemplateNotUsed("b.html"):
        Rendered("a.html").render()


def test_a_template_that_a_block_does_not_render_is_not_used(test):
    with (
        pytest.raises(AssertionError, match=r"Actual template\(s\) used: b.html"),
        test.assertTemplateUsed(template_name="a.html"),
    ):
        Rendered("b.html").render()


def test_a_block_without_templates_says_so(test):
    with (
        pytest.raises(AssertionError, match="No templates used"),
        test.assertTemplateUsed("a.html"),
    ):
        pass


def test_how_often_a_template_was_rendered_can_be_asserted(test):
    def renders_twice():
        Rendered("a.html").render()
        Rendered("a.html").render()

    with test.assertTemplateUsed("a.html", count=2):
        renders_twice()
    with (
        pytest.raises(AssertionError, match="was expected to be rendered 1 time"),
        test.assertTemplateUsed("a.html", count=1),
    ):
        renders_twice()


def test_a_template_used_unexpectedly_is_named(test):
    with (
        pytest.raises(AssertionError, match=r"Template 'a.html' was used unexpectedly"),
        test.assertTemplateNotUsed("a.html"),
    ):
        Rendered("a.html").render()


def test_template_assertions_want_a_response_of_the_client(test):
    with pytest.raises(ValueError, match=r"assertTemplateUsed\(\) is only usable on responses"):
        test.assertTemplateUsed(HttpResponse(), "a.html")
    with pytest.raises(TypeError, match="must be provided"):
        test.assertTemplateUsed()


# Texts


def test_html_is_equal_by_meaning(test):
    test.assertHTMLEqual("<p class='a b'>x</p>", '<p class="b a"> x </p>')
    test.assertHTMLNotEqual("<p>x</p>", "<p>y</p>")


def test_html_that_differs_is_shown_line_by_line(test):
    with pytest.raises(AssertionError, match=r"(?s)<p>\nx\n</p> != <p>\ny\n</p>.*- x.*\+ y"):
        test.assertHTMLEqual("<p>x</p>", "<p>y</p>")


def test_html_is_found_in_html(test):
    test.assertInHTML("<b>x</b>", "<p><b> x </b><b>x</b></p>", count=2)
    test.assertNotInHTML("<b>y</b>", "<p><b>x</b></p>")

    with pytest.raises(AssertionError, match=r"Found 1 instances of '<b>x</b>' \(expected 2\)"):
        test.assertInHTML("<b>x</b>", "<p><b>x</b></p>", count=2)
    with pytest.raises(AssertionError, match="'<b>x</b>' unexpectedly found"):
        test.assertNotInHTML("<b>x</b>", "<p><b>x</b></p>")


def test_json_is_equal_by_meaning(test):
    test.assertJSONEqual('{"a": [1, 2], "b": null}', {"b": None, "a": [1, 2]})
    test.assertJSONEqual(b"[1]", " [ 1 ] ")
    test.assertJSONNotEqual("[1]", [2])


@pytest.mark.parametrize(("raw", "expected", "which"), [("{", {}, "First"), ("{}", "{", "Second")])
def test_json_that_is_none_is_named(test, raw, expected, which):
    with pytest.raises(AssertionError, match=f"{which} argument is not valid JSON: '{{'"):
        test.assertJSONEqual(raw, expected)


def test_xml_is_equal_by_meaning(test):
    test.assertXMLEqual("<a y='2' x='1'/><b>  t </b>", '<a x="1" y="2"></a><b> t </b>')
    test.assertXMLEqual("<?xml version='1.0'?><!-- c --><a/>", "<?xml version='1.0'?><a/>")
    test.assertXMLNotEqual("<a>1</a>", "<a>2</a>")


def test_xml_that_differs_or_is_broken_fails(test):
    with pytest.raises(AssertionError, match="'<a>1</a>' != '<a>2</a>'"):
        test.assertXMLEqual("<a>1</a>", "<a>2</a>")
    with pytest.raises(AssertionError, match="not valid XML"):
        test.assertXMLEqual("<a>", "<a/>")


# Messages


def test_an_exception_is_known_by_a_part_of_its_text(test):
    with test.assertRaisesMessage(ValueError, "no [good]"):
        raise ValueError("it is no [good] at all")
    test.assertRaisesMessage(ValueError, "invalid literal", int, "x", base=10)


def test_an_exception_with_another_text_fails(test):
    with (
        pytest.raises(AssertionError, match="'good' not found in 'bad'"),
        test.assertRaisesMessage(ValueError, "good"),
    ):
        raise ValueError("bad")


def test_a_warning_is_known_by_a_part_of_its_text(test):
    with test.assertWarnsMessage(UserWarning, "old"):
        warnings.warn("this is old", UserWarning, stacklevel=1)


# How a failure looks


def test_a_failure_is_shown_at_the_line_of_the_test():
    def test(self):
        self.assertContains(self.client.get("/page/"), "Three")

    text = complaint(test, SimpleTestCase)

    assert "test_assertions.py" in text
    assert "responses.py" not in text


def test_assertions_work_in_a_test_that_is_run():
    def test(self):
        self.assertContains(self.client.get("/page/"), "One")

    assert passes(test, SimpleTestCase)
