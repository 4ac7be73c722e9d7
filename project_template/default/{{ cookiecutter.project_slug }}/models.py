"""M, the models: what the database keeps. Each class is a table, each field a column."""

from mtvgen.runtime.db import models
from mtvgen.runtime.urls import reverse
from mtvgen.runtime.utils import timezone


class Entry(models.Model):
    """What one visitor wrote."""

    author = models.CharField(max_length=60)
    text = models.CharField(max_length=1000)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created", "-id"]  # newest first
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"

    def get_absolute_url(self) -> str:
        """Return the address of this entry's own page."""
        return reverse("detail", args=[self.pk])

    def when(self) -> str:
        """Return the time of writing for people: in the time zone of the settings."""
        return f"{timezone.localtime(self.created):%Y-%m-%d %H:%M}"
