"""Links and addresses of calendars."""

import anlan.kernel.scope
import django.db.models.deletion
from django.db import migrations, models

MINE = "person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0003_accounts_guarded"),
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.TextField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("used_on", models.DateField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
            ],
            options={"db_table": "doors_feed"},
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField()),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("key", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "db_table": "doors_link",
                "indexes": [models.Index(fields=["ends_at"], name="doors_link_ends")],
            },
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=anlan.kernel.scope.RowPolicy(name="doors_feed", reading="", using=MINE, writing=""),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.UniqueConstraint(condition=models.Q(("revoked_at__isnull", True)), fields=("person",), name="doors_feed_one"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=anlan.kernel.scope.RowPolicy(
                name="doors_link",
                reading="",
                using=MINE,
                writing=f"({MINE} and exists (select 1 from cases_case c where c.id = case_id))",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=anlan.kernel.scope.PathKey(field="case_id", name="doors_link_case", to="cases_case", to_path="unit_path"),
        ),
    ]
