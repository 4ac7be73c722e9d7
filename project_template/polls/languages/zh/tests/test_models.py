"""不管页面长什么样，模型都要保证的事。"""

from datetime import timedelta

from mtvgen.runtime.test import TestCase
from mtvgen.runtime.utils import timezone

from ..models import Choice, Question


class RecentlyTests(TestCase):
    """Question.was_published_recently()"""

    def ask(self, age: timedelta) -> Question:
        return Question(pub_date=timezone.now() - age)

    def test_a_question_from_the_future_is_not_recent(self) -> None:
        self.assertIs(self.ask(timedelta(days=-30)).was_published_recently(), False)

    def test_a_question_older_than_a_day_is_not_recent(self) -> None:
        self.assertIs(self.ask(timedelta(days=1, seconds=1)).was_published_recently(), False)

    def test_a_question_of_the_last_day_is_recent(self) -> None:
        self.assertIs(
            self.ask(timedelta(hours=23, minutes=59, seconds=59)).was_published_recently(), True
        )


class PublishedTests(TestCase):
    """Question.published()"""

    def test_a_question_with_many_choices_is_there_once(self) -> None:
        question = Question.objects.create(question_text="喝茶吗？", pub_date=timezone.now())
        for text in ("绿茶", "红茶", "不喝"):
            question.choice_set.create(choice_text=text)

        self.assertEqual(list(Question.published()), [question])

    def test_a_question_without_choices_is_not_there(self) -> None:
        Question.objects.create(question_text="喝茶吗？", pub_date=timezone.now())

        self.assertEqual(list(Question.published()), [])

    def test_deleting_a_question_deletes_its_choices(self) -> None:
        question = Question.objects.create(question_text="喝茶吗？", pub_date=timezone.now())
        question.choice_set.create(choice_text="绿茶")

        question.delete()

        self.assertEqual(Choice.objects.count(), 0)
