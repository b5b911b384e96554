"""Batches of responsibility letters, the letters, and how far they cover the chain."""

import anlan.kernel.scope
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0010_elsewhere"),
        ("org", "0002_keepers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("nonce", models.UUIDField()),
                ("title", models.TextField()),
                ("text", models.TextField()),
                ("layers", models.JSONField(default=list)),
                ("addressees", models.JSONField(default=dict)),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("state", models.TextField(default="draft")),
                ("made_by_id", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("sent_by_id", models.BigIntegerField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(blank=True, default="")),
                ("owed", models.BooleanField(default=False)),
                ("reminded_on", models.DateField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "previous",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pledges.batch"),
                ),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "pledges_batch",
            },
        ),
        migrations.CreateModel(
            name="Cover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("layer", models.TextField()),
                ("state", models.TextField()),
                ("rank", models.SmallIntegerField()),
                ("gaps", models.IntegerField(default=0)),
                ("people", models.IntegerField(default=0)),
                ("signed", models.IntegerField(default=0)),
                ("who", models.TextField(blank=True, default="")),
                ("until", models.DateField(null=True)),
                ("case_id", models.BigIntegerField(null=True)),
                ("counted_on", models.DateField()),
                ("stale", models.BooleanField(default=False)),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "pledges_cover",
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="letter",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("layer", models.TextField()),
                ("person_id", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
                ("title", models.TextField(blank=True, default="")),
                ("domains", models.JSONField(default=list)),
                ("units", models.JSONField(default=list)),
                ("text", models.TextField()),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("state", models.TextField()),
                ("remark", models.TextField(blank=True, default="")),
                ("reply", models.TextField(blank=True, default="")),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by_id", models.BigIntegerField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("reminded_on", models.DateField(null=True)),
                ("moved", models.BooleanField(default=False)),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pledges.batch"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "pledges_letter",
            },
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=anlan.kernel.scope.RowPolicy(
                name="pledges_batch",
                reading="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or (state <> 'draft' and (exists (select 1 from unnest((select string_to_array(nullif(current_setting('anlan.homes', true), ''), ' '))::text[]) home where home ^@ unit_path) or id in (select batch_id from pledges_letter where person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)))))",
                using="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="pledges_batch_unit", to="org_unit", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(fields=("unit", "nonce"), name="pledges_batch_nonce"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("draft", "open", "withdrawn"))), name="pledges_batch_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(condition=models.Q(("ends__gte", models.F("starts"))), name="pledges_batch_days"),
        ),
        migrations.AddIndex(
            model_name="cover",
            index=models.Index(fields=["rank", "unit_path", "layer"], name="pledges_cover_rank"),
        ),
        migrations.AddConstraint(
            model_name="cover",
            constraint=anlan.kernel.scope.RowPolicy(
                name="pledges_cover",
                reading="",
                using="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="cover",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="pledges_cover_unit", to="org_unit", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="cover",
            constraint=models.UniqueConstraint(fields=("unit", "layer"), name="pledges_cover_once"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["batch", "unit_path"], name="pledges_letter_batch"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(condition=models.Q(("ended_on__isnull", True)), fields=["ends"], name="pledges_letter_ends"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(condition=models.Q(("moved", True)), fields=["case"], name="pledges_letter_moved"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=anlan.kernel.scope.RowPolicy(
                name="pledges_letter",
                reading="",
                using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or case_id in (select case_id from cases_party where person_id = (select nullif(current_setting('anlan.person', true), '')::bigint)))",
                writing="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=anlan.kernel.scope.PathKey(field="case_id", name="pledges_letter_case", to="cases_case", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="pledges_letter_unit", to="org_unit", to_path="unit_path"),
        ),
    ]
