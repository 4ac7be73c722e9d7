"""数据库的第一步：一张存放愿望的表。"""

from mtvgen.runtime.db import migrations, models


class Migration(migrations.Migration):
    """建立 Wish 的表。"""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=100)),
            ],
        ),
    ]
