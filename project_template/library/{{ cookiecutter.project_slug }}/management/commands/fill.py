"""`python manage.py fill`: some books, some members, and a year of loans."""

from argparse import ArgumentParser
from datetime import timedelta
from random import Random

from mtvgen.runtime.core.management.base import BaseCommand
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from ...isbn import check_digit
from ...lending import DAYS
from ...models import Author, Book, Loan, Member, Subject

# title, authors, year, copies; the numbers (ISBN) are made up
Row = tuple[str, str, int | None, int]
BOOKS: dict[str, list[Row]] = {
    "Novels": [
        ("Pride and Prejudice", "Jane Austen", 1813, 3),
        ("Jane Eyre", "Charlotte Brontë", 1847, 2),
        ("Moby-Dick", "Herman Melville", 1851, 1),
        ("Anna Karenina", "Leo Tolstoy", 1878, 2),
        ("The Trial", "Franz Kafka", 1925, 2),
        ("Dream of the Red Chamber", "Cao Xueqin, Gao E", 1791, 2),
        ("The Maias", "José Maria de Eça de Queirós", 1888, 1),
        ("Kokoro", "Natsume Sōseki", 1914, 1),
    ],
    "Adventures": [
        ("Treasure Island", "Robert Louis Stevenson", 1883, 2),
        ("Twenty Thousand Leagues Under the Seas", "Jules Verne", 1870, 2),
        ("The Count of Monte Cristo", "Alexandre Dumas, Auguste Maquet", 1846, 1),
        ("Journey to the West", "Wu Cheng'en", 1592, 3),
        ("Around the World in Eighty Days", "Jules Verne", 1872, 2),
    ],
    "Science": [
        ("On the Origin of Species", "Charles Darwin", 1859, 2),
        ("Relativity", "Albert Einstein", 1916, 1),
        ("Principia Mathematica", "Alfred North Whitehead, Bertrand Russell", 1910, 1),
        ("Dream Pool Essays", "Shen Kuo", None, 1),
        ("Silent Spring", "Rachel Carson", 1962, 2),
    ],
    "Computing": [
        ("The Art of Computer Programming", "Donald E. Knuth", 1968, 1),
        ("Introduction to Algorithms", "Thomas H. Cormen, Charles E. Leiserson", 1990, 2),
        ("The C Programming Language", "Brian W. Kernighan, Dennis M. Ritchie", 1978, 3),
        ("The Mythical Man-Month", "Frederick P. Brooks", 1975, 1),
        ("Design Patterns", "Erich Gamma, Richard Helm, Ralph Johnson, John Vlissides", 1994, 2),
    ],
    "Tales": [
        ("Fairy Tales", "Hans Christian Andersen", 1837, 2),
        ("Children's and Household Tales", "Jacob Grimm, Wilhelm Grimm", 1812, 2),
        ("Alice's Adventures in Wonderland", "Lewis Carroll", 1865, 3),
        ("Strange Tales from a Chinese Studio", "Pu Songling", 1766, 1),
    ],
    "Plays": [
        ("Hamlet", "William Shakespeare", 1603, 3),
        ("A Doll's House", "Henrik Ibsen", 1879, 1),
        ("Teahouse", "Lao She", 1957, 1),
        ("The Cherry Orchard", "Anton Chekhov", 1904, 1),
    ],
}  # fmt: skip
MEMBERS = [
    "Ada Lovelace", "Alan Turing", "Barbara Liskov", "Donald Knuth", "Edsger Dijkstra",
    "Grace Hopper", "Katherine Johnson", "Margaret Hamilton", "Radia Perlman", "Wang Xuan",
]  # fmt: skip
LOANS = 120


class Command(BaseCommand):
    """Adds the samples."""

    help = "Adds sample books, members and the loans of a year; a few of them are overdue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may stand behind the command's name."""
        parser.add_argument("--clear", action="store_true", help="first delete everything there is")

    @transaction.atomic  # all of the samples, or none
    def handle(self, *args: object, clear: bool, **options: object) -> None:
        """Do it."""
        if clear:
            for model in (Loan, Book, Author, Subject, Member):
                model.objects.all().delete()
        if Book.objects.exists():
            self.stdout.write("There are books already; nothing was added.")
            return
        books = [book for name, rows in BOOKS.items() for book in self.add_books(name, rows)]
        members = [self.add_member(name) for name in MEMBERS]
        self.add_loans(books, members)
        self.stdout.write(f"Added {len(books)} books, {len(members)} members, {LOANS} loans.")

    def add_books(self, subject: str, rows: list[Row]) -> list[Book]:
        """Add the books of one subject."""
        shelf = Subject.objects.create(name=subject)
        made = []
        for title, names, year, copies in rows:
            twelve = f"97800000{Book.objects.count() + 1:04}"
            isbn = twelve + check_digit(twelve)
            book = Book.objects.create(
                title=title, isbn=isbn, year=year, copies=copies, subject=shelf
            )
            book.authors.set(Author.objects.get_or_create(name=one)[0] for one in names.split(", "))
            made.append(book)
        return made

    def add_member(self, name: str) -> Member:
        """Add a member who joined a year ago."""
        email = name.lower().replace(" ", ".") + "@example.org"
        joined = timezone.localdate() - timedelta(days=400)
        return Member.objects.create(name=name, email=email, joined=joined)

    def add_loans(self, books: list[Book], members: list[Member]) -> None:
        """Add the loans of a year, some still open. Chance is fixed: each time it is the same."""
        chance = Random(7)
        books = chance.sample(books, len(books))  # those at the front are asked for more often
        today = timezone.localdate()
        loans = []
        for days in sorted((int(350 * chance.random() ** 1.3) for _ in range(LOANS)), reverse=True):
            book = chance.choice(books[: 1 + chance.randrange(len(books))])
            lent = today - timedelta(days=days)
            due = lent + timedelta(days=DAYS)
            back = lent + timedelta(days=chance.randrange(2, 20))
            is_open = days < 24 and book.free > 0 and chance.random() < 0.7
            if is_open:
                book.lent += 1
            returned = None if is_open else min(back, today)
            loan = Loan(
                book=book, member=chance.choice(members), lent=lent, due=due, returned=returned
            )
            loans.append(loan)
        Loan.objects.bulk_create(loans)
        Book.objects.bulk_update([book for book in books if book.lent], ["lent"])
