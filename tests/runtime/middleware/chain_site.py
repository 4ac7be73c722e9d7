"""A site whose middleware is described by data, for both frameworks.

`Side(root)` builds the layers and the view of a description from one framework's parts; each tells
`log` what it was asked. MIDDLEWARE names "…chain_site.OURS_0" and so on: the layers of the moment.
"""

import importlib
import io
from typing import Any

log: list[Any] = []
layers: dict[str, Any] = {}
views: dict[str, Any] = {}


def __getattr__(name: str) -> Any:
    try:
        return layers[name]
    except KeyError:
        raise AttributeError(name) from None


class Side:
    """One framework's parts."""

    def __init__(self, root: str, prefix: str) -> None:
        self.prefix = prefix
        self.http = importlib.import_module(f"{root}.http")
        self.exceptions = importlib.import_module(f"{root}.core.exceptions")
        self.mixin = importlib.import_module(f"{root}.utils.deprecation").MiddlewareMixin
        self.late = importlib.import_module(f"{root}.template.response").SimpleTemplateResponse
        self.test = importlib.import_module(f"{root}.test")
        self.urls = importlib.import_module(f"{root}.urls")
        self.multipart = importlib.import_module(f"{root}.http.multipartparser")

    def error(self, kind: str) -> Exception:
        """Return an exception of that kind."""
        if kind == "Http404":
            return self.http.Http404("lost")
        if kind == "MultiPartParserError":
            return self.multipart.MultiPartParserError("torn")
        if kind in ("ValueError", "KeyError"):
            return {"ValueError": ValueError, "KeyError": KeyError}[kind]("broken")
        return getattr(self.exceptions, kind)("no")

    def do(self, action: str, where: str, request: Any) -> Any:
        """Do what a description says: nothing, answer, answer late, or raise."""
        kind, _, rest = action.partition(" ")
        if kind == "raise":
            raise self.error(rest)
        if kind == "answer":
            return self.http.HttpResponse(f"{where} answers", status=int(rest or 200))
        if kind == "stream":
            return self.http.StreamingHttpResponse(iter([where.encode(), b" streams"]))
        if kind == "late":
            return self.made_late(where, rest)
        return None

    def made_late(self, where: str, rest: str) -> Any:
        """Return a response that is rendered later; *rest* may raise then."""
        side = self

        class Late(self.late):
            @property
            def rendered_content(self) -> str:
                log.append(f"{where} renders")
                if rest:
                    raise side.error(rest)
                return f"{where} was late"

        response = Late("unused.html")
        response.add_post_render_callback(lambda response: log.append(f"{where} rendered"))
        return response

    def layer(self, name: str, form: str, actions: dict[str, str]) -> Any:
        """Return a middleware factory: a function, a class, or a class with the mixin."""
        side = self

        def hook(step: str, request: Any) -> Any:
            log.append((name, step))
            return side.do(actions.get(step, ""), f"{name} {step}", request)

        def outward(request: Any, response: Any) -> Any:
            log.append((name, "out", response.status_code))
            action = actions.get("out", "")
            if action == "none":
                return None
            return side.do(action, f"{name} out", request) or response

        def whole(get_response: Any, request: Any) -> Any:
            return hook("in", request) or outward(request, get_response(request))

        if form == "function":

            def factory(get_response: Any) -> Any:
                if actions.get("made"):
                    raise side.exceptions.MiddlewareNotUsed("not today")
                return lambda request: whole(get_response, request)

            return factory

        members: dict[str, Any] = {}
        if form == "mixin":
            members["process_request"] = lambda self, request: hook("in", request)
            members["process_response"] = lambda self, request, response: outward(request, response)
        else:
            members["__call__"] = lambda self, request: whole(self.get_response, request)

        def init(self: Any, get_response: Any) -> None:
            if actions.get("made"):
                raise side.exceptions.MiddlewareNotUsed("not today")
            if form == "mixin":
                side.mixin.__init__(self, get_response)
            self.get_response = get_response

        members["__init__"] = init
        if "view" in actions:
            members["process_view"] = lambda self, request, view, args, kwargs: hook(
                f"view {view.__name__} {args} {kwargs}" if actions["view"] == "tell" else "view",
                request,
            )
        if "exception" in actions:
            members["process_exception"] = lambda self, request, error: (
                log.append(type(error).__name__) or hook("exception", request)
            )
        if "template" in actions:

            def process_template_response(self: Any, request: Any, response: Any) -> Any:
                log.append((name, "template", response.is_rendered))
                if actions["template"] == "none":
                    return None
                return side.do(actions["template"], f"{name} template", request) or response

            members["process_template_response"] = process_template_response
        return type(f"Layer{name}", (side.mixin,) if form == "mixin" else (), members)

    def ask(self, application: Any, path: str) -> Any:
        """Return status and content of the answer to a GET; "page" for a framework's own words."""
        environ = self.test.RequestFactory().get(path).environ
        sent: list[Any] = []
        environ["wsgi.input"] = io.BytesIO()
        answer = application(environ, lambda status, headers, exc_info=None: sent.append(status))
        content = b"".join(answer)
        answer.close()
        return sent[0], "page" if b"<html" in content else content
