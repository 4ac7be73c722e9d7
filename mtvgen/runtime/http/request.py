"""HttpRequest: everything that a view may ask of a request.

(Django's documentation: reference/request-response.)
"""

import copy
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, Self, cast
from urllib.parse import urljoin, urlsplit

from ..conf import settings
from ..core import signing
from ..core.exceptions import BadRequest, DisallowedHost, ImproperlyConfigured, RequestDataTooBig
from ..utils.datastructures import ImmutableList, MultiValueDict
from ..utils.encoding import escape_uri_path, iri_to_uri
from ..utils.functional import cached_property
from .attached import Attached
from .errors import MultiPartParserError
from .headers import HttpHeaders
from .hosts import known, split_domain_port, validate_host
from .mediatype import MediaType, accepted_types, by_precedence
from .querydict import QueryDict, bytes_to_text

RAISE_ERROR = object()
_NOT_COPIED = frozenset(
    {"FILES", "_found", "_messages_maker", "_resolver_match", "_session_maker", "_stream"}
    | {"_upload_handlers", "urlconf"}
)
"""What two copies of a request share: open files, and parts of the application."""
_LOCAL_HOSTS = [".localhost", "127.0.0.1", "[::1]"]


class UnreadablePostError(OSError):
    """The body could not be read: the client went away, or the connection broke."""


class RawPostDataException(Exception):  # Django's name
    """`request.body` was asked for after the body had been read as a stream."""


class HttpRequest(Attached):
    """A request. The application makes a WSGIRequest; `HttpRequest()` itself is an empty one."""

    _encoding: str | None = None
    _upload_handlers: list[Any] | None = None
    _read_started = False
    _body: bytes
    POST: QueryDict
    FILES: Any
    _post_parse_error = False
    environ: dict[str, Any]
    META: dict[str, Any]
    method: str | None
    path: str = ""
    path_info: str = ""
    urlconf: Any = None
    user: Any
    current_app: str

    def __init__(self) -> None:
        self.GET = QueryDict(mutable=True)
        self.POST = QueryDict(mutable=True)
        self.COOKIES: dict[str, str] = {}
        self.META = {}
        self.FILES = MultiValueDict()
        self.path = ""
        self.path_info = ""
        self.method = None
        self.resolver_match = None
        self.content_type: str | None = None
        self.content_params: dict[str, str] | None = None

    def __repr__(self) -> str:
        if self.method is None or not self.get_full_path():
            return f"<{type(self).__name__}>"
        return f"<{type(self).__name__}: {self.method} {self.get_full_path()!r}>"

    # Headers and addresses

    @cached_property
    def headers(self) -> HttpHeaders:
        """The headers, by their name in any case."""
        return HttpHeaders(self.META)

    @cached_property
    def accepted_types(self) -> list[MediaType]:
        """The media types of the Accept header, the best quality first; "*/*" without one."""
        return accepted_types(self.headers.get("Accept", "*/*"))

    @cached_property
    def accepted_types_by_precedence(self) -> list[MediaType]:
        """The same, the most specific first."""
        return by_precedence(self.accepted_types)

    def accepted_type(self, media_type: str) -> MediaType | None:
        """Return the most specific type of the Accept header that covers *media_type*, or None."""
        wanted = MediaType(media_type)
        return next((one for one in self.accepted_types_by_precedence if wanted.match(one)), None)

    def get_preferred_type(self, media_types: Iterable[str]) -> str | None:
        """Return that of *media_types* which the client likes best, or None when it likes none."""
        found = [(self.accepted_type(one), one) for one in media_types]
        ranked = [(self.accepted_types.index(by), one) for by, one in found if by is not None]
        return min(ranked, key=lambda pair: pair[0])[1] if ranked else None

    def accepts(self, media_type: str) -> bool:
        """Return whether the client accepts *media_type*."""
        return self.accepted_type(media_type) is not None

    def _get_raw_host(self) -> str:
        meta = self.META
        if settings.USE_X_FORWARDED_HOST and "HTTP_X_FORWARDED_HOST" in meta:
            return cast(str, meta["HTTP_X_FORWARDED_HOST"])
        if "HTTP_HOST" in meta:
            return cast(str, meta["HTTP_HOST"])
        host = cast(str, meta["SERVER_NAME"])
        port = self.get_port()
        return host if port == ("443" if self.is_secure() else "80") else f"{host}:{port}"

    def get_host(self) -> str:
        """Return the host, with its port where it has one, as the client wrote it.

        Raises DisallowedHost when settings.ALLOWED_HOSTS does not allow it. With DEBUG and an
        empty ALLOWED_HOSTS, the names of this machine itself are allowed.
        """
        host = self._get_raw_host()
        allowed = settings.ALLOWED_HOSTS
        if known.holds(host, allowed):
            return host
        domain, _ = split_domain_port(host)
        if domain and validate_host(domain, allowed):
            known.add(host)
            return host
        if domain and settings.DEBUG and not allowed and validate_host(domain, _LOCAL_HOSTS):
            return host
        if not domain:
            raise DisallowedHost(
                f"Invalid HTTP_HOST header: {host!r}.",
                hint="The domain name provided is not valid according to RFC 1034/1035.",
            )
        raise DisallowedHost(
            f"Invalid HTTP_HOST header: {host!r}.",
            hint=f"You may need to add {domain!r} to ALLOWED_HOSTS.",
        )

    def get_port(self) -> str:
        """Return the port of the request as text."""
        if settings.USE_X_FORWARDED_PORT and "HTTP_X_FORWARDED_PORT" in self.META:
            return str(self.META["HTTP_X_FORWARDED_PORT"])
        return str(self.META["SERVER_PORT"])

    def get_full_path(self, force_append_slash: bool = False) -> str:
        """Return the path and what stands after "?", quoted for a header."""
        return self._full_path(self.path, force_append_slash)

    def get_full_path_info(self, force_append_slash: bool = False) -> str:
        """Return the same without the place where the site is mounted."""
        return self._full_path(self.path_info, force_append_slash)

    def _full_path(self, path: str, force_append_slash: bool) -> str:
        slash = "/" if force_append_slash and not path.endswith("/") else ""
        query = self.META.get("QUERY_STRING", "")
        asked = f"?{iri_to_uri(query)}" if query else ""
        return f"{escape_uri_path(path)}{slash}{asked}"

    def get_signed_cookie(
        self,
        key: str,
        default: Any = RAISE_ERROR,
        salt: str = "",
        max_age: Any = None,
    ) -> Any:
        """Return the value of a cookie that `set_signed_cookie()` signed.

        Raises KeyError, or BadSignature (SignatureExpired when older than *max_age*, seconds),
        unless there is a *default*.
        """
        try:
            value = self.COOKIES[key]
        except KeyError:
            if default is RAISE_ERROR:
                raise
            return default
        try:
            return signing._unsign_cookie(value, cookie_name=key, salt=salt, max_age=max_age)
        except signing.BadSignature:
            if default is RAISE_ERROR:
                raise
            return default

    def build_absolute_uri(self, location: str | None = None) -> str:
        """Return *location* (this page when None) with scheme and host, quoted for a header."""
        location = f"//{self.get_full_path()}" if location is None else str(location)
        parts = urlsplit(location)
        if not (parts.scheme and parts.netloc):
            plain = (
                parts.path.startswith("/")
                and not parts.scheme
                and not parts.netloc
                and "/./" not in parts.path
                and "/../" not in parts.path
            )
            if plain:
                location = self._current_scheme_host + location.removeprefix("//")
            else:
                location = urljoin(self._current_scheme_host + self.path, location)
        return iri_to_uri(location)

    @cached_property
    def _current_scheme_host(self) -> str:
        return f"{self.scheme}://{self.get_host()}"

    def _get_scheme(self) -> str:
        return "http"

    @property
    def scheme(self) -> str:
        """The scheme: "https" also when settings.SECURE_PROXY_SSL_HEADER says so."""
        header = settings.SECURE_PROXY_SSL_HEADER
        if header:
            try:
                name, secure = header
            except ValueError:
                raise ImproperlyConfigured(
                    "The SECURE_PROXY_SSL_HEADER setting must be a tuple containing two values."
                ) from None
            value = self.META.get(name)
            if value is not None:
                return "https" if value.split(",", 1)[0].strip() == secure else "http"
        return self._get_scheme()

    def is_secure(self) -> bool:
        """Return whether the request came over HTTPS."""
        return self.scheme == "https"

    # The body

    @property
    def encoding(self) -> str | None:
        """The encoding of the fields; None: settings.DEFAULT_CHARSET. Set: fields are read anew."""
        _ = self.content_type  # it may name a charset
        return self._encoding

    @encoding.setter
    def encoding(self, value: str | None) -> None:
        self._encoding = value
        self.__dict__.pop("GET", None)
        self.__dict__.pop("POST", None)

    @property
    def upload_handlers(self) -> list[Any]:
        """What takes the uploaded files; to be changed before POST or FILES is touched."""
        if not self._upload_handlers:
            from ..core.files import uploadhandler

            self._upload_handlers = [
                uploadhandler.load_handler(handler, self)
                for handler in settings.FILE_UPLOAD_HANDLERS
            ]
        return self._upload_handlers

    @upload_handlers.setter
    def upload_handlers(self, handlers: list[Any]) -> None:
        if self._form_was_read():
            raise AttributeError(
                "You cannot set the upload handlers after the upload has been processed."
            )
        self._upload_handlers = handlers

    def _form_was_read(self) -> bool:
        return False

    def parse_file_upload(self, META: Any, post_data: Any) -> tuple[QueryDict, Any]:  # noqa: N803
        """Return the fields and files of a multipart body."""
        from .multipartparser import MultiPartParser  # PERF: only a form with files needs it

        self.upload_handlers = ImmutableList(  # type: ignore[assignment]
            self.upload_handlers,
            warning="You cannot alter upload handlers after the upload has been processed.",
        )
        parser = MultiPartParser(META, post_data, cast(Any, self.upload_handlers), self.encoding)
        return parser.parse()

    @property
    def body(self) -> bytes:
        """The whole body, in bytes.

        Raises RawPostDataException after the body was read as a stream, RequestDataTooBig above
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE, UnreadablePostError when the client went away.
        """
        if "_body" not in self.__dict__:
            if self._read_started:
                raise RawPostDataException(
                    "You cannot access body after reading from request's data stream"
                )
            limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            length = _length(self.META.get("CONTENT_LENGTH"))
            if limit is not None and length > limit:
                raise RequestDataTooBig(
                    f"The body of the request has {length} bytes.",
                    hint=f"The setting DATA_UPLOAD_MAX_MEMORY_SIZE allows {limit}.",
                )
            # a body without a length is read to one byte beyond the limit
            data = self._read_whole(length, limit)
            if limit is not None and len(data) > limit:
                raise RequestDataTooBig(
                    "The body of the request is too large.",
                    hint=f"The setting DATA_UPLOAD_MAX_MEMORY_SIZE allows {limit} bytes.",
                )
            self._body = data
            self.__dict__["_stream"] = BytesIO(data)
        return self._body

    def _read_whole(self, length: int, limit: int | None) -> bytes:
        return self.read() if length or limit is None else self.read(limit + 1)

    def _mark_post_parse_error(self) -> None:
        self.POST, self.FILES = QueryDict(), MultiValueDict()

    def _load_post_and_files(self) -> None:
        if self.method == "POST" and (not self._read_started or "_body" in self.__dict__):
            if self.content_type == "application/x-www-form-urlencoded":
                self._load_fields()
                return
            if self.content_type == "multipart/form-data":
                self._load_multipart()
                return
        self.POST, self.FILES = QueryDict(encoding=self._encoding), MultiValueDict()

    def _load_fields(self) -> None:
        # what FILES holds of a form without files is made when it is asked for
        encoding = self._encoding
        if encoding is not None and encoding.lower() != "utf-8":
            self._mark_post_parse_error()
            raise BadRequest(
                "A request of the type 'application/x-www-form-urlencoded' is in UTF-8 "
                f"(WHATWG URL, section 5.1), not in {encoding!r}."
            )
        self.POST = QueryDict(self.body, encoding="utf-8")

    def _load_multipart(self) -> None:
        source: Any = BytesIO(self._body) if "_body" in self.__dict__ else self
        try:
            self.POST, self.FILES = self.parse_file_upload(self.META, source)
        except Exception:
            # a second look at POST (an error page's) must not read the body again
            self._mark_post_parse_error()
            raise

    def close(self) -> None:
        """Close the uploaded files."""
        self._upload_handlers = None  # each holds the request: no cycle for the garbage collector
        files = self.__dict__.get("FILES")
        if files:
            for _, uploads in files.lists():
                for upload in uploads:
                    upload.close()

    # The body as a stream

    _stream: Any = BytesIO()

    def read(self, *args: Any, **kwargs: Any) -> bytes:
        """Read from the body."""
        self._read_started = True
        try:
            return cast(bytes, self._stream.read(*args, **kwargs))
        except OSError as error:
            raise UnreadablePostError(*error.args) from error

    def readline(self, *args: Any, **kwargs: Any) -> bytes:
        """Read a line of the body."""
        self._read_started = True
        try:
            return cast(bytes, self._stream.readline(*args, **kwargs))
        except OSError as error:
            raise UnreadablePostError(*error.args) from error

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def readlines(self) -> list[bytes]:
        """Return the lines of the body."""
        return list(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        made = copy.copy(self)
        memo[id(self)] = made
        environ = dict(self.META)
        for name, value in vars(self).items():
            if name in ("META", "environ"):
                setattr(made, name, environ)
            elif name not in _NOT_COPIED:
                vars(made)[name] = copy.deepcopy(value, memo)
        return made


def _length(header: Any) -> int:
    try:
        return max(int(header or 0), 0)
    except (TypeError, ValueError):
        return 0


__all__ = [
    "HttpHeaders",
    "HttpRequest",
    "MediaType",
    "MultiPartParserError",
    "QueryDict",
    "RawPostDataException",
    "UnreadablePostError",
    "bytes_to_text",
    "split_domain_port",
    "validate_host",
]
