"""数据库的第一步：图书与作者，读者与借阅。"""

from mtvgen.runtime.core.validators import MaxValueValidator, MinValueValidator
from mtvgen.runtime.db import migrations, models
from mtvgen.runtime.utils.timezone import localdate

from ..isbn import check_isbn


class Migration(migrations.Migration):
    """建立各张表。"""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Author",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("email", models.EmailField(max_length=200, unique=True)),
                (
                    "joined",
                    models.DateField(default=localdate),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Book",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "isbn",
                    models.CharField(
                        max_length=13,
                        unique=True,
                        validators=[check_isbn],
                        verbose_name="ISBN",
                    ),
                ),
                (
                    "year",
                    models.IntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            MinValueValidator(1450),
                            MaxValueValidator(2100),
                        ],
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        to="{{ cookiecutter.project_slug }}.subject",
                    ),
                ),
                (
                    "copies",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            MinValueValidator(1),
                            MaxValueValidator(1000),
                        ],
                    ),
                ),
                ("lent", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "authors",
                    models.ManyToManyField(
                        to="{{ cookiecutter.project_slug }}.author",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(lent__lte=models.F("copies")),
                        name="never_more_lent_than_there_are",
                        violation_error_message="已经借出的册数比这个还多。",
                    ),
                ],
                "ordering": ["title", "id"],
            },
        ),
        migrations.CreateModel(
            name="Loan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        to="{{ cookiecutter.project_slug }}.book",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        to="{{ cookiecutter.project_slug }}.member",
                    ),
                ),
                (
                    "lent",
                    models.DateField(default=localdate),
                ),
                ("due", models.DateField()),
                ("returned", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-lent", "-id"],
            },
        ),
        migrations.AddField(
            model_name="book",
            name="borrowers",
            field=models.ManyToManyField(
                through="{{ cookiecutter.project_slug }}.Loan",
                to="{{ cookiecutter.project_slug }}.member",
            ),
        ),
    ]
