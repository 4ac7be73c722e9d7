"""同样的事，给程序用：JSON 进，JSON 出。"""

from mtvgen.runtime.test import Client, TestCase

from ..models import Task
from .test_pages import add, day

JSON = "application/json"


class ReadTests(TestCase):
    """GET"""

    def test_tasks_are_told_with_all_that_the_pages_show(self) -> None:
        task = add("播种", due=day(1), list="家里", tags="花园", notes="深一点")

        (told,) = self.client.get("/api/tasks/").json()["tasks"]

        self.assertEqual(told, self.client.get(f"/api/tasks/{task.pk}/").json())
        self.assertEqual((told["title"], told["due"], told["notes"]), ("播种", day(1), "深一点"))
        self.assertEqual((told["list"], told["tags"], told["done"]), ("家里", ["花园"], None))

    def test_the_filters_of_the_pages_work_here_too(self) -> None:
        add("播种", done=True)

        self.assertEqual(self.client.get("/api/tasks/").json()["tasks"], [])
        self.assertEqual(len(self.client.get("/api/tasks/?show=done").json()["tasks"]), 1)

    def test_a_task_that_is_not_there_is_a_404_in_json(self) -> None:
        response = self.client.get("/api/tasks/1/")

        self.assertEqual((response.status_code, response["Content-Type"]), (404, JSON))


class ChangeTests(TestCase):
    """POST, PATCH, DELETE"""

    def test_a_new_task_is_kept_and_its_address_told(self) -> None:
        response = self.client.post("/api/tasks/", {"title": "播种", "tags": ["a", "b"]}, JSON)

        self.assertEqual(response.status_code, 201)
        self.assertEqual(self.client.get(response["Location"]).json()["tags"], ["a", "b"])

    def test_only_what_is_sent_is_changed(self) -> None:
        task = add("播种", list="家里", notes="深一点", due=day(1))

        told = self.client.patch(f"/api/tasks/{task.pk}/", {"done": True, "due": None}, JSON).json()

        self.assertEqual((told["title"], told["list"], told["notes"]), ("播种", "家里", "深一点"))
        self.assertIsNotNone(told["done"])
        self.assertIsNone(told["due"])

    def test_what_is_wrong_is_told_by_field_and_nothing_is_kept(self) -> None:
        for sent, fields in (
            ({}, ["title"]),
            ({"title": None}, ["title"]),
            ({"title": 5, "due": "soon", "done": "yes"}, ["done", "due", "title"]),
            ({"title": "播种", "tags": [1], "list": ["x"]}, ["list", "tags"]),
            ({"title": "播种", "tags": ["x"] * 3 + ["y" * 41]}, ["tags"]),
            ({"title": "播种", "colour": "red"}, ["colour"]),
            ({"title": "播种", "id": 7}, ["id"]),
        ):
            with self.subTest(sent):
                response = self.client.post("/api/tasks/", sent, JSON)
                self.assertEqual(response.status_code, 400)
                self.assertEqual(sorted(response.json()["errors"]), fields)
        self.assertEqual(Task.objects.count(), 0)

    def test_what_is_no_json_object_is_refused(self) -> None:
        for body, kind in (
            ("{", JSON),
            ("[]", JSON),
            ("[" * 100_000, JSON),
            ('{"title": "播种"}', "text/plain"),
        ):
            with self.subTest(body[:20]):
                response = self.client.post("/api/tasks/", body, kind)
                self.assertEqual(list(response.json()["errors"]), ["body"])

    def test_a_task_is_deleted(self) -> None:
        task = add("播种")

        self.assertEqual(self.client.delete(f"/api/tasks/{task.pk}/").status_code, 204)
        self.assertEqual(Task.objects.count(), 0)

    def test_without_the_token_of_the_pages_nothing_is_changed(self) -> None:
        task = add("播种")
        strict = Client(enforce_csrf_checks=True)
        url = f"/api/tasks/{task.pk}/"

        self.assertEqual(strict.patch(url, {"done": True}, JSON).status_code, 403)
        self.assertEqual(strict.delete(url).status_code, 403)
        strict.get("/")
        token = strict.cookies["csrftoken"].value
        answer = strict.patch(url, {"done": True}, JSON, headers={"X-CSRFToken": token})
        self.assertEqual(answer.status_code, 200)
