"""编辑做什么，以及别人都不能做。"""

from mtvgen.runtime.http import HttpResponseBase
from mtvgen.runtime.test import Client, TestCase, override_settings

from ..models import Comment, Page, Post, Tag
from .test_reading import write

PASSWORD = "a password for the tests"
FORM = {"title": "Bread", "summary": "How to", "text": "Flour", "tags": "food, Food, 面包，web"}


@override_settings(EDITOR_PASSWORD=PASSWORD)
class EditorTestCase(TestCase):
    """从门里开始的测试。"""

    def setUp(self) -> None:
        self.enter(self.client)

    def enter(self, client: Client, password: str = PASSWORD, to: str = "") -> HttpResponseBase:
        response: HttpResponseBase = client.post(f"/desk/enter/?next={to}", {"password": password})
        return response


class DoorTests(EditorTestCase):
    """谁可以进来。"""

    def test_without_the_password_every_page_of_the_desk_leads_to_the_door(self) -> None:
        post = write("Bread")
        post.comments.create(author="Ada", text="Hm")
        Page.objects.create(title="About", slug="about", text="We")
        visitor = Client()

        for page in ("", "posts/new/", "posts/1/", "posts/1/delete/", "pages/new/", "pages/1/"):
            with self.subTest(page):
                response = visitor.get(f"/desk/{page}")
                self.assertRedirects(
                    response, f"/desk/enter/?next=%2Fdesk%2F{page.replace('/', '%2F')}"
                )
        for page in ("posts/1/", "posts/1/delete/", "pages/1/delete/", "comments/1/delete/"):
            with self.subTest(page):
                self.assertEqual(visitor.post(f"/desk/{page}", FORM).status_code, 302)
        self.assertEqual((Post.objects.count(), Page.objects.count()), (1, 1))
        self.assertEqual(Comment.objects.count(), 1)

    def test_a_wrong_password_opens_nothing(self) -> None:
        visitor = Client()

        self.assertContains(self.enter(visitor, "guess"), "密码不对。")
        self.assertEqual(visitor.get("/desk/").status_code, 302)

    @override_settings(EDITOR_PASSWORD="")
    def test_without_a_password_in_the_settings_nobody_is_an_editor(self) -> None:
        self.assertContains(self.enter(self.client, ""), "密码不对。")
        self.assertEqual(self.client.get("/desk/").status_code, 302)

    def test_a_new_password_ends_the_sessions_of_the_old_one(self) -> None:
        self.assertEqual(self.client.get("/desk/").status_code, 200)

        with self.settings(EDITOR_PASSWORD="another password"):
            self.assertEqual(self.client.get("/desk/").status_code, 302)

    def test_after_leaving_the_door_is_shut(self) -> None:
        self.client.post("/desk/leave/")

        self.assertEqual(self.client.get("/desk/").status_code, 302)

    def test_the_door_leads_to_pages_of_this_site_only(self) -> None:
        for target, way in (
            ("/desk/posts/new/", "/desk/posts/new/"),
            ("https://example.org/", "/desk/"),
            ("//example.org/", "/desk/"),
            ("javascript:alert(1)", "/desk/"),
        ):
            with self.subTest(target):
                self.assertEqual(self.enter(Client(), to=target)["Location"], way)


class PostTests(EditorTestCase):
    """写文章。"""

    def test_a_post_begins_as_a_draft_that_editors_can_read(self) -> None:
        response = self.client.post("/desk/posts/new/", FORM)

        self.assertRedirects(response, "/posts/bread/")
        self.assertContains(self.client.get("/posts/bread/"), "草稿")
        self.assertEqual(Client().get("/posts/bread/").status_code, 404)
        self.assertEqual(Post.objects.get().tags.count(), 3)

    def test_it_is_published_once_and_keeps_its_day_and_its_address(self) -> None:
        self.client.post("/desk/posts/new/", FORM | {"public": "on"})
        first = Post.objects.get()

        self.client.post(f"/desk/posts/{first.pk}/", FORM | {"title": "Cake", "public": "on"})

        second = Post.objects.get()
        self.assertEqual((second.title, second.slug), ("Cake", "bread"))
        self.assertEqual(second.published, first.published)

    def test_a_post_can_be_taken_back(self) -> None:
        post = write("Bread")

        self.client.post(f"/desk/posts/{post.pk}/", FORM)

        self.assertEqual(Client().get(post.get_absolute_url()).status_code, 404)

    def test_what_is_missing_is_named_and_what_was_typed_stays(self) -> None:
        response = self.client.post("/desk/posts/new/", FORM | {"title": "", "tags": "x" * 41})

        self.assertContains(response, 'id="title-error"')
        self.assertContains(response, 'id="tags-error"')
        self.assertContains(response, "Flour")
        self.assertEqual(Post.objects.count(), 0)

    def test_the_limits_hold_without_the_browsers_help(self) -> None:
        for name, length in (("title", 121), ("summary", 301), ("text", 50_001)):
            with self.subTest(name):
                response = self.client.post("/desk/posts/new/", FORM | {name: "x" * length})
                self.assertContains(response, f'id="{name}-error"')
        self.assertEqual(Post.objects.count(), 0)

    def test_looking_deletes_nothing_and_the_button_does(self) -> None:
        post = write("Bread", "food")

        self.assertContains(self.client.get(f"/desk/posts/{post.pk}/delete/"), "删除它")
        self.assertEqual(Post.objects.count(), 1)
        self.client.post(f"/desk/posts/{post.pk}/delete/")
        self.assertEqual((Post.objects.count(), Tag.objects.count()), (0, 0))

    def test_a_form_from_another_site_is_refused(self) -> None:
        post = write("Bread")
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = self.client.cookies

        self.assertEqual(strict.post(f"/desk/posts/{post.pk}/delete/").status_code, 403)
        self.assertEqual(Post.objects.count(), 1)


class PageTests(EditorTestCase):
    """页面和评论。"""

    def test_a_page_is_written_changed_and_deleted(self) -> None:
        self.client.post("/desk/pages/new/", {"title": "About", "text": "We"})
        page = Page.objects.get()

        self.client.post(f"/desk/pages/{page.pk}/", {"title": "About us", "text": "We all"})
        self.assertContains(self.client.get("/pages/about/"), "We all")

        self.client.post(f"/desk/pages/{page.pk}/delete/")
        self.assertEqual(self.client.get("/pages/about/").status_code, 404)

    def test_a_page_without_a_text_is_not_kept(self) -> None:
        response = self.client.post("/desk/pages/new/", {"title": "About", "text": ""})

        self.assertContains(response, 'id="text-error"')
        self.assertEqual(Page.objects.count(), 0)

    def test_an_editor_takes_a_comment_away(self) -> None:
        comment = write("Bread").comments.create(author="Eve", text="Buy!")

        response = self.client.post(f"/desk/comments/{comment.pk}/delete/")

        self.assertRedirects(response, "/posts/bread/#comments")
        self.assertEqual(Comment.objects.count(), 0)
