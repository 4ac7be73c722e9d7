"""What a type checker tells a student about models."""

import re

import pytest

PROGRAM = """
from mtvgen.runtime.db import models

class Question(models.Model):
    question_text = models.CharField(max_length=200)
    pub_date = models.DateTimeField("date published")
    choice_set: "models.Manager[Choice]"

class Choice(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE)
    votes = models.IntegerField(default=0)

def look(question: Question, choice: Choice) -> None:
    reveal_type(question.question_text)
    reveal_type(question.pub_date)
    reveal_type(choice.question)
    reveal_type(Question.objects.get(pk=1))
    reveal_type(Question.objects.filter(pk=1).first())
    reveal_type([one.votes for one in question.choice_set.order_by("pk")[:5]])
    choice.votes = models.F("votes") + 1
    question.question_txt
"""


@pytest.mark.slow
def test_mypy_sees_through_fields_relations_and_managers(tmp_path):
    from mypy import api

    file = tmp_path / "program.py"
    file.write_text(PROGRAM, encoding="utf-8")
    said, errors, _ = api.run(["--strict", "--cache-dir", str(tmp_path / "cache"), str(file)])

    assert not errors
    assert re.findall(r'Revealed type is "(.*)"', said) == [
        "str",
        "datetime.datetime",
        "program.Question",
        "program.Question",
        "program.Question | None",
        "list[int]",
    ]
    assert re.findall(r"error: (.*?)  ", said) == [
        '"Question" has no attribute "question_txt"; maybe "question_text"?'
    ]
