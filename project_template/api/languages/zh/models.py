"""M，模型：数据库保存什么。每个类是一张表，每个字段是一列。"""

from mtvgen.runtime.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from mtvgen.runtime.db import models


class Station(models.Model):
    """一个测量天气的地方。"""

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
    """一个气象站在一个时刻测到的数据。"""

    # PROTECT：一个气象站还有观测数据的时候，不能删除它。
    station = models.ForeignKey(Station, on_delete=models.PROTECT)
    taken = models.DateTimeField()
    celsius = models.FloatField(validators=[MinValueValidator(-100), MaxValueValidator(100)])
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "taken"],
                name="one_reading_at_a_moment",
                violation_error_message="这个时刻已经有一次观测了。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.station}, {self.taken:%Y-%m-%d %H:%M}: {self.celsius} °C"
