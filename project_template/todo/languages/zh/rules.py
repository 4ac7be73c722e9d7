"""change：送来的内容只走这一扇门，不管来自表单还是 JSON，所以两边守同样的规则。"""

import re
from collections.abc import Mapping
from types import NoneType

from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from .models import List, Tag, Task, tidy

MOST_TAGS = 8
LONGEST_NAME = 40  # 清单或标签的名字
TEXT = (str, NoneType)
KINDS = {
    "title": TEXT,
    "notes": TEXT,
    "due": TEXT,
    "list": TEXT,
    "tags": (*TEXT, list),
    "done": (bool,),
}
MESSAGES = {
    "title": "请用最多 200 个字说明要做什么。",
    "notes": "备注最多 2000 个字。",
    "due": "日期请写成 2026-12-31 的样子，或者不写。",
    "list": "清单的名字最多 40 个字。",
    "tags": "最多 8 个标签，每个最多 40 个字。",
    "done": "请写 true 或 false。",
}
# 看不见的字符；有些数据库装不下它们。
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def change(task: Task, sent: Mapping[str, object]) -> dict[str, str]:
    """把送来的内容放进 *task* 并保存；不行时，按字段返回哪里不对。

    sent：MESSAGES 里的任何字段。没有送来的字段保持不变。
    只要有一处不对，就什么也不保存。
    """
    wrong = {name for name, value in sent.items() if not isinstance(value, KINDS.get(name, ()))}
    for name in ("title", "notes", "due"):
        if name in sent:
            setattr(task, name, clean(sent[name]) or (None if name == "due" else ""))
    if "done" in sent:
        # 已经完成的任务，保留当时的时间。
        task.done = (task.done or timezone.now()) if sent["done"] else None
    list_name = clean(sent.get("list"))
    if len(list_name) > LONGEST_NAME:
        wrong.add("list")
    tag_names = split(sent.get("tags"))
    if len(tag_names) > MOST_TAGS or not all(0 < len(name) <= LONGEST_NAME for name in tag_names):
        wrong.add("tags")
    try:
        task.full_clean()
    except ValidationError as error:
        wrong |= set(error.message_dict)
    if wrong:
        return {name: MESSAGES.get(name, "没有这个字段。") for name in sorted(wrong)}
    with transaction.atomic():  # 任务和清单、标签一起保存，或者都不保存
        if "list" in sent:
            task.list = List.named(list_name) if list_name else None
        task.save()
        if "tags" in sent:
            task.tags.set([Tag.named(name) for name in tag_names])
        if "list" in sent or "tags" in sent:
            tidy()
    return {}


def clean(value: object) -> str:
    """返回去掉了没有人会输入的字符的文字；不是文字时返回空。"""
    return UNSEEN.sub("", value).replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def split(value: object) -> list[str]:
    """返回 "家, 花园" 或 ["家", "花园"] 里的名字，每个一次。"""
    parts = re.split("[,，、]", value) if isinstance(value, str) else value
    if not isinstance(parts, list):
        return []
    # 多余的逗号没有关系。不是文字的变成空名字，change() 会拒绝它。
    names = [clean(part) for part in parts if not isinstance(part, str) or clean(part)]
    return list({name.casefold(): name for name in names}.values())
