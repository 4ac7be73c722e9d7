"""M, the models: what the database keeps. Each class is a table, each field a column."""

from datetime import timedelta

from mtvgen.runtime.db import models
from mtvgen.runtime.utils import timezone


class Question(models.Model):
    """What is asked, and from when on."""

    question_text = models.CharField(max_length=200)
    pub_date = models.DateTimeField("date published")
    choice_set: "models.Manager[Choice]"  # the other end of Choice.question, made by it

    def __str__(self) -> str:
        return self.question_text

    @classmethod
    def published(cls) -> models.QuerySet["Question"]:
        """Return the questions that visitors may see: their time has come, and there is a choice.

        Every view asks here, so none of them can forget the rule.
        """
        # One row comes back for each choice that is found; distinct() keeps one for each question.
        return cls.objects.filter(pub_date__lte=timezone.now(), choice__isnull=False).distinct()

    def was_published_recently(self) -> bool:
        """Return whether the question came out within the last day: not earlier, nor in future."""
        now = timezone.now()
        return now - timedelta(days=1) <= self.pub_date <= now

    def when(self) -> str:
        """Return the time of publication for people: in the time zone of the settings."""
        return f"{timezone.localtime(self.pub_date):%Y-%m-%d %H:%M}"


class Choice(models.Model):
    """One of the answers to a question, and how many visitors chose it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE)
    choice_text = models.CharField(max_length=200)
    votes = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.choice_text
