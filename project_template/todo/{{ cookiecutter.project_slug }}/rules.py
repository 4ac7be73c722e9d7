"""change: the one door for what is sent, by a form or as JSON, so that both keep the same rules."""

import re
from collections.abc import Mapping
from types import NoneType

from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from .models import List, Tag, Task, tidy

MOST_TAGS = 8
LONGEST_NAME = 40  # of a list or a tag
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
    "title": "Say in 200 letters at most what is to be done.",
    "notes": "Notes have 2000 letters at most.",
    "due": "Write the day like 2026-12-31, or leave it out.",
    "list": "A list has a name of 40 letters at most.",
    "tags": "At most 8 tags, of 40 letters at most.",
    "done": "Say true or false.",
}
# Letters that nobody sees, and that not every database can hold.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def change(task: Task, sent: Mapping[str, object]) -> dict[str, str]:
    """Put what was sent into *task* and save it; or return what is wrong, by field.

    sent: any of the fields in MESSAGES. A field that was not sent stays as it is.
    Nothing is saved when anything is wrong.
    """
    wrong = {name for name, value in sent.items() if not isinstance(value, KINDS.get(name, ()))}
    for name in ("title", "notes", "due"):
        if name in sent:
            setattr(task, name, clean(sent[name]) or (None if name == "due" else ""))
    if "done" in sent:
        # A task that is done already keeps the time at which it was.
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
        return {name: MESSAGES.get(name, "There is no such field.") for name in sorted(wrong)}
    with transaction.atomic():  # the task with its list and its tags, or nothing
        if "list" in sent:
            task.list = List.named(list_name) if list_name else None
        task.save()
        if "tags" in sent:
            task.tags.set([Tag.named(name) for name in tag_names])
        if "list" in sent or "tags" in sent:
            tidy()
    return {}


def clean(value: object) -> str:
    """Return a text without what nobody typed; nothing for what is no text."""
    return UNSEEN.sub("", value).replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def split(value: object) -> list[str]:
    """Return the names in "home, garden" or ["home", "garden"], each once."""
    parts = re.split("[,，、]", value) if isinstance(value, str) else value
    if not isinstance(parts, list):
        return []
    # Commas too many are no harm. What is no text becomes an empty name, and change() refuses that.
    names = [clean(part) for part in parts if not isinstance(part, str) or clean(part)]
    return list({name.casefold(): name for name in names}.values())
