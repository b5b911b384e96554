"""Further ways to people: what the service calls a message, what a person chose, and the indexes that operators' figures need."""

import anlan.kernel.scope
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.AddField("delivery", "receipt", models.TextField(blank=True, default="", db_default="")),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["channel", "next_try"],
                name="outbox_delivery_asked",
                condition=models.Q(("next_try__isnull", False), ("state", "sent")),
            ),
        ),
        migrations.AddIndex(
            "delivery", models.Index(fields=["at"], name="outbox_delivery_away", condition=models.Q(("channel", "page"), _negated=True))
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField()),
                ("channel", models.TextField()),
                ("rest", models.TextField()),
            ],
            options={
                "db_table": "outbox_choice",
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="outbox_choice",
                        using="person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)",
                        reading="",
                        writing="",
                    ),
                    models.UniqueConstraint(fields=("person_id", "channel"), name="outbox_choice_once"),
                    models.CheckConstraint(condition=models.Q(("rest__in", ["at_once", "digest", "none"])), name="outbox_choice_rest"),
                ],
            },
        ),
    ]
