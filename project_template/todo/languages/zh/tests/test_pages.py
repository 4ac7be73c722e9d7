"""用户看到什么、做什么：用一个扮演浏览器的客户端来试。"""

import re
from datetime import timedelta

from mtvgen.runtime.test import Client, TestCase
from mtvgen.runtime.utils import timezone

from ..models import List, Tag, Task
from ..rules import change


def add(title: str, **sent: object) -> Task:
    """保存一个任务；*sent* 是表单还会送来的其他内容。"""
    task = Task()
    assert change(task, {"title": title, **sent}) == {}
    return task


def day(distance: int) -> str:
    """返回离今天若干天的日期，写成表单的样子。"""
    return str(timezone.localdate() + timedelta(days=distance))


class ListTests(TestCase):
    """首页。"""

    def shown(self, query: str = "") -> list[str]:
        page = self.client.get(f"/{query}").content.decode()
        return re.findall(r'class="title"[^>]*>([^<]*)<', page)

    def test_without_tasks_the_page_says_so(self) -> None:
        self.assertContains(self.client.get("/"), "没有要做的事。")

    def test_the_most_urgent_comes_first(self) -> None:
        add("某一天")
        add("下星期", due=day(7))
        add("昨天", due=day(-1))

        self.assertEqual(self.shown(), ["昨天", "下星期", "某一天"])

    def test_each_filter_shows_its_tasks_and_they_work_together(self) -> None:
        add("过期的", due=day(-1), list="家里", tags="garden")
        add("快到的", due=day(3), list="家里")
        add("完成的", done=True, notes="要用 ladder")
        home, garden = List.objects.get(), Tag.objects.get()

        for query, titles in (
            ("", ["过期的", "快到的"]),
            ("?show=due", ["过期的"]),
            ("?show=done", ["完成的"]),
            ("?show=all", ["过期的", "快到的", "完成的"]),
            (f"?list={home.pk}", ["过期的", "快到的"]),
            (f"?list={home.pk}&tag={garden.pk}", ["过期的"]),
            ("?show=all&q=LADDER", ["完成的"]),
            ("?list=x&tag=99999999999999999999&show=nonsense", ["过期的", "快到的"]),
        ):
            with self.subTest(query):
                self.assertEqual(self.shown(query), titles)

    def test_tasks_that_do_not_fit_on_a_page_stand_on_the_next_and_the_filter_stays(self) -> None:
        for number in range(21):
            add(f"任务 {number}", tags="many")

        response = self.client.get(f"/?tag={Tag.objects.get().pk}")

        self.assertNotContains(response, ">任务 20<")
        (link,) = re.findall(r'href="([^"]*)" rel="next"', response.content.decode())
        self.assertEqual(self.shown(link.replace("&amp;", "&")), ["任务 20"])

    def test_what_was_typed_is_never_html(self) -> None:
        add("<script>alert(1)</script>", tags="<b>", list="<i>", notes="<u>")

        response = self.client.get("/?q=%3Cscript%3E")

        self.assertContains(response, "&lt;script&gt;")
        for tag in ("<script>", "<b>", "<i>", "<u>"):
            self.assertNotContains(response, tag)


class FormTests(TestCase):
    """添加、修改、删除。"""

    def test_a_task_is_kept_with_its_list_and_tags(self) -> None:
        form = {"title": "播种", "due": day(1), "list": "家里", "tags": "garden, Garden, spring"}

        response = self.client.post("/?show=all", form | {"next": "/?show=all"})

        self.assertRedirects(response, "/?show=all")
        task = Task.objects.get()
        self.assertEqual((str(task.due), str(task.list)), (day(1), "家里"))
        self.assertEqual([str(tag) for tag in task.tags.all()], ["Garden", "spring"])

    def test_what_is_wrong_is_named_and_what_was_typed_stays(self) -> None:
        response = self.client.post(
            "/", {"title": " ", "due": "soon", "tags": "x" * 41, "list": "家里"}
        )

        for name in ("title", "due", "tags"):
            self.assertContains(response, f'id="{name}-error"')
        self.assertContains(response, 'value="家里"')
        self.assertEqual((Task.objects.count(), List.objects.count()), (0, 0))

    def test_the_limits_hold_without_the_browsers_help(self) -> None:
        for name, length in (("title", 201), ("notes", 2001), ("list", 41)):
            with self.subTest(name):
                response = self.client.post("/", {"title": "播种", name: "x" * length})
                self.assertContains(response, f'id="{name}-error"')
        self.assertEqual(Task.objects.count(), 0)

    def test_a_task_is_changed_and_lists_without_tasks_go(self) -> None:
        task = add("播种", list="家里", tags="garden")

        self.assertContains(self.client.get(task.get_absolute_url()), 'value="garden"')
        self.client.post(task.get_absolute_url(), {"title": "收割", "list": "田里"})

        task.refresh_from_db()
        self.assertEqual((task.title, str(task.list)), ("收割", "田里"))
        self.assertEqual((List.objects.count(), Tag.objects.count()), (1, 0))

    def test_a_button_says_what_shall_be_so_pressing_twice_is_no_harm(self) -> None:
        task = add("播种")

        for answer, is_done in (("yes", True), ("yes", True), ("no", False)):
            self.client.post(f"/tasks/{task.pk}/done/", {"done": answer})
            task.refresh_from_db()
            self.assertEqual(task.done is not None, is_done)

    def test_after_a_button_the_browser_goes_back_within_this_site_only(self) -> None:
        task = add("播种")

        for target, way in (("/?q=x", "/?q=x"), ("https://example.org/", "/"), ("//e.org", "/")):
            with self.subTest(target):
                response = self.client.post(f"/tasks/{task.pk}/done/", {"next": target})
                self.assertEqual(response["Location"], way)

    def test_only_a_post_deletes(self) -> None:
        task = add("播种")

        self.assertEqual(self.client.get(f"/tasks/{task.pk}/delete/").status_code, 405)
        self.assertRedirects(self.client.post(f"/tasks/{task.pk}/delete/"), "/")
        self.assertEqual(Task.objects.count(), 0)

    def test_a_form_from_another_site_is_refused(self) -> None:
        task = add("播种")
        strict = Client(enforce_csrf_checks=True)

        for url in (
            "/",
            f"/tasks/{task.pk}/",
            f"/tasks/{task.pk}/done/",
            f"/tasks/{task.pk}/delete/",
        ):
            with self.subTest(url):
                self.assertEqual(strict.post(url, {"title": "坏事"}).status_code, 403)
        self.assertEqual(str(Task.objects.get()), "播种")
