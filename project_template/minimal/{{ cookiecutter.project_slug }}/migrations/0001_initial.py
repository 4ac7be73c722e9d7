"""The first step of the database: a table for the wishes."""

from mtvgen.runtime.db import migrations, models


class Migration(migrations.Migration):
    """Makes the table of Wish."""

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
