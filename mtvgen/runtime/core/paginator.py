"""Long lists in pages. (Django's documentation: topics/pagination.)"""

import inspect
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..utils.functional import cached_property
from .exceptions import Explained

_ANY_NUMBER = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class UnorderedObjectListWarning(RuntimeWarning):
    """A list without order may show an object on two pages, and another on none."""


class InvalidPage(Explained):
    """There is no such page."""


class PageNotAnInteger(InvalidPage):
    """The number of the page is no whole number."""


class EmptyPage(InvalidPage):
    """The number of the page is too low or too high."""


class Paginator:
    """The pages of *object_list*: anything that has a length (or `count()`) and can be sliced.

    per_page: objects on a page. orphans: that many or fewer left over go on the page before.
    allow_empty_first_page: an empty list has one, empty, page. error_messages: in place of those
    in `default_error_messages`, by the same keys.
    """

    ELLIPSIS: Any = "…"
    default_error_messages: Mapping[str, Any] = {
        "invalid_page": "That page number is not an integer",
        "min_page": "That page number is less than 1",
        "no_results": "That page contains no results",
    }

    def __init__(
        self,
        object_list: Any,
        per_page: int | str,
        orphans: int | str = 0,
        allow_empty_first_page: bool = True,
        error_messages: Mapping[str, Any] | None = None,
    ) -> None:
        self.object_list = object_list
        self._check_object_list_is_ordered()
        self.per_page = int(per_page)
        self.orphans = int(orphans)
        self.allow_empty_first_page = allow_empty_first_page
        self.error_messages = {**self.default_error_messages, **(error_messages or {})}

    def __iter__(self) -> Iterator["Page"]:
        return (self.page(number) for number in self.page_range)

    def validate_number(self, number: Any) -> int:
        """Return *number* as an int, if there is a page of it; the first one is 1.

        Raises PageNotAnInteger or EmptyPage, which are both InvalidPage.
        """
        try:
            if isinstance(number, float) and not number.is_integer():
                raise ValueError(number)
            page_number = int(number)
        except (TypeError, ValueError):
            raise PageNotAnInteger(self.error_messages["invalid_page"]) from None
        if page_number < 1:
            raise EmptyPage(self.error_messages["min_page"])
        if page_number > self.num_pages:
            raise EmptyPage(self.error_messages["no_results"])
        return page_number

    def get_page(self, number: Any) -> "Page":
        """Return a page in any case: the first for what is no number, the last for a wrong one."""
        try:
            number = self.validate_number(number)
        except PageNotAnInteger:
            number = 1
        except EmptyPage:
            number = self.num_pages
        return self.page(number)

    def page(self, number: Any) -> "Page":
        """Return the page of that number. Raises InvalidPage when there is none."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        end = first + self.per_page
        if end + self.orphans >= self.count:
            end = self.count
        return self._get_page(self.object_list[first:end], number, self)

    def _get_page(self, *args: Any, **kwargs: Any) -> "Page":
        """Return a page; a subclass may return another kind."""
        return Page(*args, **kwargs)

    @cached_property
    def count(self) -> int:
        """How many objects there are on all pages."""
        count = getattr(self.object_list, "count", None)
        # A list's count() counts one value; a query's, without arguments, is what is meant.
        if inspect.ismethod(count) and all(
            one.kind in _ANY_NUMBER for one in inspect.signature(count).parameters.values()
        ):
            return int(count())
        return len(self.object_list)

    @cached_property
    def num_pages(self) -> int:
        """How many pages there are."""
        if self.count == 0 and not self.allow_empty_first_page:
            return 0
        return -(-max(1, self.count - self.orphans) // self.per_page)

    @property
    def page_range(self) -> range:
        """The numbers of all pages."""
        return range(1, self.num_pages + 1)

    def get_elided_page_range(
        self, number: Any = 1, *, on_each_side: int = 3, on_ends: int = 2
    ) -> Iterator[Any]:
        """Yield page numbers around *number* and at both ends, with ELLIPSIS for those left out."""
        number = self.validate_number(number)
        last = self.num_pages
        if last <= (on_each_side + on_ends) * 2:
            yield from self.page_range
            return
        if number > on_each_side + on_ends + 2:
            yield from range(1, on_ends + 1)
            yield self.ELLIPSIS
            yield from range(number - on_each_side, number + 1)
        else:
            yield from range(1, number + 1)
        if number < last - on_each_side - on_ends - 1:
            yield from range(number + 1, number + on_each_side + 1)
            yield self.ELLIPSIS
            yield from range(last - on_ends + 1, last + 1)
        else:
            yield from range(number + 1, last + 1)

    def _check_object_list_is_ordered(self) -> None:
        ordered = getattr(self.object_list, "ordered", None)
        if ordered is None or ordered:
            return
        objects = self.object_list
        shown = (
            f"{objects.model} {type(objects).__name__}"
            if hasattr(objects, "model")
            else repr(objects)
        )
        warnings.warn(
            "Pagination may yield inconsistent results with an unordered object_list: "
            f"{shown}. Give it an order_by().",
            UnorderedObjectListWarning,
            stacklevel=3,
        )


class Page(Sequence[Any]):
    """The objects of one page, as a sequence, and where it stands among the pages."""

    def __init__(self, object_list: Any, number: int, paginator: Paginator) -> None:
        self.object_list = object_list
        self.number = number
        self.paginator = paginator

    def __repr__(self) -> str:
        return f"<Page {self.number} of {self.paginator.num_pages}>"

    def __len__(self) -> int:
        return len(self.object_list)

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, (int, slice)):
            raise TypeError(f"Page indices must be integers or slices, not {type(index).__name__}.")
        if not isinstance(self.object_list, list):
            self.object_list = list(self.object_list)  # a query would ask anew for each object
        return self.object_list[index]

    def has_next(self) -> bool:
        """Return whether there is a page behind."""
        return self.number < self.paginator.num_pages

    def has_previous(self) -> bool:
        """Return whether there is a page before."""
        return self.number > 1

    def has_other_pages(self) -> bool:
        """Return whether there is any other page."""
        return self.has_previous() or self.has_next()

    def next_page_number(self) -> int:
        """Return the number of the page behind. Raises InvalidPage when there is none."""
        return self.paginator.validate_number(self.number + 1)

    def previous_page_number(self) -> int:
        """Return the number of the page before. Raises InvalidPage when there is none."""
        return self.paginator.validate_number(self.number - 1)

    def start_index(self) -> int:
        """Return the place of the first object among all, from 1; 0 when there is none."""
        if self.paginator.count == 0:
            return 0
        return self.paginator.per_page * (self.number - 1) + 1

    def end_index(self) -> int:
        """Return the place of the last object among all, from 1; 0 when there is none."""
        if self.number == self.paginator.num_pages:
            return self.paginator.count
        return self.number * self.paginator.per_page
