"""The first step of the database: stations and readings."""

from mtvgen.runtime.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from mtvgen.runtime.db import migrations, models


class Migration(migrations.Migration):
    """Makes the tables."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Station",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                (
                    "country",
                    models.CharField(
                        max_length=2,
                        validators=[
                            RegexValidator("^[A-Z]{2}$"),
                        ],
                    ),
                ),
                (
                    "latitude",
                    models.FloatField(
                        validators=[
                            MinValueValidator(-90),
                            MaxValueValidator(90),
                        ],
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        validators=[
                            MinValueValidator(-180),
                            MaxValueValidator(180),
                        ],
                    ),
                ),
                (
                    "elevation",
                    models.IntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            MinValueValidator(-500),
                            MaxValueValidator(9000),
                        ],
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        to="{{ cookiecutter.project_slug }}.station",
                    ),
                ),
                ("taken", models.DateTimeField()),
                (
                    "celsius",
                    models.FloatField(
                        validators=[
                            MinValueValidator(-100),
                            MaxValueValidator(100),
                        ],
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("station", "taken"),
                        name="one_reading_at_a_moment",
                        violation_error_message="There is a reading of this moment already.",
                    ),
                ],
            },
        ),
    ]
