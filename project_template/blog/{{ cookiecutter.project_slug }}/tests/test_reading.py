"""What visitors see and do, tried out through a client that plays the browser."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

from mtvgen.runtime.test import Client, TestCase
from mtvgen.runtime.utils import timezone

from ..models import Comment, Page, Post, free_slug


def write(title: str, *tags: str, days: int | None = -1, text: str = "Text") -> Post:
    """Keep a post that comes out so many *days* from now (-1: yesterday; None: a draft)."""
    published = None if days is None else timezone.now() + timedelta(days=days)
    post = Post.objects.create(
        title=title,
        slug=free_slug(Post, title),
        summary=f"About {title}",
        text=text,
        published=published,
    )
    post.set_tags(tags)
    return post


class ListTests(TestCase):
    """The front page, tags and search."""

    def test_an_empty_blog_says_so(self) -> None:
        self.assertContains(self.client.get("/"), "There is nothing to read yet.")

    def test_drafts_and_posts_of_tomorrow_are_on_no_page(self) -> None:
        write("Draft one", "web", days=None)
        write("Tomorrow one", "web", days=1)
        write("Yesterday one", "web")

        for page in ("/", "/tags/web/", "/?q=one", "/archive/", "/feed/"):
            with self.subTest(page):
                response = self.client.get(page)
                self.assertContains(response, "Yesterday one")
                self.assertNotContains(response, "Draft one")
                self.assertNotContains(response, "Tomorrow one")

    def test_the_newest_come_first_and_the_oldest_move_to_the_second_page(self) -> None:
        for age in (3, 1, 6, 2, 5, 4):
            write(f"{age} days old", days=-age)

        first, second = (self.client.get(f"/?page={page}").content.decode() for page in (1, 2))
        self.assertEqual(re.findall(r">(\d) days old<", first), ["1", "2", "3", "4", "5"])
        self.assertEqual(re.findall(r">(\d) days old<", second), ["6"])

    def test_a_tag_leads_to_its_posts(self) -> None:
        write("About C", "C")
        write("About C++", "C++")

        self.assertContains(self.client.get("/"), 'href="/tags/c-2/"')
        response = self.client.get("/tags/c-2/")
        self.assertContains(response, "About C++")
        self.assertNotContains(response, "About C<")

    def test_a_search_finds_posts_with_every_word_in_any_letters(self) -> None:
        write("Bread", text="Flour, water and salt")
        write("Pancakes", text="Flour and MILK")

        response = self.client.get("/", {"q": "milk flour"})

        self.assertContains(response, "Pancakes")
        self.assertNotContains(response, "Bread")

    def test_what_was_searched_for_is_never_html_and_stays_for_the_next_page(self) -> None:
        for number in range(6):
            write(f"Post {number}", text="<b>&")

        response = self.client.get("/", {"q": "<b>&"})

        self.assertContains(response, "&lt;b&gt;&amp;")
        self.assertContains(response, "?q=%3Cb%3E%26&amp;page=2")
        self.assertNotContains(response, "<b>")


class PostTests(TestCase):
    """The page of one post."""

    def test_markdown_becomes_html(self) -> None:
        post = write("Bread", text="**salt**\n\n- flour\n- water")

        response = self.client.get(post.get_absolute_url())

        self.assertContains(response, "<strong>salt</strong>")
        self.assertContains(response, "<li>flour</li>")

    def test_nothing_in_a_text_runs_in_the_browser(self) -> None:
        text = "<script>alert(1)</script> <img src=x onerror=alert(1)> [link](javascript:alert(1))"

        html = write("Bread", text=text).html()

        self.assertNotIn("<script", html)
        self.assertNotIn("<img", html)
        self.assertNotIn("href", html)

    def test_titles_in_any_script_get_an_address_and_each_its_own(self) -> None:
        first, second, third = write("你好，世界"), write("你好，世界"), write("!?")

        self.assertEqual(
            [post.slug for post in (first, second, third)], ["你好世界", "你好世界-2", "post"]
        )
        self.assertEqual(self.client.get(second.get_absolute_url()).status_code, 200)
        self.assertEqual(self.client.get("/posts/%00/").status_code, 404)

    def test_a_draft_is_a_404(self) -> None:
        post = write("Draft", days=None)

        self.assertEqual(self.client.get(post.get_absolute_url()).status_code, 404)

    def test_a_page_stands_in_the_menu(self) -> None:
        Page.objects.create(title="About", slug="about", text="*We*")

        self.assertContains(self.client.get("/"), '<a href="/pages/about/">About</a>')
        self.assertContains(self.client.get("/pages/about/"), "<em>We</em>")


class CommentTests(TestCase):
    """Saying something."""

    def setUp(self) -> None:
        self.post = write("Bread")
        self.url = self.post.get_absolute_url()

    def test_a_comment_is_kept_and_shown_as_it_was_typed(self) -> None:
        response = self.client.post(self.url, {"author": "Eve", "text": "<script>1</script>"})

        comment = Comment.objects.get()
        self.assertRedirects(response, f"{self.url}#comment-{comment.pk}")
        self.assertContains(self.client.get(self.url), "&lt;script&gt;1&lt;/script&gt;")

    def test_without_a_text_nothing_is_kept_and_the_name_stays_in_the_form(self) -> None:
        response = self.client.post(self.url, {"author": "Ada", "text": "  "})

        self.assertContains(response, 'id="text-error"')
        self.assertContains(response, 'value="Ada"')
        self.assertEqual(Comment.objects.count(), 0)

    def test_a_comment_that_is_too_long_is_not_kept(self) -> None:
        response = self.client.post(self.url, {"author": "Ada", "text": "x" * 2001})

        self.assertContains(response, 'id="text-error"')
        self.assertEqual(Comment.objects.count(), 0)

    def test_a_program_that_fills_in_every_field_is_heard_by_nobody(self) -> None:
        form = {"author": "Bot", "text": "Buy!", "website": "https://example.org"}

        self.assertRedirects(self.client.post(self.url, form), self.url)
        self.assertEqual(Comment.objects.count(), 0)

    def test_after_two_hundred_comments_a_post_takes_no_more(self) -> None:
        Comment.objects.bulk_create(
            Comment(post=self.post, author="Ada", text="More") for _ in range(200)
        )

        self.client.post(self.url, {"author": "Ada", "text": "One more"})

        self.assertEqual(self.post.comments.count(), 200)
        self.assertContains(self.client.get(self.url), "The comments are closed.")

    def test_a_form_from_another_site_is_refused(self) -> None:
        strict = Client(enforce_csrf_checks=True)

        response = strict.post(self.url, {"author": "Eve", "text": "Sent from elsewhere"})

        self.assertEqual(response.status_code, 403)
        self.assertEqual(Comment.objects.count(), 0)


class FeedTests(TestCase):
    """/feed/"""

    def test_it_is_rss_with_whole_addresses_and_dates(self) -> None:
        post = write("Salt & <pepper>", "kitchen")

        response = self.client.get("/feed/")

        self.assertEqual(response["Content-Type"], "application/rss+xml; charset=utf-8")
        item = ET.fromstring(response.content).find("channel/item")
        assert item is not None
        self.assertEqual(item.findtext("title"), "Salt & <pepper>")
        self.assertEqual(item.findtext("link"), f"http://testserver{post.get_absolute_url()}")
        self.assertRegex(item.findtext("pubDate") or "", r"^\w{3}, \d\d \w{3} \d{4} .* GMT$")
        self.assertEqual(item.findtext("category"), "kitchen")

    def test_letters_that_xml_cannot_hold_never_get_into_it(self) -> None:
        comment = {"author": "A\x0bda", "text": "Hel\x00lo"}

        self.client.post(write("Bread").get_absolute_url(), comment)

        self.assertEqual(str(Comment.objects.get()), "Ada: Hello")
