"""The model of the page of fortunes."""

from django.db import models


class Fortune(models.Model):
    """One fortune."""

    message = models.CharField(max_length=200)

    class Meta:
        """In no installed app: the table has its name."""

        app_label = "benchmark"
