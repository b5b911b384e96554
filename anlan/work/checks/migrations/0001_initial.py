"""Checklists, rounds, draws, checks, answers, walks."""

import anlan.kernel.scope
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0010_elsewhere"),
        ("org", "0002_keepers"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Checklist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(blank=True, db_collation="C", default="", editable=False)),
                ("nonce", models.UUIDField(null=True)),
                ("title", models.TextField()),
                ("note", models.TextField(blank=True, default="")),
                ("items", models.JSONField(default=list)),
                ("keys", models.JSONField(default=list)),
                ("example", models.BooleanField(default=False)),
                ("made_by_id", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "db_table": "checks_checklist",
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("nonce", models.UUIDField()),
                ("sort", models.TextField(default="round")),
                ("title", models.TextField()),
                ("note", models.TextField(blank=True, default="")),
                ("items", models.JSONField(default=list)),
                ("addressees", models.JSONField(default=dict)),
                ("season", models.TextField(blank=True, default="")),
                ("school_year", models.IntegerField(null=True)),
                ("shift_days", models.IntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("recheck_due_at", models.DateTimeField(null=True)),
                ("sample_due_at", models.DateTimeField(null=True)),
                ("recheck_share", models.SmallIntegerField(default=0)),
                ("sample_share", models.SmallIntegerField(default=0)),
                ("recheck_drawn_at", models.DateTimeField(null=True)),
                ("sample_drawn_at", models.DateTimeField(null=True)),
                ("state", models.TextField(default="open")),
                ("sent_by_id", models.BigIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("units", models.IntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_id", models.BigIntegerField(null=True)),
                ("ended_why", models.TextField(blank=True, default="")),
                ("signature", models.JSONField(default=dict)),
                (
                    "checklist",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="checks.checklist",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "checks_round",
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("stage", models.TextField()),
                ("seed", models.TextField()),
                ("population", models.JSONField(default=list)),
                ("chosen", models.JSONField(default=list)),
                ("share", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="checks.round"
                    ),
                ),
            ],
            options={
                "db_table": "checks_draw",
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="check_of",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("group_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("stage", models.TextField()),
                ("state", models.TextField(default="to_do")),
                ("asked", models.IntegerField(default=0)),
                ("answered", models.IntegerField(default=0)),
                ("failed", models.IntegerField(default=0)),
                ("began_at", models.DateTimeField(null=True)),
                ("handed_at", models.DateTimeField(null=True)),
                ("handed_by_id", models.BigIntegerField(null=True)),
                ("nothing", models.BooleanField(default=False)),
                ("signed", models.JSONField(default=dict)),
                ("named_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="checks.round"
                    ),
                ),
            ],
            options={
                "db_table": "checks_check",
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("key", models.TextField(blank=True, default="")),
                ("verdict", models.TextField()),
                ("parts", models.JSONField(default=dict)),
                ("note", models.TextField(blank=True, default="")),
                ("photos", models.JSONField(default=list)),
                ("hazard_id", models.BigIntegerField(null=True)),
                ("tries", models.SmallIntegerField(default=0)),
                ("together", models.BooleanField(default=False)),
                ("on_site", models.BooleanField(default=False)),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                ("place", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place")),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="checks.round"
                    ),
                ),
            ],
            options={
                "db_table": "checks_answer",
            },
        ),
        migrations.CreateModel(
            name="Walk",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="walk",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("walker_id", models.BigIntegerField()),
                ("walker_title", models.TextField(blank=True, default="")),
                ("walked_at", models.DateTimeField()),
                ("company", models.TextField(blank=True, default="")),
                ("seen", models.JSONField(default=list)),
                (
                    "office",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "checks_walk",
            },
        ),
        migrations.AddIndex(
            model_name="checklist",
            index=models.Index(fields=["unit_path", "-id"], name="checks_checklist_path"),
        ),
        migrations.AddConstraint(
            model_name="checklist",
            constraint=anlan.kernel.scope.RowPolicy(
                name="checks_checklist",
                reading="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or exists (select 1 from unnest((select string_to_array(nullif(current_setting('anlan.homes', true), ''), ' '))::text[]) home where home ^@ unit_path))",
                using="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="checklist",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="checks_checklist_unit", to="org_unit", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="checklist",
            constraint=models.UniqueConstraint(fields=("unit", "nonce"), name="checks_checklist_nonce"),
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(fields=["unit_path", "-sent_at"], name="checks_round_path"),
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(condition=models.Q(("sort", "round"), ("state", "open")), fields=["due_at"], name="checks_round_to_draw"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=anlan.kernel.scope.RowPolicy(
                name="checks_round",
                reading="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or exists (select 1 from unnest((select string_to_array(nullif(current_setting('anlan.homes', true), ''), ' '))::text[]) home where home ^@ unit_path))",
                using="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="checks_round_unit", to="org_unit", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("id", "unit_path"), name="checks_round_id_path"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("unit", "nonce"), name="checks_round_nonce"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("sort__in", ["round", "closing", "reopening"])), name="checks_round_sort"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(condition=models.Q(("state__in", ["open", "ended", "withdrawn"])), name="checks_round_state"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("recheck_share__range", (0, 100)), ("sample_share__range", (0, 100))), name="checks_round_shares"
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=anlan.kernel.scope.RowPolicy(
                name="checks_draw",
                reading="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                using="false",
                writing="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="checks_draw_unit", to="org_unit", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(fields=("round", "unit", "stage"), name="checks_draw_once"),
        ),
        migrations.AddIndex(
            model_name="check",
            index=models.Index(fields=["round", "stage", "unit_path"], name="checks_check_round"),
        ),
        migrations.AddIndex(
            model_name="check",
            index=models.Index(fields=["unit_path", "-round"], name="checks_check_path"),
        ),
        migrations.AddIndex(
            model_name="check",
            index=models.Index(fields=["office", "state"], name="checks_check_office"),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=anlan.kernel.scope.RowPolicy(
                name="checks_check",
                reading="",
                using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or exists (select 1 from unnest((select string_to_array(nullif(current_setting('anlan.homes', true), ''), ' '))::text[]) home where home ^@ unit_path) or case_id in (select case_id from cases_party where person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)))",
                writing="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=anlan.kernel.scope.PathKey(field="case_id", name="checks_check_case", to="cases_case", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="checks_check_unit", to="org_unit", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.UniqueConstraint(fields=("round", "unit", "stage"), name="checks_check_once"),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["round", "unit_path"], name="checks_answer_round"),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(condition=models.Q(("hazard_id__isnull", False)), fields=["hazard_id"], name="checks_answer_hazard"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=anlan.kernel.scope.RowPolicy(
                name="checks_answer",
                reading="",
                using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or exists (select 1 from unnest((select string_to_array(nullif(current_setting('anlan.homes', true), ''), ' '))::text[]) home where home ^@ unit_path) or case_id in (select case_id from cases_party where person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)))",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=anlan.kernel.scope.PathKey(field="case_id", name="checks_answer_case", to="cases_case", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("case", "key", "place"), name="checks_answer_once", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(condition=models.Q(("verdict__in", ["pass", "fail", "na"])), name="checks_answer_verdict"),
        ),
        migrations.AddIndex(
            model_name="walk",
            index=models.Index(fields=["office", "-walked_at"], name="checks_walk_office"),
        ),
        migrations.AddIndex(
            model_name="walk",
            index=models.Index(fields=["unit_path", "-walked_at"], name="checks_walk_path"),
        ),
        migrations.AddConstraint(
            model_name="walk",
            constraint=anlan.kernel.scope.RowPolicy(
                name="checks_walk",
                reading="",
                using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or case_id in (select case_id from cases_party where person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)))",
                writing="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.homes', true), ''), ' '))::text[]))",
            ),
        ),
        migrations.AddConstraint(
            model_name="walk",
            constraint=anlan.kernel.scope.PathKey(field="case_id", name="checks_walk_case", to="cases_case", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="walk",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="checks_walk_unit", to="org_unit", to_path="unit_path"),
        ),
    ]
