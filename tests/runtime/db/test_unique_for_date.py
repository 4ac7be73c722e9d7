"""unique_for_date and its kin. (reference/models/fields, "unique_for_date".)"""

import datetime
from collections.abc import Iterator

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.core.exceptions import ValidationError
from mtvgen.runtime.db import connection, models


class Post(models.Model):
    title = models.CharField(max_length=20, unique_for_date="posted")
    slug = models.CharField(max_length=20, unique_for_year="posted")
    subtitle = models.CharField(max_length=20, unique_for_month="posted", blank=True)
    posted = models.DateField(null=True)

    class Meta:
        app_label = "journal"
        apps = Apps()


NOON = datetime.date(2026, 5, 17)


@pytest.fixture(autouse=True)
def journal() -> Iterator[None]:
    """Make the table with one row, and take it away again."""
    with connection.schema_editor() as editor:
        editor.create_model(Post)
    Post.objects.create(title="a", slug="b", subtitle="c", posted=NOON)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Post)


def wrong(**values: object) -> list[str]:
    """Return the fields of a new post that full_clean() objects to."""
    given = {"title": "x", "slug": "y", "subtitle": "z", "posted": NOON, **values}
    try:
        Post(**given).full_clean()
    except ValidationError as error:
        return sorted(error.message_dict)
    return []


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({}, []),
        ({"title": "a"}, ["title"]),
        ({"title": "a", "posted": NOON.replace(day=18)}, []),
        ({"slug": "b", "posted": NOON.replace(month=1)}, ["slug"]),
        ({"slug": "b", "posted": NOON.replace(year=2027)}, []),
        ({"subtitle": "c", "posted": NOON.replace(day=1)}, ["subtitle"]),
        ({"subtitle": "c", "posted": NOON.replace(month=6)}, []),
    ],
)
def test_a_value_is_unique_on_its_date(values, fields):
    assert wrong(**values) == fields


def test_an_object_does_not_clash_with_itself():
    Post.objects.get().full_clean()


def test_the_error_names_the_field_and_the_date():
    with pytest.raises(ValidationError, match=r"Title must be unique for Posted date\.") as caught:
        Post(title="a", slug="y", subtitle="z", posted=NOON).full_clean()

    assert caught.value.error_dict["title"][0].code == "unique_for_date"
