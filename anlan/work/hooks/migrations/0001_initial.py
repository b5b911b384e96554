"""Hooks, their deliveries, and the trigger that makes the latter."""

import uuid
from pathlib import Path

import anlan.kernel.scope
import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "capture.sql"
KEPT = "unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' '))::text[])"
FOREIGN = {"db_constraint": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_initial"),
        ("ledger", "0002_anchors"),
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("name", models.TextField()),
                ("url", models.TextField()),
                ("events", models.JSONField(default=list)),
                ("secret", models.TextField()),
                ("old_secret", models.TextField(blank=True, default="")),
                ("old_until", models.DateTimeField(null=True)),
                ("live", models.BooleanField(default=True)),
                ("paused_why", models.TextField(blank=True, default="")),
                ("failing_since", models.DateTimeField(null=True)),
                ("rest_until", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by_id", models.BigIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("unit", models.ForeignKey(to="org.unit", **FOREIGN)),
            ],
            options={"db_table": "hooks_hook"},
        ),
        migrations.AddConstraint(
            model_name="hook", constraint=anlan.kernel.scope.RowPolicy(name="hooks_hook", reading="", using=KEPT, writing="")
        ),
        migrations.AddConstraint(
            model_name="hook",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="hooks_hook_unit", to="org_unit", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="hook", constraint=models.UniqueConstraint(fields=("id", "unit_path"), name="hooks_hook_id_path")
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("event", models.TextField()),
                ("case_id", models.BigIntegerField(null=True)),
                ("verb", models.TextField(blank=True, default="")),
                ("state_then", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("state", models.TextField(default="waiting")),
                ("tries", models.SmallIntegerField(default=0)),
                ("next_try", models.DateTimeField(null=True)),
                ("status", models.SmallIntegerField(null=True)),
                ("answer", models.TextField(blank=True, default="")),
                ("sent_at", models.DateTimeField(null=True)),
                ("hook", models.ForeignKey(to="hooks.hook", db_index=False, **FOREIGN)),
            ],
            options={
                "db_table": "hooks_delivery",
                "indexes": [
                    models.Index(fields=["hook", "-at"], name="hooks_delivery_hook_at"),
                    models.Index(condition=models.Q(("state", "waiting")), fields=["next_try"], name="hooks_delivery_waiting"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="delivery", constraint=anlan.kernel.scope.RowPolicy(name="hooks_delivery", reading="", using=KEPT, writing="")
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=anlan.kernel.scope.PathKey(field="hook_id", name="hooks_delivery_hook", to="hooks_hook", to_path="unit_path"),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
