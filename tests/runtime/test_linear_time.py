"""What visitors send is read in time that grows with its length, and no faster, however it is made."""

import io
import time
from contextlib import suppress

import pytest

from mtvgen.runtime.core import signing, validators
from mtvgen.runtime.http import FileResponse, HttpResponse, QueryDict, SimpleCookie, parse_cookie
from mtvgen.runtime.http.sending import to_send
from mtvgen.runtime.http.wsgi import WSGIRequest
from mtvgen.runtime.middleware.gzip import GZipMiddleware
from mtvgen.runtime.test import override_settings
from mtvgen.runtime.utils import dateparse, html, http, text

LENGTH = 40_000
QUICK = 0.12  # seconds of CPU: what takes less need not be looked at closer


def asked(method="GET", body=b"", path="/", **environ):
    environ |= {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO(body)}
    environ |= {"SERVER_NAME": "testserver", "SERVER_PORT": "80", "CONTENT_LENGTH": str(len(body))}
    return WSGIRequest(environ)


def posted(content_type, body):
    request = asked("POST", body, CONTENT_TYPE=content_type)
    with override_settings(
        DATA_UPLOAD_MAX_NUMBER_FIELDS=None, DATA_UPLOAD_MAX_NUMBER_FILES=None,
        DATA_UPLOAD_MAX_MEMORY_SIZE=None,
    ):  # fmt: skip
        request.POST, request.FILES  # noqa: B018
    request.close()


def multipart(headers, body):
    part = f"--bbbbbbbbb\r\n{headers}\r\n\r\n{body}\r\n--bbbbbbbbb--\r\n"
    posted("multipart/form-data; boundary=bbbbbbbbb", part.encode())


def ranges(header):
    response = FileResponse(io.BytesIO(b"x" * 100_000))
    sent = b"".join(to_send(response, {"REQUEST_METHOD": "GET", "HTTP_RANGE": f"bytes={header}"}))
    response.close()
    assert len(sent) < 200_000


def gzipped(header):
    response = FileResponse(io.BytesIO(b"x"))
    request = asked(HTTP_ACCEPT_ENCODING=header)
    GZipMiddleware(lambda request: response).process_response(request, response)


READERS = {
    "Cookie": parse_cookie,
    "Set-Cookie": lambda text: SimpleCookie().load(text),
    "Accept": lambda text: asked(HTTP_ACCEPT=text).accepts("text/html"),
    "Accept-Encoding": gzipped,
    "Content-Type": lambda text: asked(CONTENT_TYPE=f"x/y;{text}").content_type,
    "quoted parameter": lambda text: asked(CONTENT_TYPE=f'x/y;a="{text}').content_type,
    "Host": lambda text: asked(HTTP_HOST=text).get_host(),
    "If-None-Match": http.parse_etags,
    "If-Modified-Since": http.parse_http_date,
    "Range": ranges,
    "path": lambda text: asked(path=f"/{text}", QUERY_STRING=text).build_absolute_uri(),
    "query": QueryDict,
    "form": lambda text: posted("application/x-www-form-urlencoded", text.encode("latin-1")),
    "part's body": lambda text: multipart("Content-Disposition: form-data; name=a", text),
    "part's header": lambda text: multipart(f"Content-Disposition: form-data; {text}", ""),
    "boundary": lambda text: posted(f"multipart/form-data; boundary={text}", b""),
    "next": lambda text: http.url_has_allowed_host_and_scheme(text, {"testserver"}),
    "header of the answer": lambda text: HttpResponse(headers={"X-A": text}),
    "file's name": lambda text: FileResponse(io.BytesIO(), filename=text, as_attachment=True),
    "signed": signing.loads,
    "date": dateparse.parse_datetime,
    "duration": dateparse.parse_duration,
    "email": validators.validate_email,
    "email's domain": lambda text: validators.validate_email(f"a@{text}"),
    "URL": lambda text: validators.URLValidator()(f"http://{text}"),
    "IP": validators.validate_ipv46_address,
    "numbers": validators.validate_comma_separated_integer_list,
    "strip_tags": html.strip_tags,
    "urlize": html.urlize,
    "linebreaks": html.linebreaks,
    "smart_split": lambda value: list(text.smart_split(value)),
    "slugify": text.slugify,
    "slugify, not ASCII": lambda value: text.slugify(value, allow_unicode=True),
    "truncatechars_html": lambda value: text.Truncator(value).chars(10**7, html=True),
    "truncatewords_html": lambda value: text.Truncator(value).words(10**7, html=True),
    "truncatechars": lambda value: text.Truncator(value).chars(10**7),
    "truncatewords": lambda value: text.Truncator(value).words(5),
}
PIECES = [
    "a", " ", "\t", '"', "\\", '\\"', '\\" ', "\\'\\\" ", ";", "; ", ",", "=", 'a="', "a=b;", 'a="b",', "a*0=b;", "a*=", "(",
    ")", "&", "&a=", "%", "%2", "é", "\u0301\u0323", "\u0f73", "☃", "☃a ", ".", "a.", "a.b ", "-", "--", "@", "a@", ":", "/", "//", "1", "0,",
    "0-0,", "gzip;q=0", "*/*;q=1,", "W/", '"a",', "http://", "www.a", "&lt;", "&#", "\r\n", "\n\n",
    "\r\n--bbbbbbbb", "\r\n--bbbbbbbbb\r\n", "<", "<a", "<a>", "</", "<!--", "<![CDATA[", '<a b="', "a<",
    "<a b='>", "<!a\">'<a b=';\"", "<script>",
]  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_what_visitors_send_is_read_in_linear_time(reader):
    read = READERS[reader]

    slow = [piece for piece in PIECES if not _is_linear(read, piece)]

    assert slow == []


def _is_linear(read, piece):
    """Return whether twice the text takes about twice the time; of a quick one, True."""
    single = piece * (LENGTH // len(piece))
    ratio = 9.0
    for _ in range(6):  # a busy machine may disturb one
        first, second = _seconds(read, single), None
        if first < QUICK / 2:
            return True
        second = _seconds(read, single * 2)
        ratio = min(ratio, second / first)
        if ratio < 2.8:
            return True
    return False


def _seconds(read, value):
    begin = time.process_time()
    with suppress(Exception):  # refused is as good
        read(value)
    return time.process_time() - begin
