import io
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
from mtvgen.runtime.core.files.uploadedfile import SimpleUploadedFile
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
            storage=FileSystemStorage(location=tmp_path), upload_to="pictures",
            width_field="wide", height_field="high", blank=True,
        )  # fmt: skip
        wide = models.IntegerField(null=True)
        high = models.IntegerField(null=True)

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

    with pytest.raises(ImproperlyConfigured, match="python -m pip install Pillow"):
        photo(image=ContentFile(b"GIF89a", name="one.gif"))


def test_the_size_of_an_image_that_goes_away_goes_too(photo):
    made = photo.objects.create(image="one.gif", wide=1, high=2)
    made.image = ""

    assert (made.wide, made.high) == (None, None)
    made.save()
    made.refresh_from_db()
    assert (made.image.name, made.wide, made.high) == ("", None, None)


def test_an_image_whose_size_is_known_is_not_opened(photo):
    made = photo.objects.create(image="missing.gif", wide=7, high=8)
    made.refresh_from_db()

    assert photo.objects.get().wide == 7


def picture(wide: int, high: int, name: str = "one.png") -> ContentFile:
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (wide, high)).save(drawn, "PNG")
    return ContentFile(drawn.getvalue(), name=name)


def test_an_image_fills_the_fields_for_its_size_when_it_is_set(photo):
    made = photo(image=picture(3, 5))
    first = (made.wide, made.high)
    made.image = picture(7, 9)

    assert (first, (made.wide, made.high)) == ((3, 5), (7, 9))
    made.save()
    assert photo.objects.filter(wide=7, high=9).get().image.name == "pictures/one.png"


def test_an_image_that_is_sent_goes_into_the_storage_with_its_size(photo, tmp_path):
    sent = SimpleUploadedFile("../me.png", picture(4, 2).read(), "image/png")

    made = photo.objects.create(image=sent)

    assert (made.wide, made.high) == (4, 2)
    assert (tmp_path / "pictures" / "me.png").exists()
    read = photo.objects.get()
    assert (read.image.width, read.image.height, read.image.closed) == (4, 2, True)


def test_an_image_saved_by_itself_has_its_size_and_loses_it_when_it_is_deleted(photo):
    made = photo()
    made.image.save("two.png", picture(6, 1))
    kept = (made.image.width, made.wide, photo.objects.get().high)
    made.image.delete()

    assert kept == (6, 6, 1)
    assert (made.wide, photo.objects.get().high) == (None, None)


def test_rows_written_in_bulk_have_sizes_and_a_row_without_one_gets_it_when_read(photo):
    photo.objects.bulk_create([photo(image=picture(2, 3)), photo()])
    photo.objects.filter(high=3).update(high=None)

    read = [(one.wide, one.high) for one in photo.objects.order_by("pk")]
    assert read == [(2, 3), (None, None)]
    photo.objects.filter(wide=2).update(image="pictures/gone.png", wide=5, high=6)
    assert photo.objects.get(wide=5).high == 6  # known: nothing is opened


def test_a_file_that_is_no_image_has_no_size(photo):
    made = photo.objects.create(image=ContentFile(b"words", name="one.png"))

    assert (made.wide, made.high, made.image.width) == (None, None, None)


def test_looking_at_the_size_leaves_an_open_file_where_it_was(photo):
    made = photo.objects.create(image=picture(1, 1))
    with photo.objects.get(pk=made.pk).image.open() as image:
        image.read(4)

        assert (image.width, image.tell()) == (1, 4)


def test_an_image_that_is_not_read_yet_is_not_opened(photo):
    photo.objects.create(image="missing.png", wide=1, high=1)

    read = photo.objects.defer("image").get()
    assert photo.objects.only("image").get().image.name == "missing.png"
    assert read.image.name == "missing.png"
