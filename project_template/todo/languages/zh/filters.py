"""Filter：想看哪些任务。它写在地址里，所以链接能记住它。"""

from dataclasses import asdict, dataclass, replace

from mtvgen.runtime.db.models import Q, QuerySet
from mtvgen.runtime.http import QueryDict
from mtvgen.runtime.utils import timezone
from mtvgen.runtime.utils.http import urlencode

from .models import Task

SHOWS = ("open", "due", "done", "all")


@dataclass(frozen=True)
class Filter:
    """地址里 `?` 后面的内容。每一部分都是文字；"" 表示没有要求。"""

    show: str = "open"
    list: str = ""
    tag: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Filter":
        """返回地址里的筛选条件；没有意义的部分当作没写。"""
        show = query.get("show", "")
        return cls(
            show=show if show in SHOWS else "open",
            list=number(query.get("list", "")),
            tag=number(query.get("tag", "")),
            q=query.get("q", "").replace("\0", "").strip()[:100],
        )

    def tasks(self) -> QuerySet[Task]:
        """返回符合条件的任务。"""
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
        """返回地址的结尾：这个筛选条件，其中 *other* 替换了原来的部分。"""
        parts = asdict(replace(self, **{name: str(value) for name, value in other.items()}))
        return "?" + urlencode({name: value for name, value in parts.items() if value})


def number(text: str) -> str:
    """*text* 可以是一行的编号时返回它，否则返回空。"""
    return text if text.isascii() and text.isdecimal() and len(text) < 19 else ""
