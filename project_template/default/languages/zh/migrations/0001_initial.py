"""数据库的第一步：留言的表。"""

from mtvgen.runtime.db import migrations, models


class Migration(migrations.Migration):
    """建立 Entry 的表。"""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("author", models.CharField(max_length=60)),
                ("text", models.CharField(max_length=1000)),
                ("created", models.DateTimeField(auto_now_add=True)),
            ],
            options={"ordering": ["-created", "-id"], "verbose_name_plural": "留言"},
        ),
    ]
