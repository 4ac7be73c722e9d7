"""Forms: what was typed becomes a model object, or a message beside each field that is wrong."""

from collections.abc import Iterable

from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.http import QueryDict

from .isbn import read_isbn
from .models import Author, Book, Member, Subject

Errors = dict[str, list[str]]

NO_COPIES = "How many copies are there?"
NO_AUTHOR = "Name at least one author."
TOO_MANY_AUTHORS = "Name at most 20 authors."

# What the model's rules are called, and what we say for each. Rules of our own bring their words.
WORDS = {
    "blank": "Fill this in.",
    "null": "Fill this in.",
    "invalid": "This is not what belongs here.",
    "unique": "There is one like this already.",
    "max_length": "Write at most %(limit_value)s letters.",
    "min_value": "This must be at least %(limit_value)s.",
    "max_value": "This must be at most %(limit_value)s.",
}


def text_of(typed: QueryDict, name: str) -> str:
    """Return what was typed, without spaces around it, and without NUL: PostgreSQL keeps none."""
    text: str = typed.get(name, "")
    return text.replace("\0", "").strip()


def read_book(book: Book, typed: QueryDict) -> Errors:
    """Put what was typed into *book*, without saving it; return the errors."""
    book.title = text_of(typed, "title")
    book.isbn = read_isbn(text_of(typed, "isbn"))
    # What is no number stays a text here: full_clean() says so, and the form shows it again.
    book.year = text_of(typed, "year") or None
    book.copies = text_of(typed, "copies") or None
    errors = check(book, leave_out=["subject"])
    if book.copies is None:
        errors["copies"] = [NO_COPIES]
    # Subject and authors may be new: they are made when all the rest is right, in save_book().
    if wrong := check(Subject(name=text_of(typed, "subject")), unique=False):
        errors["subject"] = wrong["name"]
    names = authors_of(typed)
    if not names:
        errors["authors"] = [NO_AUTHOR]
    if len(names) > 20:
        errors["authors"] = [TOO_MANY_AUTHORS]
    for name in names[:20]:
        for message in check(Author(name=name), unique=False).get("name", []):
            errors.setdefault("authors", []).append(f"{name[:20]}: {message}")
    return errors


def authors_of(typed: QueryDict) -> list[str]:
    """Return the names that were typed with commas between them, each once."""
    names = map(str.strip, text_of(typed, "authors").split(","))
    return list(dict.fromkeys(filter(None, names)))


def save_book(book: Book, typed: QueryDict) -> None:
    """Save a book that was read without errors, and its subject and authors if they are new."""
    book.subject = Subject.objects.get_or_create(name=text_of(typed, "subject"))[0]
    book.save()
    book.authors.set([Author.objects.get_or_create(name=name)[0] for name in authors_of(typed)])


def read_member(member: Member, typed: QueryDict) -> Errors:
    """Put what was typed into *member*, without saving it; return the errors."""
    member.name = text_of(typed, "name")
    member.email = text_of(typed, "email").lower()
    return check(member)


def check(
    one: Author | Book | Member | Subject, *, unique: bool = True, leave_out: Iterable[str] = ()
) -> Errors:
    """Return what the model's own rules say against it, by the name of the field."""
    try:
        one.full_clean(exclude=list(leave_out), validate_unique=unique)
    except ValidationError as error:
        return {name: list(map(say, problems)) for name, problems in error.error_dict.items()}
    return {}


def say(problem: ValidationError) -> str:
    """Return what one problem is, in the words of this site."""
    words = WORDS.get(problem.code or "")
    return words % (problem.params or {}) if words else problem.messages[0]
