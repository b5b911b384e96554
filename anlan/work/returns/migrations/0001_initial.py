"""Rounds, returns, rows, corrections, doubts."""

import anlan.kernel.scope
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0007_seeing"),
        ("org", "0002_keepers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("nonce", models.UUIDField()),
                ("series_id", models.BigIntegerField(null=True)),
                ("title", models.TextField()),
                ("note", models.TextField(blank=True, default="")),
                ("fields", models.JSONField(default=list)),
                ("keys", models.JSONField(default=list)),
                ("many_rows", models.BooleanField(default=False)),
                ("addressees", models.JSONField(default=dict)),
                ("due_at", models.DateTimeField(null=True)),
                ("state", models.TextField(default="draft")),
                ("made_by_id", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("sent_by_id", models.BigIntegerField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("units", models.IntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_id", models.BigIntegerField(null=True)),
                ("ended_why", models.TextField(blank=True, default="")),
                ("signature", models.JSONField(default=dict)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("version", models.IntegerField(default=1)),
                (
                    "previous",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="returns.round"),
                ),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "returns_round",
            },
        ),
        migrations.CreateModel(
            name="Doubt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("row_id", models.BigIntegerField(default=0)),
                ("key", models.TextField(blank=True, default="")),
                ("kind", models.TextField()),
                ("facts", models.JSONField(default=dict)),
                ("value", models.JSONField(null=True)),
                ("state", models.TextField(default="open")),
                ("why", models.TextField(blank=True, default="")),
                ("raised_at", models.DateTimeField()),
                ("kept_by_id", models.BigIntegerField(null=True)),
                ("kept_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked_by_id", models.BigIntegerField(null=True)),
                ("question", models.TextField(blank=True, default="")),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="returns.round"
                    ),
                ),
            ],
            options={
                "db_table": "returns_doubt",
            },
        ),
        migrations.CreateModel(
            name="Row",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("order", models.IntegerField(default=1)),
                ("values", models.JSONField(default=dict)),
                ("told", models.CharField(blank=True, default="", max_length=64)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="returns.round"
                    ),
                ),
            ],
            options={
                "db_table": "returns_row",
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sheet",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("group_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("state", models.TextField(default="asked")),
                ("known", models.JSONField(default=dict)),
                ("last_case_id", models.BigIntegerField(null=True)),
                ("nothing", models.BooleanField(default=False)),
                ("began_at", models.DateTimeField(null=True)),
                ("first_at", models.DateTimeField(null=True)),
                ("handed_at", models.DateTimeField(null=True)),
                ("handed_by_id", models.BigIntegerField(null=True)),
                ("from_above", models.BooleanField(default=False)),
                ("rows", models.IntegerField(default=0)),
                ("totals", models.JSONField(default=dict)),
                ("doubts", models.IntegerField(default=0)),
                ("corrections", models.IntegerField(default=0)),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="returns.round")),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "returns_sheet",
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("row_id", models.BigIntegerField()),
                ("key", models.TextField(blank=True, default="")),
                ("old", models.JSONField(null=True)),
                ("new", models.JSONField(null=True)),
                ("why", models.TextField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("frozen", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
            ],
            options={
                "db_table": "returns_correction",
                "indexes": [models.Index(fields=["case", "id"], name="returns_correction_case")],
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="returns_correction",
                        reading="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or case_id in (select case_id from cases_party where person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)))",
                        using="false",
                        writing="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or case_id in (select case_id from cases_party where person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)))",
                    ),
                    anlan.kernel.scope.PathKey(field="case_id", name="returns_correction_case", to="cases_case", to_path="unit_path"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(fields=["series_id", "-id"], name="returns_round_series"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=anlan.kernel.scope.RowPolicy(
                name="returns_round",
                reading="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or (state in ('open', 'frozen', 'withdrawn') and exists (select 1 from unnest((select string_to_array(nullif(current_setting('anlan.homes', true), ''), ' '))::text[]) home where home ^@ unit_path)))",
                using="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="returns_round_unit", to="org_unit", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("id", "unit_path"), name="returns_round_id_path"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("unit", "nonce"), name="returns_round_nonce"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("draft", "open", "frozen", "withdrawn"))), name="returns_round_state"
            ),
        ),
        migrations.AddIndex(
            model_name="doubt",
            index=models.Index(fields=["round", "state"], name="returns_doubt_round"),
        ),
        migrations.AddConstraint(
            model_name="doubt",
            constraint=anlan.kernel.scope.RowPolicy(
                name="returns_doubt",
                reading="",
                using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or case_id in (select case_id from cases_party where person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)))",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="doubt",
            constraint=anlan.kernel.scope.PathKey(field="case_id", name="returns_doubt_case", to="cases_case", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="doubt",
            constraint=models.UniqueConstraint(fields=("case", "row_id", "key", "kind"), name="returns_doubt_once"),
        ),
        migrations.AddConstraint(
            model_name="doubt",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "kept", "asked", "answered", "settled", "gone"])), name="returns_doubt_state"
            ),
        ),
        migrations.AddIndex(
            model_name="row",
            index=models.Index(fields=["case", "order", "id"], name="returns_row_case_order"),
        ),
        migrations.AddIndex(
            model_name="row",
            index=models.Index(condition=models.Q(("told", ""), _negated=True), fields=["round", "told"], name="returns_row_told"),
        ),
        migrations.AddConstraint(
            model_name="row",
            constraint=anlan.kernel.scope.RowPolicy(
                name="returns_row",
                reading="",
                using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or case_id in (select case_id from cases_party where person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)))",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="row",
            constraint=anlan.kernel.scope.PathKey(field="case_id", name="returns_row_case", to="cases_case", to_path="unit_path"),
        ),
        migrations.AddIndex(
            model_name="sheet",
            index=models.Index(fields=["round", "unit_path"], name="returns_sheet_round"),
        ),
        migrations.AddIndex(
            model_name="sheet",
            index=models.Index(fields=["unit_path", "-round"], name="returns_sheet_unit_round"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=anlan.kernel.scope.RowPolicy(
                name="returns_sheet",
                reading="",
                using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or case_id in (select case_id from cases_party where person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)))",
                writing="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=anlan.kernel.scope.PathKey(field="case_id", name="returns_sheet_case", to="cases_case", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="returns_sheet_unit", to="org_unit", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.UniqueConstraint(fields=("round", "unit"), name="returns_sheet_once"),
        ),
    ]
