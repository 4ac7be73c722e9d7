"""The shell sessions of Django's tutorial, parts 2 and 5, line by line."""

import datetime

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.db import connection, models
from mtvgen.runtime.db.models import F
from mtvgen.runtime.utils import timezone

registry = Apps()


class Question(models.Model):
    question_text = models.CharField(max_length=200)
    pub_date = models.DateTimeField("date published")

    class Meta:
        app_label = "polls"
        apps = registry

    def __str__(self):
        return self.question_text

    def was_published_recently(self):
        now = timezone.now()
        return now - datetime.timedelta(days=1) <= self.pub_date <= now


class Choice(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE)
    choice_text = models.CharField(max_length=200)
    votes = models.IntegerField(default=0)

    class Meta:
        app_label = "polls"
        apps = registry

    def __str__(self):
        return self.choice_text


@pytest.fixture(autouse=True)
def tables():
    with connection.schema_editor() as editor:
        editor.create_model(Question)
        editor.create_model(Choice)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Choice)
        editor.delete_model(Question)


@pytest.fixture
def q():
    return Question.objects.create(question_text="What's up?", pub_date=timezone.now())


def test_a_question_is_made_saved_and_changed():
    assert repr(Question.objects.all()) == "<QuerySet []>"
    q = Question(question_text="What's new?", pub_date=timezone.now())
    q.save()
    assert q.id == 1
    q.question_text = "What's up?"
    q.save()

    assert repr(Question.objects.all()) == "<QuerySet [<Question: What's up?>]>"


def test_questions_are_looked_up(q):
    current_year = timezone.now().year

    assert repr(Question.objects.filter(id=1)) == "<QuerySet [<Question: What's up?>]>"
    assert list(Question.objects.filter(question_text__startswith="What")) == [q]
    assert Question.objects.get(pub_date__year=current_year) == q
    assert Question.objects.get(pk=1) == q
    with pytest.raises(Question.DoesNotExist, match=r"Question matching query does not exist\."):
        Question.objects.get(id=2)


def test_a_question_has_choices(q):
    assert repr(q.choice_set.all()) == "<QuerySet []>"
    q.choice_set.create(choice_text="Not much", votes=0)
    q.choice_set.create(choice_text="The sky", votes=0)
    c = q.choice_set.create(choice_text="Just hacking again", votes=0)

    assert repr(c.question) == "<Question: What's up?>"
    assert q.choice_set.count() == 3
    current_year = timezone.now().year
    assert Choice.objects.filter(question__pub_date__year=current_year).count() == 3
    c = q.choice_set.filter(choice_text__startswith="Just hacking")
    assert c.delete() == (1, {"polls.Choice": 1})
    assert repr(q.choice_set.all()) == "<QuerySet [<Choice: Not much>, <Choice: The sky>]>"


def test_a_vote_is_counted_by_the_database(q):
    selected_choice = q.choice_set.create(choice_text="Not much")
    selected_choice.votes = F("votes") + 1
    selected_choice.save()

    assert q.choice_set.get(pk=selected_choice.pk).votes == 1


def test_a_choice_of_nowhere_is_missing(q):
    with pytest.raises((KeyError, Choice.DoesNotExist)):
        q.choice_set.get(pk=99)


def test_future_questions_stay_out_of_the_index(q):
    future = timezone.now() + datetime.timedelta(days=30)
    Question.objects.create(question_text="Future question.", pub_date=future)

    latest = Question.objects.filter(pub_date__lte=timezone.now()).order_by("-pub_date")[:5]
    assert list(latest) == [q]
    assert Question(pub_date=future).was_published_recently() is False
    assert q.was_published_recently() is True
