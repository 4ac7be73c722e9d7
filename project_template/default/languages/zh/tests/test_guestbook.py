"""访客看到什么、做什么：用一个扮演浏览器的客户端来试。"""

from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.test import Client, TestCase
from mtvgen.runtime.urls import reverse

from ..models import Entry


class EntryTests(TestCase):
    """模型。"""

    def test_the_newest_entry_comes_first(self) -> None:
        first = Entry.objects.create(author="Ada", text="第一条")
        second = Entry.objects.create(author="Ada", text="第二条")

        self.assertEqual(list(Entry.objects.all()), [second, first])

    def test_a_name_that_is_too_long_is_refused(self) -> None:
        entry = Entry(author="A" * 61, text="你好")

        with self.assertRaises(ValidationError) as caught:
            entry.full_clean()
        self.assertEqual(list(caught.exception.message_dict), ["author"])


class ListTests(TestCase):
    """首页。"""

    def test_an_empty_guestbook_says_so(self) -> None:
        self.assertContains(self.client.get("/"), "还没有人留言")

    def test_entries_are_shown(self) -> None:
        Entry.objects.create(author="Ada", text="来自伦敦的问候")

        self.assertContains(self.client.get("/"), "来自伦敦的问候")

    def test_what_visitors_write_is_never_html(self) -> None:
        Entry.objects.create(author="Eve", text="<script>alert(1)</script>")

        response = self.client.get("/")

        self.assertContains(response, "&lt;script&gt;")
        self.assertNotContains(response, "<script>")

    def test_old_entries_move_to_the_second_page(self) -> None:
        for number in range(11):
            Entry.objects.create(author="Ada", text=f"第 {number} 条留言。")

        self.assertNotContains(self.client.get("/"), "第 0 条留言。")
        self.assertContains(self.client.get("/?page=2"), "第 0 条留言。")


class FormTests(TestCase):
    """写留言。"""

    def test_an_entry_is_kept_and_the_browser_sent_back_to_the_list(self) -> None:
        response = self.client.post("/", {"author": "Ada", "text": "你好"})

        self.assertRedirects(response, "/")
        self.assertEqual(Entry.objects.get().text, "你好")

    def test_without_a_text_nothing_is_kept_and_the_name_stays_in_the_form(self) -> None:
        response = self.client.post("/", {"author": "Ada", "text": "   "})

        self.assertContains(response, 'id="text-error"')
        self.assertContains(response, 'value="Ada"')
        self.assertEqual(Entry.objects.count(), 0)

    def test_the_next_form_knows_the_name(self) -> None:
        self.client.post("/", {"author": "Ada", "text": "你好"})

        self.assertContains(self.client.get("/"), 'value="Ada"')

    def test_a_form_from_another_site_is_refused(self) -> None:
        strict = Client(enforce_csrf_checks=True)

        response = strict.post("/", {"author": "Eve", "text": "从别处送来"})

        self.assertEqual(response.status_code, 403)
        self.assertEqual(Entry.objects.count(), 0)


class DetailTests(TestCase):
    """一条留言的页面。"""

    def test_an_entry_has_a_page_of_its_own(self) -> None:
        entry = Entry.objects.create(author="Ada", text="你好")

        self.assertEqual(reverse("detail", args=[entry.pk]), f"/entries/{entry.pk}/")
        self.assertContains(self.client.get(entry.get_absolute_url()), "你好")

    def test_an_entry_that_is_not_there_is_a_404(self) -> None:
        self.assertEqual(self.client.get("/entries/1/").status_code, 404)
