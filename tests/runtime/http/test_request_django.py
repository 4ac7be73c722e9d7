"""The same environ gives the same request as in Django, whatever a client or a server wrote into it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtvgen.runtime.http.mediatype import MediaType
from mtvgen.runtime.http.wsgi import WSGIRequest
from mtvgen.runtime.test.utils import override_settings
from tests.runtime.django_peer import outcome

from django.core.handlers.wsgi import WSGIRequest as TheirRequest  # isort: skip
from django.http.request import MediaType as TheirMediaType  # isort: skip
from django.test.utils import override_settings as their_override  # isort: skip


def one_of(*values):
    return st.sampled_from(values)


HOSTS = one_of(
    *("example.com", "EXAMPLE.com:80", "a.b:443", "[::1]:8000", "evil@x", "x:y", "", "a_b.com"),
    *("exa\xe9mple.com", ".example.com", "example.com.", "example.com, evil.com"),
)
PATHS = one_of(
    *(
        "/",
        "",
        "/a/",
        "//a",
        "/a//b/",
        "a",
        ".evil.com/",
        "*",
        "/\xc3\xa9/",
        "/\xff",
        "/%41",
        "/a b",
    ),
    *("/a?b", "/a;b=1", "/a#b", "/\xe2\x82", "/a\\b", "/../x", "/a/./b", "/a%2Fb"),
)
TYPES = one_of(
    *("", "text/plain", "application/json; charset=latin-1", "Multipart/Form-Data; boundary=b"),
    *("APPLICATION/X-WWW-FORM-URLENCODED", "application/x-www-form-urlencoded; charset=latin-1"),
    *("application/x-www-form-urlencoded;charset=nosuch", ";;", 'text/html; charset="utf-16"'),
    *('a/b; c="d;e"; f', "text/html; q*=utf-8''%e2%82%ac"),
    "application/x-www-form-urlencoded; charset=UTF-8",
)
QUERIES = one_of(
    *("", "a=1", "a=1&a=2", "a=%C3%A9", "a=\xc3\xa9", "a=\xff", "%", "a=%zz", "a;b", "&&", "a=1#x"),
    *("\xe9=1", "a=%E9", "x=<>\"' ", "a=%00", "a=b=c", "+=+"),
)
ACCEPTED = one_of(
    *("", "*/*", "text/html", "text/*;q=0.5, application/json", "text/html;q=0, */*", "garbage"),
    *("a/b;q=x", "text/html;level=1, text/html;q=0.7, */*;q=0.1", ",,;q=1", 'text/html;a="x,y"'),
    *("text/*, application/json", "text/plain; q=0.2, text/html ; q=1.5", "TEXT/HTML", "*"),
    *("a/b;q=0.12345, c/d;q=0.1232", "text/html;q=0.5;level=2, text/html;level=2", "*/html"),
)
FORM = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n'

ENVIRONS = st.fixed_dictionaries(
    {
        "REQUEST_METHOD": one_of("GET", "POST", "post", "PUT", "HEAD", "FOO"),
        "PATH_INFO": PATHS,
        "SERVER_NAME": one_of("srv", "::1", "1.2.3.4"),
        "SERVER_PORT": one_of("80", "443", "8000"),
        "wsgi.url_scheme": one_of("http", "https"),
        "wsgi.input": one_of(b"", b"a=1&b=2&a=3", b"a=%E9&b=\xe9", FORM, b"{}", b"l1\nl2\nl3"),
        "HTTP_X_OWN": st.just("1"),
    },
    optional={
        "SCRIPT_NAME": one_of("", "/s", "/s/", "s", "/\xc3\xa9", "//s", "/a b"),
        "QUERY_STRING": QUERIES,
        "CONTENT_TYPE": TYPES,
        "CONTENT_LENGTH": one_of("", "0", "2", "1000"),
        "HTTP_COOKIE": one_of("", "a=1; b=2", "a=\xc3\xa9", "a=\xff", 'a="x"; =c; d', "a=b=c;;;"),
        "HTTP_ACCEPT": ACCEPTED,
        "HTTP_HOST": HOSTS,
        "HTTP_X_FORWARDED_HOST": HOSTS,
        "HTTP_X_FORWARDED_PORT": one_of("81", "443", "x"),
        "HTTP_X_FORWARDED_PROTO": one_of("https", "http", "https, http", " https ", "HTTPS", ""),
    },
)
SETTINGS = st.fixed_dictionaries(
    {
        "USE_X_FORWARDED_HOST": st.booleans(),
        "USE_X_FORWARDED_PORT": st.booleans(),
        "SECURE_PROXY_SSL_HEADER": one_of(None, ("HTTP_X_FORWARDED_PROTO", "https")),
        "ALLOWED_HOSTS": one_of(["*"], [".example.com"], [], ["[::1]", "a.b", "srv"]),
        "DEBUG": st.booleans(),
        "FORCE_SCRIPT_NAME": one_of(None, None, "/forced", "/forced/", ""),
        "DATA_UPLOAD_MAX_MEMORY_SIZE": one_of(None, 5, 1000),
        "DEFAULT_CHARSET": one_of("utf-8", "latin-1"),
    }
)
LOCATIONS = (
    *(None, "/b/", "c", "../d", "//o.org/x", "http://o.org/é", "?p=2", "#f", "", "/a/./b/../c"),
    *("mailto:x@y", "/x y?z=é", "http:///x", "///x", "/b?next=/../c", "http://[bad", "\\\\evil"),
    *("/\\evil", "javascript:alert(1)", "//", "http://o.org", "/a;b"),
)
OFFERS = (
    *("text/html", "application/json", "text/*", "*/*", "text/html;level=1", "", "x", "c/d"),
    "text/html; q=0.1",
)


def both(environ, changes):
    """Return what *changes*, a function, tells of our request and of Django's."""
    return [
        changes(kind({**environ, "wsgi.input": io.BytesIO(environ["wsgi.input"])}))
        for kind in (WSGIRequest, TheirRequest)
    ]


def told(request):
    names = [
        "method",
        "path",
        "path_info",
        "scheme",
        "encoding",
        "content_type",
        "content_params",
        "COOKIES",
    ]
    facts = [outcome(getattr, request, name) for name in names]
    facts += [
        outcome(call)
        for call in (request.get_host, request.get_port, request.is_secure, request.__repr__)
    ]
    facts += [request.get_full_path(slash) for slash in (True, False)]
    facts += [request.get_full_path_info(slash) for slash in (True, False)]
    facts += [outcome(request.build_absolute_uri, location) for location in LOCATIONS]
    facts += [dict(request.headers), list(request.GET.lists()), str(request.accepted_types)]
    facts.append(str(request.accepted_types_by_precedence))
    facts += [(request.accepts(one), str(request.accepted_type(one))) for one in OFFERS]
    facts += [request.get_preferred_type(OFFERS[n:]) for n in range(len(OFFERS))]
    return facts


@given(ENVIRONS, SETTINGS)
def test_every_fact_of_a_request_is_django_s(environ, settings):
    with override_settings(**settings), their_override(**settings):
        ours, theirs = both(environ, told)

    assert ours == theirs


STEPS = {
    "body": lambda request: request.body,
    "POST": lambda request: list(request.POST.lists()),
    "GET": lambda request: list(request.GET.lists()),
    "FILES": lambda request: list(request.FILES.lists()),
    "read": lambda request: request.read(),
    "read some": lambda request: request.read(2),
    "line": lambda request: request.readline(),
    "lines": lambda request: request.readlines(),
    "each": list,
    "encoding": lambda request: request.encoding,
    "close": lambda request: request.close(),
}


@given(ENVIRONS, SETTINGS, st.data())
def test_the_body_is_read_in_any_order_as_in_django(environ, settings, data):
    if data.draw(st.booleans()):
        environ["CONTENT_LENGTH"] = str(len(environ["wsgi.input"]))
    steps = data.draw(st.lists(one_of(*STEPS), min_size=1, max_size=5))
    with override_settings(**settings), their_override(**settings):
        ours, theirs = both(
            environ, lambda request: [outcome(STEPS[step], request) for step in steps]
        )

    for step, (our, their) in enumerate(zip(ours, theirs, strict=True)):
        assert (steps[step], our) == (steps[step], their)
        if their == ("raised", "BadRequest"):
            return  # Django's raises again; ours has an empty form then, for the page of the error


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", None])
@pytest.mark.parametrize("first", ["GET", "POST", "content_type", "encoding"])
def test_the_encoding_that_a_view_sets_stands_whatever_was_read_before(encoding, first):
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "QUERY_STRING": "a=%C3%A9",
        "CONTENT_TYPE": "text/plain; charset=koi8-r",
        "wsgi.input": b"",
    }

    def changed(request):
        found = [getattr(request, first) and request.GET["a"]]
        request.encoding = encoding
        return [*found, request.GET["a"], request.content_type, request.GET["a"], request.encoding]

    ours, theirs = both(environ, changed)
    assert ours == theirs


TEXTS = st.text(st.sampled_from("ab/*;= q01.,\"'\\"), max_size=14)


@given(TEXTS, TEXTS)
def test_one_media_type_fits_another_as_in_django(one, other):
    def facts(kind):
        mine = kind(one)
        return str(mine), mine.quality, mine.specificity, mine.range_params, mine.match(other)

    assert outcome(facts, MediaType) == outcome(facts, TheirMediaType)
