"""数据库的第一步：文章、标签、评论和页面的表。"""

from mtvgen.runtime.core.validators import MaxLengthValidator
from mtvgen.runtime.db import migrations, models


class Migration(migrations.Migration):
    """建立 Page、Tag、Post 和 Comment 的表。"""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Page",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=40)),
                ("slug", models.SlugField(allow_unicode=True, max_length=70, unique=True)),
                ("text", models.TextField(validators=[MaxLengthValidator(50000)])),
            ],
            options={"ordering": ["title"]},
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True)),
                ("slug", models.SlugField(allow_unicode=True, max_length=70, unique=True)),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("slug", models.SlugField(allow_unicode=True, max_length=70, unique=True)),
                ("summary", models.CharField(max_length=300)),
                ("text", models.TextField(validators=[MaxLengthValidator(50000)])),
                ("published", models.DateTimeField(blank=True, db_index=True, null=True)),
                (
                    "tags",
                    models.ManyToManyField(
                        blank=True,
                        related_name="posts",
                        to="{{ cookiecutter.project_slug }}.tag",
                    ),
                ),
            ],
            options={"ordering": ["-published", "-id"]},
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=models.CASCADE,
                        related_name="comments",
                        to="{{ cookiecutter.project_slug }}.post",
                    ),
                ),
                ("author", models.CharField(max_length=60)),
                ("text", models.CharField(max_length=2000)),
                ("created", models.DateTimeField(auto_now_add=True)),
            ],
            options={"ordering": ["created", "id"]},
        ),
    ]
