"""M, the models: a class for each table, an object for each row."""

from mtvgen.runtime.db import models


class Visitor(models.Model):
    """One line of the guest book."""

    name = models.CharField(max_length=100)
