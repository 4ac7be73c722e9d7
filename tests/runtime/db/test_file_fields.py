import sys
from collections.abc import Iterator
from typing import Any

import pytest

from mtvgen.runtime.apps.registry import Apps
from mtvgen.runtime.core.exceptions import (
    FieldError,
    ImproperlyConfigured,
    SuspiciousFileOperation,
)
from mtvgen.runtime.core.files.base import ContentFile
from mtvgen.runtime.core.files.storage import FileSystemStorage
from mtvgen.runtime.db import connection, models


def by_title(instance: Any, name: str) -> str:
    return f"{instance.title}/{name}"


def make_model(storage: FileSystemStorage, upload_to: Any = "papers") -> Any:
    class Paper(models.Model):
        title = models.CharField(max_length=20)
        file = models.FileField(upload_to=upload_to, storage=storage)

        class Meta:
            app_label = "press"
            apps = Apps()

    return Paper


@pytest.fixture
def paper(tmp_path) -> Iterator[Any]:
    model = make_model(FileSystemStorage(location=tmp_path, base_url="/media/"))
    with connection.schema_editor() as editor:
        editor.create_model(model)
    yield model
    with connection.schema_editor() as editor:
        editor.delete_model(model)


def test_a_file_goes_into_the_storage_when_its_object_is_saved(paper, tmp_path):
    made = paper(title="One", file=ContentFile(b"words", name="one.txt"))
    before = list(tmp_path.iterdir())
    made.save()

    assert before == []
    assert (tmp_path / "papers" / "one.txt").read_bytes() == b"words"
    assert made.file.name == "papers/one.txt"


def test_a_read_object_gives_its_file_with_path_url_and_size(paper, tmp_path):
    paper.objects.create(title="One", file=ContentFile(b"words", name="one.txt"))
    read = paper.objects.get()

    with read.file.open() as opened:
        assert opened.read() == b"words"
    assert (read.file.url, read.file.size) == ("/media/papers/one.txt", 5)
    assert read.file.path == str(tmp_path / "papers" / "one.txt")
    assert (
        paper.objects.filter(file="papers/one.txt").values_list("file", flat=True)[0] == read.file
    )


def test_a_name_that_is_taken_gives_way(paper):
    names = {
        paper.objects.create(title=t, file=ContentFile(b"x", name="a.txt")).file.name for t in "ab"
    }

    assert len(names) == 2


def test_an_object_without_a_file_says_so(paper):
    made = paper.objects.create(title="None")

    assert not paper.objects.get().file
    with pytest.raises(ValueError, match="'file' attribute has no file"):
        _ = made.file.url


def test_a_file_can_be_saved_and_deleted_by_itself(paper, tmp_path):
    made = paper.objects.create(title="One")
    made.file.save("two.txt", ContentFile(b"2"))
    kept = paper.objects.get().file.name
    made.file.delete()

    assert kept == "papers/two.txt"
    assert not paper.objects.get().file
    assert not (tmp_path / "papers" / "two.txt").exists()


def test_a_deferred_file_is_read_when_it_is_asked_for(paper):
    paper.objects.create(title="One", file=ContentFile(b"x", name="a.txt"))

    assert paper.objects.defer("file").get().file.name == "papers/a.txt"


def test_a_function_may_name_the_file(tmp_path):
    model = make_model(FileSystemStorage(location=tmp_path), by_title)
    field = model._meta.get_field("file")

    assert field.generate_filename(model(title="Ada"), "x y.txt") == "Ada/x_y.txt"


def test_no_name_leads_out_of_the_storage(tmp_path):
    model = make_model(FileSystemStorage(location=tmp_path), by_title)
    field = model._meta.get_field("file")

    with pytest.raises(SuspiciousFileOperation):
        field.generate_filename(model(title=".."), "passwd")


def test_content_without_a_name_is_refused(paper):
    with pytest.raises(FieldError, match="name attribute"):
        paper(title="One", file=ContentFile(b"x")).save()


def test_what_a_migration_writes_makes_the_same_field(tmp_path):
    for field in (
        models.FileField(upload_to="a/%Y"),
        models.ImageField(upload_to="b", width_field="w", max_length=40),
        models.FilePathField(path="/srv", match="x.*", recursive=True),
    ):
        _, path, args, kwargs = field.deconstruct()

        assert path == f"mtvgen.runtime.db.models.{type(field).__name__}"
        assert type(field)(*args, **kwargs).deconstruct() == field.deconstruct()


@pytest.fixture
def photo(tmp_path) -> Iterator[Any]:
    class Photo(models.Model):
        image = models.ImageField(
            storage=FileSystemStorage(location=tmp_path), width_field="wide", blank=True
        )
        wide = models.IntegerField(null=True)

        class Meta:
            app_label = "press"
            apps = Apps()

    with connection.schema_editor() as editor:
        editor.create_model(Photo)
    yield Photo
    with connection.schema_editor() as editor:
        editor.delete_model(Photo)


def test_without_pillow_an_image_says_what_to_install(photo, monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL", None)  # as if it was not installed
    made = photo(image=ContentFile(b"GIF89a", name="one.gif"))

    with pytest.raises(ImproperlyConfigured, match="python -m pip install Pillow"):
        made.save()


def test_the_size_of_an_image_that_goes_away_goes_too(photo):
    made = photo.objects.create(image="one.gif", wide=1)
    made.image = ""

    assert made.wide is None
    made.save()
    made.refresh_from_db()
    assert (made.image.name, made.wide) == ("", None)


def test_an_image_whose_size_is_known_is_not_opened(photo):
    made = photo.objects.create(image="missing.gif", wide=7)
    made.refresh_from_db()

    assert photo.objects.get().wide == 7
