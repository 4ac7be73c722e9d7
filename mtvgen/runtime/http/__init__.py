"""Request and response: what the browser asked, and what it gets.

- `querydict.py`        QueryDict: the fields of a form, or of what stands after "?"
- `headers.py`          HttpHeaders and ResponseHeaders: names in any case, values without tricks
- `cookie.py`           cookies, in and out
- `request.py`          HttpRequest: everything that a view may ask of a request
- `attached.py`         what others attach to it on its way: session, messages, what its path led to
- `wsgi.py`             WSGIRequest: the HttpRequest that a WSGI server's environ makes
- `multipartparser.py`  forms with files
- `parts.py`            the parts of such a form, and what takes each
- `hosts.py`            which hosts a request may name
- `base.py`             HttpResponseBase: status, headers, cookies
- `response.py`         HttpResponse and its family
- `streaming.py`        StreamingHttpResponse
- `files.py`            FileResponse
- `ranges.py`           which part of a file a browser asks for, and that part as a response
- `sending.py`          what a server is given of a stream
"""

from typing import TYPE_CHECKING, Any

from ..absent import absent
from ..core.exceptions import Http404 as Http404
from . import response
from .base import HttpResponseBase as HttpResponseBase
from .cookieheader import parse_cookie as parse_cookie
from .headers import BadHeaderError as BadHeaderError
from .headers import HttpHeaders as HttpHeaders
from .querydict import QueryDict as QueryDict
from .request import HttpRequest as HttpRequest
from .request import RawPostDataException as RawPostDataException
from .request import UnreadablePostError as UnreadablePostError
from .response import HttpResponse as HttpResponse
from .response import HttpResponseBadRequest as HttpResponseBadRequest
from .response import HttpResponseForbidden as HttpResponseForbidden
from .response import HttpResponseGone as HttpResponseGone
from .response import HttpResponseNotAllowed as HttpResponseNotAllowed
from .response import HttpResponseNotFound as HttpResponseNotFound
from .response import HttpResponseNotModified as HttpResponseNotModified
from .response import HttpResponsePermanentRedirect as HttpResponsePermanentRedirect
from .response import HttpResponseRedirect as HttpResponseRedirect
from .response import HttpResponseServerError as HttpResponseServerError
from .response import JsonResponse as JsonResponse

if TYPE_CHECKING:
    from .cookie import SimpleCookie as SimpleCookie
    from .files import FileResponse as FileResponse
    from .streaming import StreamingHttpResponse as StreamingHttpResponse

# for `from … import *`, which knows nothing of what comes when it is named
__all__ = [
    "BadHeaderError",
    "FileResponse",
    "Http404",
    "HttpHeaders",
    "HttpRequest",
    "HttpResponse",
    "HttpResponseBadRequest",
    "HttpResponseBase",
    "HttpResponseForbidden",
    "HttpResponseGone",
    "HttpResponseNotAllowed",
    "HttpResponseNotFound",
    "HttpResponseNotModified",
    "HttpResponsePermanentRedirect",
    "HttpResponseRedirect",
    "HttpResponseServerError",
    "JsonResponse",
    "QueryDict",
    "RawPostDataException",
    "SimpleCookie",
    "StreamingHttpResponse",
    "UnreadablePostError",
    "parse_cookie",
]

_absent = absent(__name__, {"HttpResponseNotAcceptable": "Write HttpResponse(status=406)."})


def __getattr__(name: str) -> Any:
    # PERF: the standard library's cookies take 5 ms to import: only who names them pays
    if name == "SimpleCookie":
        from .cookie import SimpleCookie

        return SimpleCookie
    if name in ("FileResponse", "StreamingHttpResponse"):
        return getattr(response, name)
    return _absent(name)
