"""The WSGI application: the way of a request, from the server and back to it.

environ → HttpRequest → through the middleware inward → the dispatcher finds the view → the view
answers → through the middleware outward → status, headers and body. (PEP 3333.)
"""

import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from . import current, stations, trace
from .conf import settings
from .core.exceptions import (
    ImproperlyConfigured,
    MiddlewareNotUsed,
)
from .core.signals import request_finished, request_started, setting_changed
from .current import set_script_prefix, set_urlconf
from .failures import finished, name_of, no_answer, no_response, response_for_exception
from .http import HttpResponse, HttpResponseBase
from .http.cookieheader import as_header
from .http.wsgi import WSGIRequest, get_script_name
from .urls.base import clear_url_caches, index_of, no_match
from .utils.module_loading import import_string
from .utils.requestlog import INFO, logger_of, tell

_LOGGER = "mtvgen.request"

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})  # RFC 9110, section 9.2.1
GetResponse = Callable[[Any], Any]
View = Callable[..., Any]
StartResponse = Callable[..., Any]


before_views: list[Callable[..., Any]] = []
"""Called before each view as a middleware's `process_view` is: `runserver` notes whom it asks."""
_new: Callable[[type[Any]], Any] = object.__new__


class Application:
    """A project as a WSGI application: `application(environ, start_response)`.

    The chain of middleware is built at the first request, and again in each new epoch: when
    settings or URLconfs have changed, or somebody listens to the way of a request.
    """

    request_class = WSGIRequest

    def __init__(self) -> None:
        self.request_class = type(self).request_class  # PERF: found in 2 ns, in the class in 12
        self._chain: GetResponse = self._ask_view
        self._epoch = -1  # that for which the chain was built
        self._lock = threading.Lock()
        self._view_hooks: list[Callable[..., Any]] = []
        self._safe_hooks: list[Callable[..., Any]] = []  # PERF: those that look at a GET at all
        self._template_hooks: list[Callable[..., Any]] = []
        self._exception_hooks: list[Callable[..., Any]] = []
        self._atomic: list[str] = []
        self._wrapped = False
        # PERF: nobody but the middleware's own layers sees a GET between the dispatcher and the view
        self._direct = False
        self._ready: dict[str, Any] = {}  # the index's
        self._find: Callable[[str], Any] | None = None  # what is not ready

    # The WSGI side

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        # PERF: what self.request_class(environ) does, without a step through C in between: −0.08 µs
        request = _new(self.request_class)
        request.__init__(environ)
        # PERF: the path has something in front of path_info only where SCRIPT_NAME or a setting says so
        if current.moved or request.path is not request.path_info:
            set_script_prefix(get_script_name(environ))
            set_urlconf(None)
        if request_started.receivers:
            request_started.send(sender=type(self), environ=environ)
        chain = self._chain if self._epoch == current.epoch else self.load_middleware()
        response: Any = chain(request)
        body: Iterable[bytes] = response
        if (  # PERF: nearly always
            type(response) is HttpResponse
            and (status := response.status_code) == 200
            and request._upload_handlers is None
        ):
            if request_finished.receivers:
                response._handler_class = type(self)
        else:
            response = body = _attended(request, response)
            response._handler_class = type(self)
            if type(response) is not HttpResponse and response.streaming:
                body = _to_send(response, environ)
            status = response.status_code  # a part of a file may have been asked for
        headers = [*response.header_store.values()]
        if response._cookies:
            headers += [
                ("Set-Cookie", as_header(morsel.OutputString()))
                for morsel in response._cookies.values()
            ]
        if status == 200 and response._reason_phrase is None:
            start_response("200 OK", headers)
        else:
            start_response(f"{status} {response.reason_phrase}", headers)
        return body

    # The way inward

    def get_response(self, request: Any) -> Any:
        """Return the response to *request*, whatever happens on the way."""
        set_urlconf(None)
        chain = self._chain if self._epoch == current.epoch else self.load_middleware()
        return _attended(request, chain(request))

    def load_middleware(self) -> GetResponse:
        """Build the chain of settings.MIDDLEWARE around the view, once; return its outermost."""
        with self._lock:
            epoch = current.epoch
            if self._epoch == epoch:
                return self._chain
            # SAFETY: requests may be on their way meanwhile; none may meet half a list of hooks
            view_hooks: list[Callable[..., Any]] = [*before_views]
            template_hooks: list[Callable[..., Any]] = []
            exception_hooks: list[Callable[..., Any]] = []
            self._ready, self._find = {}, None
            self._atomic = [
                alias for alias, one in settings.DATABASES.items() if one.get("ATOMIC_REQUESTS")
            ]
            chain: GetResponse = self._ask_view
            if trace.on:
                chain = stations.innermost(chain)
            quick_ones: list[tuple[Any, GetResponse]] = []  # each with what it stands around
            for path in reversed(settings.MIDDLEWARE):
                factory = _middleware(path)
                try:
                    instance = factory(chain)
                except MiddlewareNotUsed as reason:
                    logger_of(_LOGGER).debug("MiddlewareNotUsed(%r): %s", path, reason)
                    continue
                if instance is None:
                    raise ImproperlyConfigured(f"Middleware factory {path} returned None.")
                if hasattr(instance, "process_view"):
                    view_hooks.insert(0, instance.process_view)
                if hasattr(instance, "process_template_response"):
                    template_hooks.append(instance.process_template_response)
                if hasattr(instance, "process_exception"):
                    exception_hooks.append(instance.process_exception)
                # a subclass may change any step, so that the class itself must offer it
                quick = None if trace.on else vars(type(instance)).get("quick_layer")
                if quick is not None:
                    quick_ones.append((instance, chain))
                    chain = quick(instance, chain, response_for_exception)
                    if len(quick_ones) >= 5:
                        chain = _usual(quick_ones[-5:]) or chain
                else:
                    quick_ones.clear()
                    # PERF: a bound method is called quicker than an instance: −40 ns a middleware
                    chain = _layer(getattr(instance, "__call__", instance), path)  # noqa: B004
            self._view_hooks, self._template_hooks = view_hooks, template_hooks
            self._safe_hooks = [
                hook for hook in view_hooks if not getattr(hook, "skips_safe_methods", False)
            ]
            self._exception_hooks = exception_hooks
            self._wrapped = bool(self._atomic or exception_hooks)
            self._direct = not (self._wrapped or self._safe_hooks or trace.on)
            self._chain = chain = stations.whole(chain) if trace.on else chain
            self._epoch = epoch
            return chain

    def _ask_view(self, request: Any) -> Any:
        """Ask the dispatcher for the view, and the view for the response: the innermost layer.

        What is raised on the way becomes the response for what went wrong.
        """
        try:
            urlconf = request.urlconf
            found = self._ready.get(request.path_info)
            if found is not None and urlconf is None and self._direct and request.method == "GET":
                request._found = found
                response = found[0].callback(request)
            else:
                find = self._find
                if find is None or urlconf is not None:
                    find = self._finder(urlconf)
                if found is None or urlconf is not None:
                    found = find(request.path_info)
                if found is None:
                    if trace.on:
                        trace.note("urls.missed", request=request)
                    raise no_match(request.path_info, urlconf)
                line, args, kwargs = request._found = found
                if args or not self._direct or (self._view_hooks and request.method != "GET"):
                    kwargs = kwargs or {}  # an empty one may be the index's, for all requests
                    request._found = line, args, kwargs
                    response = self._call_with_hooks(request, line, args, kwargs)
                else:
                    response = line.callback(request, **kwargs)
            if type(response) is HttpResponse:  # PERF: nearly always, and then it is ready
                return response
            if not isinstance(response, HttpResponseBase):
                raise ValueError(no_response(response, request._found[0].callback))
            if hasattr(response, "render") and callable(response.render):
                return self._rendered(request, response)
            return response
        except Exception as error:  # noqa: BLE001  # whatever it is, the browser gets an answer
            return response_for_exception(request, error)

    def _finder(self, urlconf: object | None) -> Callable[[str], Any]:
        """Return what finds the line of a path: of this request's URLconf, or the site's, kept."""
        if urlconf is not None:
            set_urlconf(urlconf)
            _let_urlconf_end()
            return index_of(urlconf).find
        epoch = current.epoch
        index = index_of(settings.ROOT_URLCONF or None)
        with self._lock:
            if self._epoch == epoch:  # else what was found may be of an epoch that is over
                self._ready, self._find = index.ready, index.find_other
        return index.find

    def _call_with_hooks(
        self, request: Any, line: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Return the first answer of a process_view(), or else the view's."""
        view = line.callback
        if trace.on:
            trace.note("urls.matched", request=request, line=line, args=args, kwargs=kwargs)
        for hook in self._safe_hooks if request.method in SAFE_METHODS else self._view_hooks:
            response = hook(request, view, args, kwargs)
            if response is not None:
                if trace.on:
                    trace.note("middleware.answered", hook=hook, error=None)
                return response
        if trace.on:
            trace.note("view.called", request=request, view=view, args=args, kwargs=kwargs)
        if not self._wrapped:
            response = view(request, *args, **kwargs)
        else:
            response = self._call_wrapped(view, request, args, kwargs)
        if trace.on:
            trace.note("view.returned", response=response)
        return response

    def _call_wrapped(
        self, view: View, request: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Call the view in a transaction, and ask the middleware about what it raises."""
        called = self._made_atomic(view) if self._atomic else view
        if self._exception_hooks:
            return self._with_exception_hooks(called, request, args, kwargs)
        return called(request, *args, **kwargs)

    def _with_exception_hooks(
        self, view: View, request: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        try:
            return view(request, *args, **kwargs)
        except Exception as error:
            response = self._hooked_exception(error, request)
            if response is None:
                raise
            return response

    def _rendered(self, request: Any, response: Any) -> Any:
        for hook in self._template_hooks:
            response = hook(request, response)
            if response is None:
                raise ValueError(
                    f"{name_of(hook)} didn't return an HttpResponse object. It returned None instead."
                )
        try:
            return response.render()
        except Exception as error:
            answer = self._hooked_exception(error, request)
            if answer is None:
                raise
            return finished(answer)

    def _hooked_exception(self, error: Exception, request: Any) -> Any:
        for hook in self._exception_hooks:
            response = hook(request, error)
            if response is not None:
                if trace.on:
                    trace.note("middleware.answered", hook=hook, error=error)
                return response
        return None

    def _made_atomic(self, view: Callable[..., Any]) -> Callable[..., Any]:
        from .db import transaction

        exempt = getattr(view, "_non_atomic_requests", ())
        for alias in self._atomic:
            if alias not in exempt:
                view = transaction.atomic(using=alias)(view)
        return view


def _to_send(response: Any, environ: dict[str, Any]) -> Iterable[bytes]:
    from .http.sending import to_send  # PERF: a first page is no stream

    return to_send(response, environ)


@cache
def _let_urlconf_end() -> None:
    """Have `request.urlconf` hold until the end of its request (PERF: once a site uses it)."""
    request_finished.connect(_forget_urlconf)


def _forget_urlconf(**_: Any) -> None:
    set_urlconf(None)


def _middleware(path: str) -> Callable[[GetResponse], Any]:
    try:
        factory: Callable[[GetResponse], Any] = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(
            f"MIDDLEWARE names {path!r}, which cannot be imported: {error}.",
            hint="Check its spelling, or take the line out of your settings.",
        ) from error
    if not getattr(factory, "sync_capable", True):
        raise ImproperlyConfigured(
            f"MIDDLEWARE names {path!r}, which only takes asynchronous requests; there are none.",
            hint="Write it with `def`, and take sync_capable = False out.",
        )
    return factory


def _usual(layers: list[tuple[Any, GetResponse]]) -> GetResponse | None:
    from .middleware.usual import usual_layer

    instances = [instance for instance, _ in reversed(layers)]
    return usual_layer(instances, layers[0][1], response_for_exception)


def _layer(get_response: GetResponse, name: str) -> GetResponse:
    """Return *get_response* such that an exception becomes a response, so that outer layers see it."""
    if trace.on:
        return stations.layer(get_response, name, response_for_exception)

    def layer(request: Any) -> Any:
        try:
            return get_response(request)
        except Exception as error:  # noqa: BLE001  # whatever it is, the browser gets an answer
            return response_for_exception(request, error)

    return layer


def _attended(request: Any, response: Any) -> Any:
    """Return *response*, or one for what is none; log what went wrong; let go of uploads at its end."""
    try:
        status = response.status_code + 0
    except (AttributeError, TypeError):  # the outermost middleware, which no other one watches
        response = response_for_exception(request, ValueError(no_answer(response)))
        status = response.status_code
    if request._upload_handlers is not None or response.streaming:
        response.add_closer(request.close)
    if 400 <= status < 500 and logger_of(_LOGGER).isEnabledFor(INFO):
        status = response.status_code
        what = (response.reason_phrase, request.path)
        tell(_LOGGER, INFO, "%s: %s", *what, request=request, status_code=status)
    return response


def _urls_changed(*, setting: str, **_: Any) -> None:
    if setting == "ROOT_URLCONF":
        clear_url_caches()
        set_urlconf(None)


setting_changed.connect(_urls_changed)
