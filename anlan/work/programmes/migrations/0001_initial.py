"""Programmes, and what they lie over."""

import anlan.kernel.scope
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0010_elsewhere"),
        ("notices", "0007_line"),
        ("org", "0002_keepers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("nonce", models.UUIDField()),
                ("name", models.TextField()),
                ("purpose", models.TextField(blank=True, default="")),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("owner_id", models.BigIntegerField()),
                ("kinds", models.JSONField(default=list)),
                ("domains", models.JSONField(default=list)),
                ("made_by_id", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "programmes_programme",
            },
        ),
        migrations.CreateModel(
            name="OfNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("notice", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notices.notice")),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
            ],
            options={
                "db_table": "programmes_of_notice",
            },
        ),
        migrations.CreateModel(
            name="OfCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                ("programme", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme")),
            ],
            options={
                "db_table": "programmes_of_case",
            },
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=anlan.kernel.scope.RowPolicy(
                name="programmes_programme",
                reading="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or exists (select 1 from unnest((select string_to_array(nullif(current_setting('anlan.homes', true), ''), ' '))::text[]) home where home ^@ unit_path))",
                using="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="programmes_programme_unit", to="org_unit", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.UniqueConstraint(fields=("id", "unit_path"), name="programmes_programme_id_path"),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.UniqueConstraint(fields=("unit", "nonce"), name="programmes_programme_nonce"),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(condition=models.Q(("ends__gte", models.F("starts"))), name="programmes_programme_days"),
        ),
        migrations.AddConstraint(
            model_name="ofnotice",
            constraint=anlan.kernel.scope.RowPolicy(
                name="programmes_of_notice",
                reading="exists (select 1 from programmes_programme p where p.id = programme_id)",
                using="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="ofnotice",
            constraint=anlan.kernel.scope.PathKey(
                field="programme_id", name="programmes_of_notice_programme", to="programmes_programme", to_path="unit_path"
            ),
        ),
        migrations.AddConstraint(
            model_name="ofnotice",
            constraint=models.UniqueConstraint(fields=("programme", "notice"), name="programmes_of_notice_once"),
        ),
        migrations.AddConstraint(
            model_name="ofcase",
            constraint=anlan.kernel.scope.RowPolicy(
                name="programmes_of_case",
                reading="cases_sees(case_id)",
                using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) and cases_sees(case_id))",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="ofcase",
            constraint=anlan.kernel.scope.PathKey(field="case_id", name="programmes_of_case_case", to="cases_case", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="ofcase",
            constraint=models.UniqueConstraint(fields=("programme", "case"), name="programmes_of_case_once"),
        ),
    ]
