"""The part of QuerySet that puts whole queries together: union, intersection, difference.

(Django's documentation: reference/models/querysets, "union()".)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..utils import NotSupportedError
from .structure import shifted

if TYPE_CHECKING:
    from typing import Self


class Combining:
    """How queries are put together."""

    _combined: tuple[str, bool, tuple[Any, ...]] | None = None
    model: Any
    _nothing: bool
    _order: tuple[Any, ...] | None
    _params: tuple[Any, ...]
    _where: tuple[Any, ...]
    if TYPE_CHECKING:

        def _clone(self) -> Self: ...
        def _unsliced(self, word: str) -> None: ...
        def none(self) -> Self: ...  # noqa: D102
        def _shape(self, kind: str = "", extra: Any = ()) -> Any: ...

    def __and__(self, other: Any) -> Self:
        return self._joined(other, "and")

    def __or__(self, other: Any) -> Self:
        return self._joined(other, "or")

    def _joined(self, other: Any, word: str) -> Self:
        """Return the rows of both (and), or of either (or)."""
        if not isinstance(other, Combining) or other.model is not self.model:
            raise TypeError(f"Cannot combine queries on two different base models: {other!r}.")
        for one in (self, other):
            one._unsliced("combine")
        if self._nothing or other._nothing:
            kept: Any = self if self._nothing == (word == "and") else other
            return kept._clone()  # type: ignore[no-any-return]
        made = self._clone()
        theirs = tuple([shifted(clause, len(self._params)) for clause in other._where])
        if word == "and":
            made._where = (*self._where, *theirs)
        elif self._where and theirs:
            made._where = (("or", ("and", *self._where), ("and", *theirs)),)
        else:
            made._where = ()  # one of them is every row
        made._params = (*self._params, *other._params)
        made._order = self._order if self._order is not None else other._order
        return made

    def union(self, *other_qs: Any, all: bool = False) -> Any:  # noqa: A002  # Django's name
        """Return the rows of these queries, each once; all: as often as they come."""
        found = [one for one in (self, *other_qs) if not one._nothing]
        if len(found) < 2:
            return found[0] if found else self._clone()
        return found[0]._together("union", found, all)

    def intersection(self, *other_qs: Any) -> Any:
        """Return the rows that every one of these queries has."""
        if any(one._nothing for one in (self, *other_qs)):
            return self.none()
        return self._together("intersect", [self, *other_qs], False)

    def difference(self, *other_qs: Any) -> Any:
        """Return the rows that none of the other queries has."""
        if self._nothing:
            return self._clone()
        others = [one for one in other_qs if not one._nothing]
        return self._together("except", [self, *others], False) if others else self._clone()

    def _together(self, word: str, queries: list[Any], keep_all: bool) -> Any:
        made: Any = self._clone()
        made._combined = (word, keep_all, tuple([one._clone() for one in queries]))
        made._where, made._params, made._order, made._reverse = (), (), (), False
        made._low, made._high, made._distinct = 0, None, False
        return made

    def _parts(self, params: list[Any]) -> tuple[Any, ...]:
        """Return the structure of what is combined; the parameters go into *params*."""
        assert self._combined is not None
        word, keep_all, queries = self._combined
        parts = []
        for one in queries:
            if one._order is None:  # Meta.ordering says nothing about a part
                one = one._clone()
                one._order = ()
            shape, own = one._shape("select")
            parts.append((len(params), one.model._meta.label, tuple(shape)))
            params.extend(own)
        return ("combined", word, keep_all, tuple(parts))

    def _each(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Return the combination of what *method* of each part gives."""
        assert self._combined is not None
        word, keep_all, queries = self._combined
        changed = [getattr(one, method)(*args, **kwargs) for one in queries]
        made = changed[0]._together(word, changed, keep_all)
        made._order = self._order
        return made

    def _uncombined(self, method: str) -> None:
        if self._combined is not None:
            word = {"union": "union", "intersect": "intersection", "except": "difference"}
            raise NotSupportedError(
                f"Calling QuerySet.{method}() after {word[self._combined[0]]}() is not supported.",
                hint=f"Call {method}() on the queries before you put them together.",
            )
