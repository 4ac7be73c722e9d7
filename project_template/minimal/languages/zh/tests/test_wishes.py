"""访客看到什么、做什么：用一个扮演浏览器的客户端来试。"""

from mtvgen.runtime.test import Client, TestCase

from ..models import Wish


class WishTests(TestCase):
    """唯一的页面。"""

    def test_a_wish_is_kept_and_shown(self) -> None:
        self.assertRedirects(self.client.post("/", {"text": " 世界和平 "}), "/")
        self.assertContains(self.client.get("/"), "<li>世界和平</li>")

    def test_nothing_and_spaces_are_no_wish(self) -> None:
        for form in ({}, {"text": ""}, {"text": "   "}):
            with self.subTest(form):
                self.assertRedirects(self.client.post("/", form), "/")
        self.assertContains(self.client.get("/"), "还没有人许愿")

    def test_a_wish_is_cut_where_the_database_ends(self) -> None:
        self.client.post("/", {"text": "x" * 101})

        self.assertEqual(Wish.objects.get().text, "x" * 100)

    def test_what_visitors_write_is_never_html(self) -> None:
        self.client.post("/", {"text": "<script>"})

        self.assertContains(self.client.get("/"), "&lt;script&gt;")

    def test_a_form_from_another_site_is_refused(self) -> None:
        strict = Client(enforce_csrf_checks=True)

        self.assertEqual(strict.post("/", {"text": "发财"}).status_code, 403)
        self.assertFalse(Wish.objects.exists())
