"""Tokens, counters of attempts, and who sees second factors."""

from pathlib import Path

import anlan.kernel.scope
import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "factors.sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0003_accounts_guarded"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("count", models.IntegerField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "db_table": "keys_rate",
                "indexes": [models.Index(fields=["until"], name="keys_rate_until")],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("scopes", models.JSONField(default=list)),
                ("digest", models.TextField(unique=True)),
                ("tail", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("used_on", models.DateField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
            ],
            options={
                "db_table": "keys_token",
                "indexes": [models.Index(fields=["person", "-id"], name="keys_token_person")],
            },
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=anlan.kernel.scope.RowPolicy(
                name="keys_token",
                reading="",
                using="person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)",
                writing="",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
