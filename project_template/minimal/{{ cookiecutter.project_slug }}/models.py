"""M, the model: what the database keeps."""

from mtvgen.runtime.db import models


class Wish(models.Model):
    """One line that somebody wrote."""

    text = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.text
