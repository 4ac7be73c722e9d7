"""M, the models: what the database keeps. Each class is a table, each field a column."""

from mtvgen.runtime.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from mtvgen.runtime.db import models


class Station(models.Model):
    """A place where the weather is measured."""

    name = models.CharField(max_length=80, unique=True)
    country = models.CharField(max_length=2, validators=[RegexValidator(r"^[A-Z]{2}$")])
    latitude = models.FloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])
    elevation = models.IntegerField(
        null=True, blank=True, validators=[MinValueValidator(-500), MaxValueValidator(9000)]
    )
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """What one station measured at one moment."""

    # PROTECT: a station cannot be deleted while there are readings of it.
    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    taken = models.DateTimeField()
    celsius = models.FloatField(validators=[MinValueValidator(-100), MaxValueValidator(100)])
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "taken"],
                name="one_reading_at_a_moment",
                violation_error_message="There is a reading of this moment already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.station}, {self.taken:%Y-%m-%d %H:%M}: {self.celsius} °C"
