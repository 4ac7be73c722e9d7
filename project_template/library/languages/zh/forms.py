"""表单：输入的内容变成模型对象，或者变成每个出错字段旁边的提示。"""

from collections.abc import Iterable

from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.http import QueryDict

from .isbn import read_isbn
from .models import Author, Book, Member, Subject

Errors = dict[str, list[str]]

NO_COPIES = "一共有几册？"
NO_AUTHOR = "请至少写一位作者。"
TOO_MANY_AUTHORS = "最多写 20 位作者。"

# 模型的规则叫什么，我们怎么说。自己的规则自带文字。
WORDS = {
    "blank": "请填写。",
    "null": "请填写。",
    "invalid": "这里的内容不对。",
    "unique": "已经有一个相同的了。",
    "max_length": "最多 %(limit_value)s 个字。",
    "min_value": "不能小于 %(limit_value)s。",
    "max_value": "不能大于 %(limit_value)s。",
}


def text_of(typed: QueryDict, name: str) -> str:
    """返回输入的内容，去掉两边的空格和 NUL：PostgreSQL 存不下它。"""
    text: str = typed.get(name, "")
    return text.replace("\0", "").strip()


def read_book(book: Book, typed: QueryDict) -> Errors:
    """把输入的内容放进 *book*，先不保存；返回错误。"""
    book.title = text_of(typed, "title")
    book.isbn = read_isbn(text_of(typed, "isbn"))
    # 不是数字的内容在这里仍是文字：full_clean() 会指出，表单会再显示它。
    book.year = text_of(typed, "year") or None
    book.copies = text_of(typed, "copies") or None
    errors = check(book, leave_out=["subject"])
    if book.copies is None:
        errors["copies"] = [NO_COPIES]
    # 主题和作者可能是新的：其余都正确之后，在 save_book() 里建立。
    if wrong := check(Subject(name=text_of(typed, "subject")), unique=False):
        errors["subject"] = wrong["name"]
    names = authors_of(typed)
    if not names:
        errors["authors"] = [NO_AUTHOR]
    if len(names) > 20:
        errors["authors"] = [TOO_MANY_AUTHORS]
    for name in names[:20]:
        for message in check(Author(name=name), unique=False).get("name", []):
            errors.setdefault("authors", []).append(f"{name[:20]}：{message}")
    return errors


def authors_of(typed: QueryDict) -> list[str]:
    """返回用英文逗号隔开的名字，每个一次。"""
    names = map(str.strip, text_of(typed, "authors").split(","))
    return list(dict.fromkeys(filter(None, names)))


def save_book(book: Book, typed: QueryDict) -> None:
    """保存没有错误的书；主题和作者如果是新的，也一起保存。"""
    book.subject = Subject.objects.get_or_create(name=text_of(typed, "subject"))[0]
    book.save()
    book.authors.set([Author.objects.get_or_create(name=name)[0] for name in authors_of(typed)])


def read_member(member: Member, typed: QueryDict) -> Errors:
    """把输入的内容放进 *member*，先不保存；返回错误。"""
    member.name = text_of(typed, "name")
    member.email = text_of(typed, "email").lower()
    return check(member)


def check(
    one: Author | Book | Member | Subject, *, unique: bool = True, leave_out: Iterable[str] = ()
) -> Errors:
    """按字段名返回模型自己的规则所指出的问题。"""
    try:
        one.full_clean(exclude=list(leave_out), validate_unique=unique)
    except ValidationError as error:
        return {name: list(map(say, problems)) for name, problems in error.error_dict.items()}
    return {}


def say(problem: ValidationError) -> str:
    """用本站的文字说明一个问题。"""
    words = WORDS.get(problem.code or "")
    return words % (problem.params or {}) if words else problem.messages[0]
