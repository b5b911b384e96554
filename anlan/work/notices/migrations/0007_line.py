"""Up and down the line: re-issues, what a notice rests on, amendments, what replaced it."""

import anlan.kernel.scope
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0006_asides"),
        ("org", "0002_keepers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("number", models.SmallIntegerField()),
                ("why", models.TextField()),
                ("changes", models.JSONField(default=list)),
                ("gone", models.JSONField(default=list)),
                ("added", models.JSONField(default=list)),
                ("start", models.IntegerField()),
                ("lines", models.IntegerField(default=0)),
                ("proved", models.IntegerField(default=0)),
                ("people", models.IntegerField(default=0)),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "notices_amendment",
            },
        ),
        migrations.CreateModel(
            name="Basis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("order", models.SmallIntegerField(default=0)),
                ("title", models.TextField(blank=True, default="")),
                ("number", models.TextField(blank=True, default="")),
                ("issuer", models.TextField(blank=True, default="")),
                ("issued_on", models.DateField(null=True)),
                ("read", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "notices_basis",
            },
        ),
        migrations.AddField(
            model_name="dossier",
            name="added_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="note",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="notice",
            name="reissues",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notices.notice"),
        ),
        migrations.AddField(
            model_name="notice",
            name="replaced_by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notices.notice"),
        ),
        migrations.AddField(
            model_name="notice",
            name="withdrawn_by_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reissues__isnull", False), models.Q(("state", "withdrawn"), _negated=True)),
                fields=("unit", "reissues"),
                name="notices_notice_handed_on",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="added_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="obligation",
            name="gone_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="obligation",
            name="passes_on",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notices.obligation"),
        ),
        migrations.AddField(
            model_name="task",
            name="sooner_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="task",
            name="sooner_by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notices.notice"),
        ),
        migrations.AddField(
            model_name="amendment",
            name="notice",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="amendments", to="notices.notice"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=anlan.kernel.scope.RowPolicy(
                name="notices_amendment",
                reading="exists (select 1 from notices_notice n where n.id = notice_id)",
                using="false",
                writing="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=anlan.kernel.scope.PathKey(
                field="notice_id", name="notices_amendment_notice", to="notices_notice", to_path="unit_path"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.UniqueConstraint(fields=("notice", "number"), name="notices_amendment_once"),
        ),
        migrations.AddField(
            model_name="basis",
            name="notice",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="bases", to="notices.notice"
            ),
        ),
        migrations.AddField(
            model_name="basis",
            name="other",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notices.notice"),
        ),
        migrations.AddIndex(
            model_name="basis",
            index=models.Index(fields=["notice", "order"], name="notices_basis_order"),
        ),
        migrations.AddConstraint(
            model_name="basis",
            constraint=anlan.kernel.scope.RowPolicy(
                name="notices_basis",
                reading="exists (select 1 from notices_notice n where n.id = notice_id)",
                using="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="basis",
            constraint=anlan.kernel.scope.PathKey(field="notice_id", name="notices_basis_notice", to="notices_notice", to_path="unit_path"),
        ),
    ]
