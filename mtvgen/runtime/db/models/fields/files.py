"""Fields whose column holds a file's path: FileField, ImageField, FilePathField.

The file itself lies in a storage. (Django's documentation: topics/files, reference/models/fields.)
"""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Callable
from typing import Any

from ....core.exceptions import FieldError, ImproperlyConfigured
from ....core.files.base import File
from ....core.files.storage import Storage, default_storage
from ....core.files.utils import validate_file_name
from .base import Field


class FieldFile(File):
    """What an object gives for its FileField: false without a file, else a file of the storage."""

    def __init__(self, instance: Any, field: Any, name: str | None) -> None:
        super().__init__(None, name)
        self.instance = instance
        self.field = field
        self.storage: Any = field.storage
        self._committed = True

    def __eq__(self, other: object) -> bool:
        return bool(self.name == (other.name if hasattr(other, "name") else other))

    def __hash__(self) -> int:
        return hash(self.name)

    def _require_file(self) -> None:
        if not self:
            raise ValueError(f"The '{self.field.name}' attribute has no file associated with it.")

    @property
    def file(self) -> Any:
        """The open file; opened for reading at first use. Raises ValueError without one."""
        self._require_file()
        if getattr(self, "_file", None) is None:
            self._file: Any = self.storage.open(self.name, "rb")
        return self._file

    @file.setter
    def file(self, file: Any) -> None:
        self._file = file

    @file.deleter
    def file(self) -> None:
        del self._file

    @property
    def path(self) -> str:
        """Where the file lies on this machine."""
        self._require_file()
        return str(self.storage.path(self.name))

    @property
    def url(self) -> str:
        """Where a browser gets the file."""
        self._require_file()
        return str(self.storage.url(self.name))

    @property
    def size(self) -> int:
        """Bytes."""
        self._require_file()
        return int(self.storage.size(self.name) if self._committed else self.file.size)

    def open(self, mode: str = "rb") -> FieldFile:  # type: ignore[override]
        """Open the file (again) and return this object."""
        self._require_file()
        if getattr(self, "_file", None) is None:
            self.file = self.storage.open(self.name, mode)
        else:
            self.file.open(mode)
        return self

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Put *content* into the storage as *name*, or a free name like it. save: the object, too."""
        wanted = self.field.generate_filename(self.instance, name)
        self.name = self.storage.save(wanted, content, max_length=self.field.max_length)
        setattr(self.instance, self.field.attname, self.name)
        self._committed = True
        if save:
            self.instance.save()

    save.alters_data = True  # type: ignore[attr-defined]

    def delete(self, save: bool = True) -> None:
        """Delete the file from the storage. save: write the object, too."""
        if not self:
            return
        if getattr(self, "_file", None) is not None:
            self.close()
            del self.file
        self.storage.delete(self.name)
        self.name = None
        setattr(self.instance, self.field.attname, None)
        self._committed = False
        if save:
            self.instance.save()

    delete.alters_data = True  # type: ignore[attr-defined]

    @property
    def closed(self) -> bool:
        """True when the file is not open."""
        file = getattr(self, "_file", None)
        return file is None or file.closed

    def close(self) -> None:
        """Close the file, if it is open."""
        file = getattr(self, "_file", None)
        if file is not None:
            file.close()

    def __getstate__(self) -> dict[str, Any]:
        return {
            "name": self.name, "_committed": True, "_file": None, "instance": self.instance,
            "field": self.field,
        }  # fmt: skip

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.storage = self.field.storage


class FileDescriptor:
    """Makes what stands in the column into a FieldFile when it is asked for."""

    def __init__(self, field: Any) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        field, values = self.field, instance.__dict__
        if field.attname not in values:
            instance.refresh_from_db(fields=[field.attname])
        found = values[field.attname]
        if found is None or isinstance(found, str):
            values[field.attname] = field.attr_class(instance, field, found)
        elif isinstance(found, File) and not isinstance(found, FieldFile):
            made = field.attr_class(instance, field, found.name)
            made.file, made._committed = found, False
            values[field.attname] = made
        elif isinstance(found, FieldFile) and found.instance is not instance:
            found.instance = instance
        return values[field.attname]

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class FileField(Field[Any]):
    """A file. upload_to: its folder in the storage, or what makes its name from (object, name).

    A folder may hold strftime's signs ("%Y/%m"). storage: where it is kept; the default storage.
    """

    attr_class: type[FieldFile] = FieldFile
    descriptor_class: Any = FileDescriptor
    description = "File"

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        upload_to: Any = "",
        storage: Any = None,
        **kwargs: Any,
    ) -> None:
        if "primary_key" in kwargs:
            raise TypeError(f"'primary_key' is not a valid argument for a {type(self).__name__}.")
        self._storage_callable: Callable[[], Any] | None = None
        self.storage: Any = storage or default_storage
        if callable(self.storage):
            self._storage_callable = self.storage
            self.storage = self.storage()
            if not isinstance(self.storage, Storage):
                raise TypeError(
                    f"{type(self).__name__}.storage must be a subclass/instance of "
                    f"{Storage.__module__}.Storage, and its function gave {self.storage!r}."
                )
        self.upload_to = upload_to
        kwargs.setdefault("max_length", 100)
        super().__init__(verbose_name, name, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("max_length") == 100:
            del kwargs["max_length"]
        kwargs["upload_to"] = self.upload_to
        if self._storage_callable is not None:
            kwargs["storage"] = self._storage_callable
        elif self.storage is not default_storage:
            kwargs["storage"] = self.storage
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        """Return the file's path in the storage, as text."""
        return None if value is None else str(value)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Put the file into the storage, if it is not there yet; return it."""
        file = super().pre_save(model_instance, add)
        if file.name is None and getattr(file, "_file", None) is not None:
            raise FieldError(
                f"File for {self.name} must have the name attribute specified to be saved.",
                hint="Pass the keyword argument name=… to ContentFile.",
            )
        if file and not file._committed:
            file.save(file.name, file.file, save=False)
        return file

    def generate_filename(self, instance: Any, filename: str) -> str:
        """Return the path in the storage for a file that was called *filename*.

        Raises SuspiciousFileOperation when it would leave the storage.
        """
        if callable(self.upload_to):
            filename = self.upload_to(instance, filename)
        else:
            folder = datetime.datetime.now().strftime(str(self.upload_to))
            filename = posixpath.join(folder, filename)
        filename = validate_file_name(filename, allow_relative_path=True)
        return str(self.storage.generate_filename(filename))

    def save_form_data(self, instance: Any, data: Any) -> None:
        """Put what a form gave into *instance*: None changes nothing, False takes the file away."""
        if data is not None:
            setattr(instance, self.name, data or "")


class ImageFieldFile(FieldFile):
    """The file of an ImageField; `width` and `height` are read with Pillow, once."""

    _size: tuple[int | None, int | None] | None = None

    @property
    def width(self) -> int | None:
        """Pixels; None when the file holds no image that Pillow knows."""
        return self._dimensions()[0]

    @property
    def height(self) -> int | None:
        """Pixels; None when the file holds no image that Pillow knows."""
        return self._dimensions()[1]

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Put *content* into the storage; see FieldFile."""
        self._size = None
        super().save(name, content, save)

    def delete(self, save: bool = True) -> None:
        """Delete the file from the storage; see FieldFile."""
        self._size = None
        super().delete(save)

    def _dimensions(self) -> tuple[int | None, int | None]:
        if self._size is None:
            try:
                from PIL import Image  # type: ignore[import-not-found,unused-ignore]
            except ImportError:
                raise ImproperlyConfigured(
                    "Pillow is not installed, and the size of an image cannot be read without it.",
                    hint="Run: python -m pip install Pillow",
                ) from None
            self._size = self._read_with(Image)
        return self._size

    def _read_with(self, pillow: Any) -> tuple[int | None, int | None]:
        was_closed = self.closed
        place = 0 if was_closed else self.file.tell()
        file = self.open()
        file.seek(0)
        try:
            with pillow.open(file.file) as image:
                width, height = image.size
        except pillow.UnidentifiedImageError:
            return None, None
        finally:
            if was_closed:
                self.close()
            else:
                file.seek(place)
        return int(width), int(height)


class ImageFileDescriptor(FileDescriptor):
    """Puts the size of an image into its fields when another takes its place."""

    def __set__(self, instance: Any, value: Any) -> None:
        before = instance.__dict__.get(self.field.attname)
        super().__set__(instance, value)
        if before is None or (isinstance(value, FieldFile) and value == before):
            return  # the first value, or the same file read anew
        self.field.update_dimension_fields(instance, force=True)


class ImageField(FileField):
    """A file with an image. width_field, height_field: fields that hold its size in pixels.

    They are filled whenever an image takes its place, and when an object is made or read that has
    an image and no size.
    """

    attr_class = ImageFieldFile
    descriptor_class = ImageFileDescriptor
    description = "Image"

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        width_field: str | None = None,
        height_field: str | None = None,
        **kwargs: Any,
    ) -> None:
        self.width_field, self.height_field = width_field, height_field
        super().__init__(verbose_name, name, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        for option in ("width_field", "height_field"):
            if getattr(self, option):
                kwargs[option] = getattr(self, option)
        return name, path, args, kwargs

    @property
    def after_start(self) -> Any:
        """What is called with each new object, and each that is read; None without such fields."""
        return self.update_dimension_fields if self.dimension_fields else None

    @property
    def dimension_fields(self) -> set[str]:
        """The names of the fields that hold the size."""
        return {name for name in (self.width_field, self.height_field) if name}

    def update_dimension_fields(self, instance: Any, force: bool = False) -> None:
        """Put the image's size into width_field and height_field. force: also if it is known."""
        names = self.dimension_fields
        if not names or not instance.__dict__.keys() >= {self.attname, *names}:
            return
        file = getattr(instance, self.attname)
        if not force and (not file or all(getattr(instance, name) for name in names)):
            return
        width, height = (file.width, file.height) if file else (None, None)
        if self.width_field:
            setattr(instance, self.width_field, width)
        if self.height_field:
            setattr(instance, self.height_field, height)


class FilePathField(Field[str]):
    """The path of one of the files in a folder of this machine.

    path: the folder, or what returns it. match: a regular expression for the names. recursive: look
    into folders inside, too. allow_files, allow_folders: which of the two may be chosen.
    """

    plain_type = str
    description = "File path"

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        path: Any = "",
        match: str | None = None,
        recursive: bool = False,
        allow_files: bool = True,
        allow_folders: bool = False,
        **kwargs: Any,
    ) -> None:
        if not allow_files and not allow_folders:
            raise TypeError(
                "FilePathFields must have either 'allow_files' or 'allow_folders' True."
            )
        self.path, self.match, self.recursive = path, match, recursive
        self.allow_files, self.allow_folders = allow_files, allow_folders
        kwargs.setdefault("max_length", 100)
        super().__init__(verbose_name, name, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return how to write this field down."""
        name, path, args, kwargs = super().deconstruct()
        for option, default in (
            ("path", ""), ("match", None), ("recursive", False), ("allow_files", True),
            ("allow_folders", False),
        ):  # fmt: skip
            if getattr(self, option) != default:
                kwargs[option] = getattr(self, option)
        if kwargs.get("max_length") == 100:
            del kwargs["max_length"]
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        """Return text or None."""
        return None if value is None else str(value)
