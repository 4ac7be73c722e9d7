"""Signal and receiver: who tells, and who listens. (Django's documentation: topics/signals.)"""

import threading
import weakref
from collections.abc import Callable, Iterable
from functools import partial
from types import FunctionType
from typing import Any, TypeVar

from ..conf import settings

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Key = tuple[Any, Any]
"""Who listens (a dispatch_uid or an identity), and to which sender (an identity)."""
_Entry = tuple[_Key, Any, bool]
"""A key, the receiver (or a weak reference to it), and whether it is a coroutine function."""
Response = tuple[Any, Any]
"""A receiver and what it returned (or, of the robust kinds, the exception that it raised)."""


def _identity(target: object) -> Any:
    # A bound method is made anew at each access: its parts are what stays the same.
    function = getattr(target, "__func__", None)
    if function is not None:
        return (id(target.__self__), id(function))  # type: ignore[attr-defined]
    return id(target)


_ANY_SENDER = _identity(None)


class Signal:
    """Something that happens, and that others want to hear about.

    use_caching: keep the receivers of each sender worked out; the senders must then be weakly
    referable. Worth it for a signal that is sent often, for few senders.
    """

    def __init__(self, use_caching: bool = False) -> None:
        # Replaced as a whole at each change, so that a send in another thread never sees half of
        # one. The entries have Django's form: libraries that mute signals put the list aside.
        self.receivers: list[_Entry] = []
        # PERF: the references of `receivers`, where every one is weak, plain and hears all senders
        self._quick: tuple[list[_Entry], list[Any]] | None = None
        self.lock = threading.Lock()
        self.use_caching = use_caching
        self.sender_receivers_cache: weakref.WeakKeyDictionary[Any, list[_Entry]] = (
            weakref.WeakKeyDictionary()
        )
        self._dead_receivers = False

    def connect(
        self,
        receiver: Callable[..., Any],
        sender: object = None,
        weak: bool = True,
        dispatch_uid: Any = None,
    ) -> None:
        """Call *receiver* with `signal`, `sender` and the named values at each send from now on.

        sender: only hear that one; None hears all. weak: do not keep the receiver alive.
        dispatch_uid: any hashable name; a second receiver of the same name is not added.

        While settings.DEBUG is on, raises TypeError for a receiver that cannot be called, and
        ValueError for one without **kwargs: a later version may send more values.
        """
        if settings.configured and settings.DEBUG:
            _check_receiver(receiver)
        key = (dispatch_uid or _identity(receiver), _identity(sender))
        is_async = _is_coroutine_function(receiver)
        kept: Any = receiver
        if weak:
            bound = hasattr(receiver, "__self__") and hasattr(receiver, "__func__")
            kept = (weakref.WeakMethod if bound else weakref.ref)(receiver, self._note_death)
        with self.lock:
            living = self._living_entries()
            if all(known != key for known, _, _ in living):
                living.append((key, kept, is_async))
            self._replace(living)

    def disconnect(
        self,
        receiver: Callable[..., Any] | None = None,
        sender: object = None,
        dispatch_uid: Any = None,
    ) -> bool:
        """Stop calling *receiver*; returns whether it was connected.

        It is known by what it was connected with: the same sender, and its dispatch_uid if any.
        """
        key = (dispatch_uid or _identity(receiver), _identity(sender))
        with self.lock:
            living = self._living_entries()
            rest = [entry for entry in living if entry[0] != key]
            self._replace(rest)
        return len(rest) < len(living)

    def has_listeners(self, sender: object = None) -> bool:
        """Return whether a send by *sender* would reach anybody."""
        return bool(self.receivers) and any(self._live_receivers(sender))

    def send(self, sender: object, **named: Any) -> list[Response]:
        """Call every receiver; returns what each returned, in the order they were connected.

        An exception in a receiver ends the round and reaches the caller. Coroutine functions are
        called last, all at once.
        """
        if not self.receivers:  # PERF: most signals have no receiver, most of the time
            return []
        quick = self._quick
        if quick is not None and quick[0] is self.receivers and len(quick[0]) == len(quick[1]):
            return [  # PERF: as the start and the end of each request are told: 1 µs instead of 2.5
                (receiver, receiver(signal=self, sender=sender, **named))
                for receiver in [reference() for reference in quick[1]]
                if receiver is not None
            ]
        plain, coroutines = self._live_receivers(sender)
        responses = [
            (receiver, receiver(signal=self, sender=sender, **named)) for receiver in plain
        ]
        if coroutines:
            responses += _run(self._gather(coroutines, sender, named))
        return responses

    def send_robust(self, sender: object, **named: Any) -> list[Response]:
        """Call every receiver like `send()`, and go on when one raises.

        Its exception stands in the answer in place of what it would have returned, and is logged
        with its traceback to "mtvgen.dispatch".
        """
        if not self.receivers:  # PERF: as in send()
            return []
        plain, coroutines = self._live_receivers(sender)
        responses = self._call_robustly(plain, sender, named)
        if coroutines:
            responses += _run(self._gather_robustly(coroutines, sender, named))
        return responses

    async def asend(self, sender: object, **named: Any) -> list[Response]:
        """`send()` for use in a coroutine; plain receivers run in a thread of their own."""
        import asyncio

        plain, coroutines = self._live_receivers(sender)

        def call_plain() -> list[Response]:
            return [(receiver, receiver(signal=self, sender=sender, **named)) for receiver in plain]

        responses = await asyncio.to_thread(call_plain) if plain else []
        return responses + await self._gather(coroutines, sender, named)

    async def asend_robust(self, sender: object, **named: Any) -> list[Response]:
        """`send_robust()` for use in a coroutine; plain receivers run in a thread of their own."""
        import asyncio

        plain, coroutines = self._live_receivers(sender)
        responses = (
            await asyncio.to_thread(self._call_robustly, plain, sender, named) if plain else []
        )
        return responses + await self._gather_robustly(coroutines, sender, named)

    def _call_robustly(
        self, receivers: Iterable[Any], sender: object, named: dict[str, Any]
    ) -> list[Response]:
        responses: list[Response] = []
        for receiver in receivers:
            try:
                response = receiver(signal=self, sender=sender, **named)
            except Exception as error:  # noqa: BLE001  # that is what "robust" means
                _log_failure(receiver, error)
                response = error
            responses.append((receiver, response))
        return responses

    async def _gather(
        self, receivers: list[Any], sender: object, named: dict[str, Any]
    ) -> list[Response]:
        import asyncio

        calls = (receiver(signal=self, sender=sender, **named) for receiver in receivers)
        return list(zip(receivers, await asyncio.gather(*calls), strict=True))

    async def _gather_robustly(
        self, receivers: list[Any], sender: object, named: dict[str, Any]
    ) -> list[Response]:
        import asyncio

        async def call(receiver: Any) -> Any:
            try:
                return await receiver(signal=self, sender=sender, **named)
            except Exception as error:  # noqa: BLE001  # that is what "robust" means
                _log_failure(receiver, error)
                return error

        calls = (call(receiver) for receiver in receivers)
        return list(zip(receivers, await asyncio.gather(*calls), strict=True))

    def _live_receivers(self, sender: object) -> tuple[list[Any], list[Any]]:
        """Return who listens to *sender*: plain functions, coroutine functions."""
        plain: list[Any] = []
        coroutines: list[Any] = []
        if self.use_caching and sender is not None:
            entries = self.sender_receivers_cache.get(sender)
            if entries is None:
                with self.lock:  # or a change between the two steps would be forgotten
                    entries = self._entries_of(sender)
                    self.sender_receivers_cache[sender] = entries
        else:
            entries = self._entries_of(sender)
        for _, kept, is_async in entries:
            receiver = kept() if isinstance(kept, weakref.ReferenceType) else kept
            if receiver is None:
                continue
            if is_async:
                coroutines.append(receiver)
            else:
                plain.append(receiver)
        return plain, coroutines

    def _entries_of(self, sender: object) -> list[_Entry]:
        wanted = _identity(sender)
        return [
            entry
            for entry in self.receivers
            if entry[0][1] == _ANY_SENDER or entry[0][1] == wanted  # PERF: no tuple
        ]

    def _note_death(self, _reference: object) -> None:
        # Called wherever the garbage collector happens to run, perhaps with the lock held here:
        # so only note it. The next change clears up.
        self._dead_receivers = True

    def _living_entries(self) -> list[_Entry]:
        # SAFETY: a dead receiver's identity may already be another function's: it must be gone
        # before identities are compared.
        if not self._dead_receivers:
            return list(self.receivers)
        self._dead_receivers = False
        return [
            entry
            for entry in self.receivers
            if not isinstance(entry[1], weakref.ReferenceType) or entry[1]() is not None
        ]

    def _replace(self, entries: list[_Entry]) -> None:
        self.receivers = entries
        simple = all(
            isinstance(kept, weakref.ReferenceType) and sender == _ANY_SENDER and not is_async
            for (_, sender), kept, is_async in entries
        )
        self._quick = (entries, [kept for _, kept, _ in entries]) if simple else None
        self.sender_receivers_cache.clear()


def receiver(
    signal: Signal | list[Signal] | tuple[Signal, ...], **kwargs: Any
) -> Callable[[_Function], _Function]:
    """Return a decorator that connects a function to *signal*, or to each of several.

    kwargs: as for `Signal.connect()`.
    """

    def decorate(function: _Function) -> _Function:
        for one in signal if isinstance(signal, (list, tuple)) else (signal,):
            one.connect(function, **kwargs)
        return function

    return decorate


def _is_coroutine_function(receiver: Any) -> bool:
    """Return what `inspect.iscoroutinefunction` does."""
    # PERF: signals are on the way of every start, and importing inspect takes 5 ms of it
    while isinstance(receiver, partial) or hasattr(receiver, "__func__"):
        receiver = receiver.func if isinstance(receiver, partial) else receiver.__func__
    if isinstance(receiver, FunctionType) and receiver.__code__.co_flags & _CO_COROUTINE:
        return True
    return hasattr(receiver, "_is_coroutine_mark")  # inspect.markcoroutinefunction()


_CO_COROUTINE = 0x80  # inspect.CO_COROUTINE


def _check_receiver(receiver: object) -> None:
    if not callable(receiver):
        raise TypeError(f"Signal receivers must be callable, and {receiver!r} is not.")
    import inspect

    parameters = inspect.signature(receiver).parameters.values()
    if not any(one.kind is one.VAR_KEYWORD for one in parameters):
        name = getattr(receiver, "__qualname__", repr(receiver))
        raise ValueError(
            f"Signal receivers must accept keyword arguments (**kwargs): add it to {name}()."
        )


def _log_failure(receiver: object, error: Exception) -> None:
    name = getattr(receiver, "__qualname__", repr(receiver))
    from ..utils.requestlog import logger_of

    logger_of("mtvgen.dispatch").error(
        "Error calling %s in Signal.send_robust() (%s)", name, error, exc_info=error
    )


def _run(coroutine: Any) -> list[Response]:
    import asyncio

    responses: list[Response] = asyncio.run(coroutine)
    return responses
