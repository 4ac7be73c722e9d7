"""What visitors see and do, tried out through a client that plays the browser."""

from mtvgen.runtime.test import Client, TestCase

from ..models import Wish


class WishTests(TestCase):
    """The only page."""

    def test_a_wish_is_kept_and_shown(self) -> None:
        self.assertRedirects(self.client.post("/", {"text": " World peace "}), "/")
        self.assertContains(self.client.get("/"), "<li>World peace</li>")

    def test_nothing_and_spaces_are_no_wish(self) -> None:
        for form in ({}, {"text": ""}, {"text": "   "}):
            with self.subTest(form):
                self.assertRedirects(self.client.post("/", form), "/")
        self.assertContains(self.client.get("/"), "Nobody has wished for anything yet")

    def test_a_wish_is_cut_where_the_database_ends(self) -> None:
        self.client.post("/", {"text": "x" * 101})

        self.assertEqual(Wish.objects.get().text, "x" * 100)

    def test_what_visitors_write_is_never_html(self) -> None:
        self.client.post("/", {"text": "<script>"})

        self.assertContains(self.client.get("/"), "&lt;script&gt;")

    def test_a_form_from_another_site_is_refused(self) -> None:
        strict = Client(enforce_csrf_checks=True)

        self.assertEqual(strict.post("/", {"text": "Money"}).status_code, 403)
        self.assertFalse(Wish.objects.exists())
