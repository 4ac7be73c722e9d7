"""The page that tells what went wrong: your line first, secrets hidden, and never an error itself."""

import base64
import hashlib
import io
import re
import sys
import time

import jinja2
import pytest

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core.exceptions import ImproperlyConfigured
from mtvgen.runtime.http.wsgi import WSGIRequest
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.utils.masking import MASK, is_secret, masked, without_secrets
from mtvgen.runtime.views.debug import technical_500_response
from mtvgen.runtime.views.debug.advice import advise
from mtvgen.runtime.views.debug.values import LONGEST, short, short_all


def request(path="/page/", method="GET", body=b"", **meta):
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        **meta,
    }
    return WSGIRequest(environ)


def page(function, asked=None, **options):
    """Return the text of the page for what *function* raises."""
    try:
        function()
    except Exception:
        response = technical_500_response(asked or request(), *sys.exc_info(), **options)
        return response.content.decode()
    raise AssertionError("nothing was raised")


def divide(numbers=()):
    return 1 / len(numbers)  # this very line


def test_the_page_says_first_what_happened_and_where():
    text = page(divide)

    assert '<h1><span class="kind">ZeroDivisionError</span> in ' in text
    assert text.index("division by zero") < text.index("Your line") < text.index("The way there")
    line = divide.__code__.co_firstlineno + 1
    assert f"test_debug_500.py</b>, line <b>{line}</b>, in <b>divide</b>" in text


def test_your_line_is_shown_with_what_was_running_marked():
    assert "<mark>1 / len(numbers)</mark>  # this very line" in page(divide)


def test_your_line_is_found_below_frames_of_libraries():
    text = page(lambda: re.compile("("))

    assert "Your line" in text
    assert "calls inside mtvgen and libraries" in text


def test_a_place_that_the_message_names_is_your_line():
    line = divide.__code__.co_firstlineno

    def fail():
        raise ValueError(
            f"The view returned None. Did you forget 'return'? ({__file__}, line {line})"
        )

    assert f"test_debug_500.py</b>, line <b>{line}</b>" in page(fail)


def test_it_says_what_to_do_next():
    assert "look at where it comes from" in page(divide)


def test_code_in_a_hint_is_shown_as_code_and_escaped():
    def fail():
        raise ImproperlyConfigured("No oven.", hint="Write `OVEN = <1>`, & save.")

    assert "Write <code>OVEN = &lt;1&gt;</code>, &amp; save." in page(fail)


def test_the_hint_of_an_explained_exception_comes_before_any_other_advice():
    def fail():
        raise ImproperlyConfigured("No oven.", hint="Buy an oven.")

    text = page(fail)

    assert "What to do next:</strong> Buy an oven." in text
    assert '<p class="said">No oven.</p>' in text


def test_the_response_has_its_status_and_is_not_kept():
    try:
        divide()
    except ZeroDivisionError:
        response = technical_500_response(request(), *sys.exc_info(), status_code=400)

    assert response.status_code == 400
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Cache-Control"] == "no-store"


def test_its_policy_lets_in_its_own_style_and_nothing_else():
    try:
        divide()
    except ZeroDivisionError:
        response = technical_500_response(request(), *sys.exc_info())
    style = re.search(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)[1]

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "<script" not in response.content.decode()


@pytest.mark.parametrize("accept", ["text/plain", "application/json", "image/*"])
def test_who_does_not_accept_html_gets_plain_text(accept):
    text = page(divide, request(HTTP_ACCEPT=accept))

    assert text.startswith("ZeroDivisionError in ")
    assert ">" in text
    assert "ZeroDivisionError: division by zero" in text
    assert "<html" not in text


def test_what_is_shown_is_escaped():
    def fail():
        bad = "<script>alert(1)</script>"
        raise ValueError(bad)

    text = page(fail, request(path="/<script>/", QUERY_STRING="<script>", HTTP_X="<script>"))

    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_exceptions_that_led_to_it_are_told():
    def fail():
        try:
            {}["cause"]
        except KeyError as error:
            raise ValueError("effect") from error

    text = page(fail)

    assert text.index("effect") < text.index("It was raised because of: KeyError")


def test_an_exception_while_handling_another_tells_both_and_from_none_only_one():
    def both():
        try:
            {}["first"]
        except KeyError:
            divide()

    def one():
        try:
            {}["first"]
        except KeyError:
            raise ValueError("alone") from None

    assert "<h3>It was raised while handling: KeyError</h3>" in page(both)
    assert "<h3>" not in page(one)


def test_a_syntax_error_shows_the_line_that_cannot_be_read(tmp_path):
    file = tmp_path / "broken.py"
    file.write_text("x = 1\ny = (\n", encoding="utf-8")

    text = page(lambda: compile(file.read_text(), str(file), "exec"))

    assert "broken.py, line 2" in text
    assert "was never closed" in text


def test_an_error_in_a_template_shows_the_templates_line(tmp_path):
    (tmp_path / "page.html").write_text(
        "<h1>Hi</h1>\n{{ question.text.words }}\n", encoding="utf-8"
    )
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(tmp_path))

    text = page(lambda: environment.get_template("page.html").render(question=None))

    assert "UndefinedError</span> in " in text
    assert "page.html, line 2</h1>" in text
    assert "<span>2</span>{{ question.text.words }}" in text


def test_a_template_that_cannot_be_read_shows_its_line(tmp_path):
    (tmp_path / "page.html").write_text("<h1>\n{% for x in y %}\n{{ x }\n", encoding="utf-8")
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(tmp_path))

    assert "page.html, line 3</h1>" in page(lambda: environment.get_template("page.html"))


def test_a_deep_recursion_is_told_shortly():
    def again(number):
        return again(number + 1)

    text = page(lambda: again(0))

    assert "RecursionError" in text
    assert "calls in the middle are left out" in text
    assert len(text) < 500_000


# Secrets


def test_secrets_are_hidden_wherever_they_stand():
    asked = request(
        method="POST",
        body=b"user=ada&password=geheim-1&csrfmiddlewaretoken=geheim-2",
        CONTENT_TYPE="application/x-www-form-urlencoded",
        HTTP_COOKIE="sessionid=geheim-3; csrftoken=geheim-4; colour=red",
        HTTP_AUTHORIZATION="Basic geheim-5",
    )

    def fail():
        api_key = "geheim-6"
        options = {"nested": [{"auth_token": "geheim-7"}]}
        url = "postgres://ada:geheim-8@db/x"
        raise ValueError(f"{len(options)} {settings.SECRET_KEY} {len(api_key)} {url}")

    # the lines of this very function are shown as well: they hold the words above
    text = re.sub(r'<ol class="source">.*?</ol>', "", page(fail, asked), flags=re.DOTALL)
    text = re.sub(r"<pre>.*?</pre>", "", text, flags=re.DOTALL)

    assert "geheim" not in text
    assert settings.SECRET_KEY not in text
    assert "ada" in text
    assert "red" in text


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY",
        "EMAIL_HOST_PASSWORD",
        "api_key",
        "AccessToken",
        "HTTP_COOKIE",
        "signature",
        "AUTH_TOKEN",
        "db_pwd",
        "sessionid",
        "csrftoken",
        "DATABASE_URL",
    ],
)
def test_names_that_hold_secrets_are_known(name):
    assert is_secret(name)


@pytest.mark.parametrize(
    "name", ["title", "key", "author", "DEBUG", "pk", "SESSION_COOKIE_AGE", 5, None]
)
def test_harmless_names_are_left_alone(name):
    assert not is_secret(name)


def test_masking_reaches_into_dicts_and_lists_and_leaves_the_original_alone():
    original = {"DATABASES": {"default": {"PASSWORD": "x", "NAME": "n"}}, "list": [{"token": "y"}]}

    assert masked(original) == {
        "DATABASES": {"default": {"PASSWORD": MASK, "NAME": "n"}},
        "list": [{"token": MASK}],
    }
    assert original["list"] == [{"token": "y"}]


def test_a_password_inside_a_url_is_hidden():
    assert without_secrets("postgres://ada:pw@host/db") == f"postgres://ada:{MASK}@host/db"


# Values


class Raises:
    def __repr__(self):
        raise ValueError("no words")


class Exits:
    def __repr__(self):
        raise SystemExit(3)


class Endless:
    def __repr__(self):
        while True:
            pass


class Rows:
    model = dict
    query = "SELECT 1"
    _result_cache = None

    def _fetch_all(self):
        raise AssertionError("the database was asked")

    def __repr__(self):
        self._fetch_all()
        return ""


@pytest.mark.parametrize("value", [Raises(), Exits()])
def test_a_repr_that_raises_is_said_and_not_raised(value):
    assert re.fullmatch(r"<\w+ whose repr raised \w+>", short(value))


def test_a_repr_that_never_ends_is_given_up_and_does_not_run_on():
    import threading

    began = time.monotonic()
    texts = short_all([1, Endless(), 2])

    assert texts[0] == "1"
    assert texts[1] == "<Endless whose repr took too long>"
    assert time.monotonic() - began < 3
    deadline = time.monotonic() + 5
    while any(one.name == "mtvgen-reprs" for one in threading.enumerate()):
        assert time.monotonic() < deadline, "the thread runs on"
        time.sleep(0.02)


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10_000_000,
        b"x" * 10_000_000,
        list(range(1_000_000)),
        {n: n for n in range(100_000)},
        10**100_000,
        [[[[[[]]]]]] * 50,
    ],
    ids=["str", "bytes", "list", "dict", "int", "nested"],
)
def test_huge_values_become_short_texts_quickly(value):
    began = time.monotonic()

    assert len(short(value)) <= LONGEST
    assert time.monotonic() - began < 0.5


def test_a_value_that_holds_itself_becomes_a_short_text():
    value = []
    value.append(value)

    assert short(value) == "[[[[…]]]]"


def test_a_query_is_not_run_to_show_it():
    assert short(Rows()) == "<Rows of dict, not fetched>"


def test_containers_read_as_python_writes_them():
    assert short((1,)) == "(1,)"
    assert short({"a": [1, {2}]}) == "{'a': [1, {2}]}"
    assert short(set()) == "set()"
    assert short(list(range(20))) == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … 8 more]"


# The page never fails


class Unspeakable(Exception):
    def __str__(self):
        raise ValueError("no words")

    __repr__ = __str__


def test_an_exception_without_words_still_gets_its_page():
    def fail():
        raise Unspeakable

    text = page(fail)

    assert "Unspeakable" in text
    assert "str() failed" in text


@pytest.mark.parametrize(
    "asked",
    [
        None,
        object(),
        request(CONTENT_TYPE="multipart/form-data; boundary=x", method="POST", body=b"broken"),
    ],
)
def test_a_request_that_is_broken_still_gets_its_page(asked):
    try:
        divide()
    except ZeroDivisionError:
        response = technical_500_response(asked, *sys.exc_info())

    assert b"division by zero" in response.content


def test_text_that_cannot_be_encoded_is_shown_all_the_same():
    def fail():
        raise ValueError("half of a pair: \ud83d")

    assert "half of a pair" in page(fail)


def test_an_exception_that_was_never_raised_has_a_page_too():
    response = technical_500_response(request(), ValueError, ValueError("only made"), None)

    assert b"only made" in response.content
    assert b"No line of your own code" in response.content


# Advice


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (AttributeError("'NoneType' object has no attribute 'text'"), "is None"),
        (
            TypeError("detail() missing 1 required positional argument: 'pk'"),
            "one argument for each <…>",
        ),
        (
            TypeError("detail() got an unexpected keyword argument 'pk'"),
            "must be the names of the view",
        ),
        (ModuleNotFoundError("No module named 'shpo'"), "Check the spelling"),
        (
            ImportError("cannot import name 'x' from partially initialized module 'y'"),
            "import each other",
        ),
        (IndentationError("unexpected indent"), "four spaces"),
        (NameError("name 'x' is not defined"), "import it at the top"),
        (KeyError("x"), "no such key"),
        (Unspeakable(), ""),
        (Exception("anything"), ""),
    ],
)
def test_advice_fits_the_exception(error, said):
    assert said in advise(error)
    assert bool(advise(error)) == bool(said)


def test_a_missing_table_is_answered_with_the_command_to_type():
    class OperationalError(Exception):
        pass

    assert "has no table polls_question: type `python manage.py migrate`" in advise(
        OperationalError("no such table: polls_question")
    )


def test_the_way_is_drawn_up_to_the_middleware_that_failed():
    asked = request()

    with override_settings(
        MIDDLEWARE=["mtvgen.runtime.middleware.common.CommonMiddleware", f"{__name__}.Failing"]
    ):
        text = page(divide, asked)

    drawing = text.partition("<svg")[2].partition("</svg>")[0]
    assert "Failing" in drawing
    assert "CommonMiddleware" in drawing
    assert 'class="row' not in drawing  # no pattern was tried
    assert 'class="failed"' in drawing


def test_a_drawing_that_cannot_be_made_is_left_out():
    class Odd(WSGIRequest):
        @property
        def path_info(self):
            raise RuntimeError("on purpose")

        @path_info.setter
        def path_info(self, value):
            pass

    text = page(divide, Odd(request().environ))

    assert "Your line" in text
    assert "<svg" not in text
