"""In whose place somebody was told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0002_ways"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="for_name",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
