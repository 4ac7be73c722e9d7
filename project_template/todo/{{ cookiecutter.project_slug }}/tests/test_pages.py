"""What people see and do, tried out through a client that plays the browser."""

import re
from datetime import timedelta

from mtvgen.runtime.test import Client, TestCase
from mtvgen.runtime.utils import timezone

from ..models import List, Tag, Task
from ..rules import change


def add(title: str, **sent: object) -> Task:
    """Keep a task; *sent* is what a form would send besides."""
    task = Task()
    assert change(task, {"title": title, **sent}) == {}
    return task


def day(distance: int) -> str:
    """Return the day that is so many days from today, as forms write it."""
    return str(timezone.localdate() + timedelta(days=distance))


class ListTests(TestCase):
    """The front page."""

    def shown(self, query: str = "") -> list[str]:
        page = self.client.get(f"/{query}").content.decode()
        return re.findall(r'class="title"[^>]*>([^<]*)<', page)

    def test_without_tasks_the_page_says_so(self) -> None:
        self.assertContains(self.client.get("/"), "Nothing to do.")

    def test_the_most_urgent_comes_first(self) -> None:
        add("Some day")
        add("Next week", due=day(7))
        add("Yesterday", due=day(-1))

        self.assertEqual(self.shown(), ["Yesterday", "Next week", "Some day"])

    def test_each_filter_shows_its_tasks_and_they_work_together(self) -> None:
        add("Late", due=day(-1), list="Home", tags="garden")
        add("Soon", due=day(3), list="Home")
        add("Over", done=True, notes="with a ladder")
        home, garden = List.objects.get(), Tag.objects.get()

        for query, titles in (
            ("", ["Late", "Soon"]),
            ("?show=due", ["Late"]),
            ("?show=done", ["Over"]),
            ("?show=all", ["Late", "Soon", "Over"]),
            (f"?list={home.pk}", ["Late", "Soon"]),
            (f"?list={home.pk}&tag={garden.pk}", ["Late"]),
            ("?show=all&q=LADDER", ["Over"]),
            ("?list=x&tag=99999999999999999999&show=nonsense", ["Late", "Soon"]),
        ):
            with self.subTest(query):
                self.assertEqual(self.shown(query), titles)

    def test_tasks_that_do_not_fit_on_a_page_stand_on_the_next_and_the_filter_stays(self) -> None:
        for number in range(21):
            add(f"Task {number}", tags="many")

        response = self.client.get(f"/?tag={Tag.objects.get().pk}")

        self.assertNotContains(response, ">Task 20<")
        (link,) = re.findall(r'href="([^"]*)" rel="next"', response.content.decode())
        self.assertEqual(self.shown(link.replace("&amp;", "&")), ["Task 20"])

    def test_what_was_typed_is_never_html(self) -> None:
        add("<script>alert(1)</script>", tags="<b>", list="<i>", notes="<u>")

        response = self.client.get("/?q=%3Cscript%3E")

        self.assertContains(response, "&lt;script&gt;")
        for tag in ("<script>", "<b>", "<i>", "<u>"):
            self.assertNotContains(response, tag)


class FormTests(TestCase):
    """Adding, changing, deleting."""

    def test_a_task_is_kept_with_its_list_and_tags(self) -> None:
        form = {"title": "Sow", "due": day(1), "list": "Home", "tags": "garden, Garden, spring"}

        response = self.client.post("/?show=all", form | {"next": "/?show=all"})

        self.assertRedirects(response, "/?show=all")
        task = Task.objects.get()
        self.assertEqual((str(task.due), str(task.list)), (day(1), "Home"))
        self.assertEqual([str(tag) for tag in task.tags.all()], ["Garden", "spring"])

    def test_what_is_wrong_is_named_and_what_was_typed_stays(self) -> None:
        response = self.client.post(
            "/", {"title": " ", "due": "soon", "tags": "x" * 41, "list": "Home"}
        )

        for name in ("title", "due", "tags"):
            self.assertContains(response, f'id="{name}-error"')
        self.assertContains(response, 'value="Home"')
        self.assertEqual((Task.objects.count(), List.objects.count()), (0, 0))

    def test_the_limits_hold_without_the_browsers_help(self) -> None:
        for name, length in (("title", 201), ("notes", 2001), ("list", 41)):
            with self.subTest(name):
                response = self.client.post("/", {"title": "Sow", name: "x" * length})
                self.assertContains(response, f'id="{name}-error"')
        self.assertEqual(Task.objects.count(), 0)

    def test_a_task_is_changed_and_lists_without_tasks_go(self) -> None:
        task = add("Sow", list="Home", tags="garden")

        self.assertContains(self.client.get(task.get_absolute_url()), 'value="garden"')
        self.client.post(task.get_absolute_url(), {"title": "Reap", "list": "Field"})

        task.refresh_from_db()
        self.assertEqual((task.title, str(task.list)), ("Reap", "Field"))
        self.assertEqual((List.objects.count(), Tag.objects.count()), (1, 0))

    def test_a_button_says_what_shall_be_so_pressing_twice_is_no_harm(self) -> None:
        task = add("Sow")

        for answer, is_done in (("yes", True), ("yes", True), ("no", False)):
            self.client.post(f"/tasks/{task.pk}/done/", {"done": answer})
            task.refresh_from_db()
            self.assertEqual(task.done is not None, is_done)

    def test_after_a_button_the_browser_goes_back_within_this_site_only(self) -> None:
        task = add("Sow")

        for target, way in (("/?q=x", "/?q=x"), ("https://example.org/", "/"), ("//e.org", "/")):
            with self.subTest(target):
                response = self.client.post(f"/tasks/{task.pk}/done/", {"next": target})
                self.assertEqual(response["Location"], way)

    def test_only_a_post_deletes(self) -> None:
        task = add("Sow")

        self.assertEqual(self.client.get(f"/tasks/{task.pk}/delete/").status_code, 405)
        self.assertRedirects(self.client.post(f"/tasks/{task.pk}/delete/"), "/")
        self.assertEqual(Task.objects.count(), 0)

    def test_a_form_from_another_site_is_refused(self) -> None:
        task = add("Sow")
        strict = Client(enforce_csrf_checks=True)

        for url in (
            "/",
            f"/tasks/{task.pk}/",
            f"/tasks/{task.pk}/done/",
            f"/tasks/{task.pk}/delete/",
        ):
            with self.subTest(url):
                self.assertEqual(strict.post(url, {"title": "Evil"}).status_code, 403)
        self.assertEqual(str(Task.objects.get()), "Sow")
