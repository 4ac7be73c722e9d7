"""What others attach to a request on its way: its session, its messages, what its path led to."""

from collections.abc import Callable
from typing import Any

from ..utils.functional import cached_property


class Attached:
    """The attributes of a request that are made, by whoever may make them, at their first touch."""

    # The visitor's session

    _session_maker: Callable[[Any], Any] | None = None
    """Called with the request when `session` is first touched; a middleware sets it."""
    _session: Any = None
    """PERF: whether the session was touched is asked of each request, and a look at `__dict__`
    would cost 0.1 µs."""

    @property
    def session(self) -> Any:
        """The visitor's session. AttributeError where no middleware makes one."""
        session = self._session
        if session is None:
            if self._session_maker is None:
                raise AttributeError(
                    "This request has no session. Is SessionMiddleware among settings.MIDDLEWARE?"
                )
            session = self._session = self._session_maker(self)
        return session

    @session.setter
    def session(self, value: Any) -> None:
        self._session = value

    @session.deleter
    def session(self) -> None:
        self._session = self._session_maker = None

    _messages_maker: Callable[[Any], Any] | None = None

    @cached_property
    def _messages(self) -> Any:
        """What the visitor is told, made likewise. AttributeError where no middleware does."""
        if self._messages_maker is None:
            raise AttributeError("This request keeps no messages: see MessageMiddleware.")
        return self._messages_maker(self)

    _answered: tuple[Any] | None = None
    """The response that inner layers have given already, for those that have yet to see it."""

    # The dispatcher's answer

    path_info: str

    _found: Any = None
    """PERF: (line, args, kwargs) of the index; the ResolverMatch is made when it is asked for."""

    @property
    def resolver_match(self) -> Any:
        """The ResolverMatch: what the path led to; None before the dispatcher has answered."""
        match = self.__dict__.get("_resolver_match")
        if match is None and self._found is not None:
            line, args, kwargs = self._found
            # an empty dict may be that of the index, for all requests
            match = line.resolver_match(self.path_info, args, kwargs or {})
            self.__dict__["_resolver_match"] = match
        return match

    @resolver_match.setter
    def resolver_match(self, match: Any) -> None:
        self.__dict__["_resolver_match"] = match
