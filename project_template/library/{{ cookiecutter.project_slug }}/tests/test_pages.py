"""What visitors see and do, tried out through a client that plays the browser."""

from mtvgen.runtime.test import Client, TestCase
from mtvgen.runtime.urls import reverse

from .. import lending, views
from ..isbn import WRONG_DIGIT
from ..models import Author, Book, Loan, Member, Subject
from .shelf import a_book, a_loan, a_member


class ListTests(TestCase):
    """The front page."""

    def titles(self, **query: str) -> list[str]:
        response = self.client.get(reverse("books"), query)
        everything = Book.objects.order_by("title").values_list("title", flat=True)
        return [title for title in everything if f">{title}</a>" in response.content.decode()]

    def test_an_empty_library_says_so(self) -> None:
        self.assertContains(self.client.get("/"), "python manage.py fill")

    def test_books_are_found_by_title_author_and_isbn(self) -> None:
        emma = a_book()
        a_book("Tales", authors="Jacob Grimm, Wilhelm Grimm")

        self.assertEqual(self.titles(q="emm"), ["Emma"])
        self.assertEqual(self.titles(q="grimm"), ["Tales"])  # once, though both authors fit
        self.assertEqual(self.titles(q="tales wilhelm"), ["Tales"])
        self.assertEqual(self.titles(q=emma.isbn), ["Emma"])
        self.assertEqual(self.titles(q="grimm emma"), [])
        self.assertEqual(self.titles(q="em\0ma"), ["Emma"])

    def test_books_are_found_by_subject_and_by_a_free_copy(self) -> None:
        a_loan(a_book(), a_member(), days=3)
        other = a_book("Tales")
        subject = Subject.objects.create(name="Fairy tales")
        Book.objects.filter(pk=other.pk).update(subject=subject)

        self.assertEqual(self.titles(subject=str(subject.pk)), ["Tales"])
        self.assertEqual(self.titles(free="1"), ["Tales"])
        self.assertEqual(self.titles(subject="²", free="", page="x"), ["Emma", "Tales"])

    def test_there_are_twelve_on_a_page_and_links_keep_the_search(self) -> None:
        for number in range(13):
            a_book(f"Volume {number:02}")

        self.assertEqual(len(self.titles(q="Volume")), 12)
        self.assertEqual(self.titles(q="Volume", page="2"), ["Volume 12"])
        self.assertContains(self.client.get("/?q=Volume&page=2"), "?page=1&amp;q=Volume")

    def test_a_page_of_books_takes_the_same_queries_however_many_they_are(self) -> None:
        for number in range(12):
            a_book(f"Volume {number}", authors=f"Author {number}, Jane Austen")

        with self.assertNumQueries(4):  # how many, the books, their authors, the subjects
            self.client.get("/")


# What the form of a book refuses, by field
WRONG = {
    "title": ("", "x" * 201),
    "authors": ("", " , ", "x" * 101, ",".join(map(str, range(21)))),
    "isbn": ("", "12", "9780306406158"),
    "subject": ("", "x" * 61),
    "year": ("1066", "soon"),
    "copies": ("", "0", "many", "9" * 30),
}


class BookTests(TestCase):
    """A book's page and its form."""

    def typed(self, **other: str) -> dict[str, str]:
        return {
            "title": "Emma",
            "authors": "Jane Austen",
            "isbn": "0-306-40615-2",
            "subject": "Novels",
            "year": "",
            "copies": "2",
            **other,
        }

    def test_a_new_book_is_kept_with_its_authors(self) -> None:
        response = self.client.post("/books/new/", self.typed(authors="Jacob, Wilhelm , Jacob,"))

        book = Book.objects.get()
        self.assertRedirects(response, book.get_absolute_url())
        self.assertEqual((book.isbn, book.copies, book.year), ("9780306406157", 2, None))
        self.assertEqual([str(author) for author in book.authors.all()], ["Jacob", "Wilhelm"])

    def test_each_field_that_is_wrong_says_so_and_nothing_is_kept(self) -> None:
        for name, texts in WRONG.items():
            for wrong in texts:
                with self.subTest(name, wrong=wrong):
                    response = self.client.post("/books/new/", self.typed(**{name: wrong}))
                    self.assertContains(response, f'id="{name}-error"')
        self.assertFalse(
            Book.objects.exists() or Author.objects.exists() or Subject.objects.exists()
        )

    def test_what_was_typed_stays_in_the_form(self) -> None:
        response = self.client.post("/books/new/", self.typed(title="A & B", isbn="9780306406158"))

        self.assertContains(response, WRONG_DIGIT)
        self.assertContains(response, 'value="A &amp; B"')
        self.assertContains(response, 'value="9780306406158"')

    def test_two_books_cannot_have_one_isbn(self) -> None:
        self.client.post("/books/new/", self.typed())

        self.assertContains(self.client.post("/books/new/", self.typed()), 'id="isbn-error"')

    def test_editing_keeps_what_is_lent(self) -> None:
        self.client.post("/books/new/", self.typed())
        book = Book.objects.get()
        lending.lend(book, a_member())

        self.client.post(f"/books/{book.pk}/edit/", self.typed(title="Emma!", lent="0"))

        book.refresh_from_db()
        self.assertEqual((book.title, book.lent), ("Emma!", 1))

    def test_there_cannot_be_fewer_copies_than_are_lent(self) -> None:
        self.client.post("/books/new/", self.typed())
        book = Book.objects.get()
        for name in ("Ada", "Bob"):
            lending.lend(book, a_member(name))

        response = self.client.post(f"/books/{book.pk}/edit/", self.typed(copies="1"))

        self.assertContains(response, 'role="alert"')
        book.refresh_from_db()
        self.assertEqual(book.copies, 2)

    def test_a_book_without_loans_can_be_deleted_but_not_by_looking(self) -> None:
        book = a_book()
        url = reverse("book_delete", args=[book.pk])

        self.client.get(url)
        self.assertTrue(Book.objects.exists())
        self.assertRedirects(self.client.post(url), "/")
        self.assertFalse(Book.objects.exists())

    def test_a_book_with_loans_stays(self) -> None:
        book = a_book()
        lending.give_back(lending.lend(book, a_member()))

        response = self.client.post(reverse("book_delete", args=[book.pk]), follow=True)

        self.assertContains(response, views.HAS_LOANS.format(what=book))

    def test_what_people_write_is_never_html(self) -> None:
        book = a_book("<script>alert(1)</script>", authors="<b>Eve</b>")

        for url in ("/", book.get_absolute_url(), Author.objects.get().get_absolute_url()):
            response = self.client.get(url)
            self.assertContains(response, "&lt;script&gt;")
            self.assertNotContains(response, "<script>")
            self.assertNotContains(response, "<b>Eve")


class LoanTests(TestCase):
    """Lending and giving back, by the buttons."""

    def setUp(self) -> None:
        self.book, self.ada = a_book(), a_member()
        self.url = reverse("book_lend", args=[self.book.pk])

    def test_a_book_is_lent_and_the_page_says_until_when(self) -> None:
        response = self.client.post(self.url, {"member": self.ada.pk}, follow=True)

        due = Loan.open().get().due
        self.assertContains(
            response, views.LENT.format(book=self.book, member=self.ada, due=due), html=False
        )

    def test_a_loan_that_is_refused_says_why(self) -> None:
        self.client.post(self.url, {"member": self.ada.pk})

        response = self.client.post(self.url, {"member": a_member("Bob").pk})

        self.assertContains(response, lending.NO_COPY_LEFT)
        self.assertEqual(Loan.objects.count(), 1)

    def test_who_is_no_member_gets_nothing(self) -> None:
        for member in ("", "x", "²", "9" * 30, "99"):
            with self.subTest(member):
                response = self.client.post(self.url, {"member": member})
                self.assertContains(response, views.CHOOSE_MEMBER)
        self.assertFalse(Loan.objects.exists())

    def test_looking_is_not_lending(self) -> None:
        self.assertEqual(self.client.get(self.url).status_code, 405)

    def test_giving_back_leads_to_the_page_of_the_button_and_never_to_another_site(self) -> None:
        for back, leads_to in (
            ("/loans/?show=late", "/loans/?show=late"),
            ("https://example.org/", self.book.get_absolute_url()),
            ("//example.org/", self.book.get_absolute_url()),
            ("", self.book.get_absolute_url()),
        ):
            with self.subTest(back):
                loan = lending.lend(self.book, self.ada)
                response = self.client.post(reverse("loan_return", args=[loan.pk]), {"next": back})
                self.assertRedirects(response, leads_to, fetch_redirect_response=False)
        self.assertFalse(Loan.open().exists())

    def test_the_list_shows_open_overdue_or_all_loans(self) -> None:
        late = a_loan(self.book, self.ada, days=-3)
        lending.give_back(a_loan(a_book("Tales"), self.ada, days=3))

        for show, books in (("open", ["Emma"]), ("late", ["Emma"]), ("all", ["Emma", "Tales"])):
            text = self.client.get("/loans/", {"show": show}).content.decode()
            self.assertEqual([title for title in ("Emma", "Tales") if title in text], books)
        self.assertEqual(late.days_late(), 3)

    def test_a_form_from_another_site_is_refused(self) -> None:
        strict = Client(enforce_csrf_checks=True)

        self.assertEqual(strict.post(self.url, {"member": self.ada.pk}).status_code, 403)
        self.assertFalse(Loan.objects.exists())


class MemberTests(TestCase):
    """Members and their page."""

    def test_a_new_member_is_kept(self) -> None:
        response = self.client.post("/members/new/", {"name": " Ada ", "email": "Ada@Example.org"})

        member = Member.objects.get()
        self.assertRedirects(response, member.get_absolute_url())
        self.assertEqual((member.name, member.email), ("Ada", "ada@example.org"))

    def test_one_address_belongs_to_one_member(self) -> None:
        ada = a_member()
        a_member("Bob")

        for url in ("/members/new/", reverse("member_edit", args=[ada.pk])):
            response = self.client.post(url, {"name": "Eve", "email": "BOB@example.org"})
            self.assertContains(response, 'id="email-error"')

    def test_the_page_shows_what_is_at_home_and_what_was(self) -> None:
        ada = a_member()
        a_loan(a_book(), ada, days=1)
        lending.give_back(a_loan(a_book("Tales"), ada, days=1))

        response = self.client.get(ada.get_absolute_url())

        self.assertContains(response, ">Emma</a>")
        self.assertContains(response, ">Tales</a>")

    def test_members_are_found_by_name_and_address(self) -> None:
        a_member("Ada")
        a_member("Bob")

        for words in ("bob", "bob@example"):
            response = self.client.get("/members/", {"q": words})
            self.assertContains(response, ">Bob</a>")
            self.assertNotContains(response, ">Ada</a>")

    def test_what_is_not_there_is_a_404(self) -> None:
        for name in ("book", "author", "member", "book_edit", "book_delete", "member_edit"):
            with self.subTest(name):
                self.assertEqual(self.client.get(reverse(name, args=[1])).status_code, 404)
