"""Filter: which tasks somebody wants to see. It stands in the address, so links can keep it."""

from dataclasses import asdict, dataclass, replace

from mtvgen.runtime.db.models import Q, QuerySet
from mtvgen.runtime.http import QueryDict
from mtvgen.runtime.utils import timezone
from mtvgen.runtime.utils.http import urlencode

from .models import Task

SHOWS = ("open", "due", "done", "all")


@dataclass(frozen=True)
class Filter:
    """What stands behind the `?` of an address. Every part is text, as it came; "" is no wish."""

    show: str = "open"
    list: str = ""
    tag: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Filter":
        """Return the filter in an address; what makes no sense is as if it were not there."""
        show = query.get("show", "")
        return cls(
            show=show if show in SHOWS else "open",
            list=number(query.get("list", "")),
            tag=number(query.get("tag", "")),
            q=query.get("q", "").replace("\0", "").strip()[:100],
        )

    def tasks(self) -> QuerySet[Task]:
        """Return the tasks that it lets pass."""
        today = timezone.localdate()
        found = {
            "open": Task.in_order().filter(done=None),
            "due": Task.in_order().filter(done=None, due__lte=today),
            "done": Task.in_order().exclude(done=None),
            "all": Task.in_order(),
        }[self.show]
        if self.list:
            found = found.filter(list=self.list)
        if self.tag:
            found = found.filter(tags=self.tag)
        for word in self.q.split()[:6]:
            found = found.filter(Q(title__icontains=word) | Q(notes__icontains=word))
        return found.select_related("list").prefetch_related("tags")

    def link(self, **other: object) -> str:
        """Return the end of an address: this filter, with *other* in the place of what it had."""
        parts = asdict(replace(self, **{name: str(value) for name, value in other.items()}))
        return "?" + urlencode({name: value for name, value in parts.items() if value})


def number(text: str) -> str:
    """Return *text* when it is the number that a row may have; else nothing."""
    return text if text.isascii() and text.isdecimal() and len(text) < 19 else ""
