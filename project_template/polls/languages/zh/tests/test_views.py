"""访客看到什么、做什么：用一个扮演浏览器的客户端来试。"""

import re
from datetime import timedelta

from mtvgen.runtime.test import Client, TestCase
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils import timezone

from ..models import Choice, Question


def ask(text: str, *choices: str, days: int = 0) -> Question:
    """保存一个 *days* 天以后发布的问题（-1：昨天）。"""
    date = timezone.now() + timedelta(days=days)
    question = Question.objects.create(question_text=text, pub_date=date)
    for choice in choices:
        question.choice_set.create(choice_text=choice)
    return question


class IndexTests(TestCase):
    """/polls/"""

    def test_the_front_door_leads_to_the_polls(self) -> None:
        self.assertRedirects(self.client.get("/"), "/polls/")

    def test_without_questions_the_page_says_so(self) -> None:
        self.assertContains(self.client.get("/polls/"), "现在没有投票")

    def test_only_past_questions_are_listed(self) -> None:
        ask("过去的？", "要", days=-30)
        ask("将来的？", "要", days=30)

        response = self.client.get(reverse("polls:index"))

        self.assertContains(response, "过去的？")
        self.assertNotContains(response, "将来的？")

    def test_the_latest_five_are_listed_newest_first(self) -> None:
        for age in (3, 1, 6, 2, 5, 4):
            ask(f"{age} 天前的？", "要", days=-age)

        response = self.client.get(reverse("polls:index"))

        shown = re.findall(r"(\d) 天前的", response.content.decode())
        self.assertEqual(shown, ["1", "2", "3", "4", "5"])


class DetailTests(TestCase):
    """/polls/1/"""

    def test_a_past_question_shows_its_text_and_choices(self) -> None:
        question = ask("茶还是咖啡？", "奶茶 & 糖", days=-1)

        response = self.client.get(reverse("polls:detail", args=[question.pk]))

        self.assertContains(response, "茶还是咖啡？")
        self.assertContains(response, "奶茶 &amp; 糖")

    def test_a_future_question_is_hidden_from_every_page(self) -> None:
        question = ask("将来的？", "要", days=5)

        for page in ("detail", "results"):
            with self.subTest(page):
                url = reverse(f"polls:{page}", args=[question.pk])
                self.assertEqual(self.client.get(url).status_code, 404)


class VoteTests(TestCase):
    """/polls/1/vote/"""

    def setUp(self) -> None:
        self.question = ask("茶还是咖啡？", "茶", "咖啡", days=-1)
        self.url = reverse("polls:vote", args=[self.question.pk])
        self.tea, self.coffee = self.question.choice_set.order_by("pk")

    def test_a_vote_is_counted_and_the_results_are_shown(self) -> None:
        response = self.client.post(self.url, {"choice": self.tea.pk})

        self.assertRedirects(response, f"/polls/{self.question.pk}/results/")
        self.tea.refresh_from_db()
        self.coffee.refresh_from_db()
        self.assertEqual((self.tea.votes, self.coffee.votes), (1, 0))

    def test_the_results_show_each_count(self) -> None:
        for _ in range(2):
            self.client.post(self.url, {"choice": self.tea.pk})

        response = self.client.get(reverse("polls:results", args=[self.question.pk]))

        self.assertContains(response, "2 票")
        self.assertContains(response, "0 票")

    def test_a_vote_without_a_choice_is_asked_again(self) -> None:
        self.assertContains(self.client.post(self.url), "请选择一个答案。")

    def test_a_vote_for_something_else_is_asked_again(self) -> None:
        other = ask("要蛋糕吗？", "要").choice_set.get()

        for choice in ("", "tea", "9" * 30, other.pk):
            with self.subTest(choice):
                response = self.client.post(self.url, {"choice": choice})
                self.assertContains(response, "请选择一个答案。")
        self.assertFalse(Choice.objects.filter(votes__gt=0).exists())

    def test_a_future_question_takes_no_votes(self) -> None:
        choice = ask("将来的？", "要", days=5).choice_set.get()

        response = self.client.post(
            reverse("polls:vote", args=[choice.question.pk]), {"choice": choice.pk}
        )

        self.assertEqual(response.status_code, 404)
        choice.refresh_from_db()
        self.assertEqual(choice.votes, 0)

    def test_looking_is_not_voting(self) -> None:
        self.assertEqual(self.client.get(self.url).status_code, 405)

    def test_a_form_from_another_site_is_refused(self) -> None:
        strict = Client(enforce_csrf_checks=True)

        self.assertEqual(strict.post(self.url, {"choice": self.tea.pk}).status_code, 403)
