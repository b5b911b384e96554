"""Instructions and the tasks that come of them."""

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
            name="Instruction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("nonce", models.UUIDField()),
                ("leader_id", models.BigIntegerField()),
                ("leader_name", models.TextField()),
                ("leader_title", models.TextField(blank=True, default="")),
                ("words", models.TextField()),
                ("said_at", models.DateTimeField()),
                ("sealed", models.BooleanField(default=False)),
                ("recorded_by_id", models.BigIntegerField()),
                ("on_behalf", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="notices.notice"),
                ),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "instructions_instruction",
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="order",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("task", models.TextField()),
                ("result", models.TextField(blank=True, default="")),
                ("reported_at", models.DateTimeField(null=True)),
                (
                    "instruction",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="instructions.instruction"),
                ),
            ],
            options={
                "db_table": "instructions_order",
            },
        ),
        migrations.AddIndex(
            model_name="instruction",
            index=models.Index(fields=["unit_path", "-said_at"], name="instructions_unit_said"),
        ),
        migrations.AddIndex(
            model_name="instruction",
            index=models.Index(condition=models.Q(("notice__isnull", False)), fields=["notice"], name="instructions_notice"),
        ),
        migrations.AddIndex(
            model_name="instruction",
            index=models.Index(condition=models.Q(("case__isnull", False)), fields=["case"], name="instructions_case"),
        ),
        migrations.AddConstraint(
            model_name="instruction",
            constraint=anlan.kernel.scope.RowPolicy(
                name="instructions_instruction",
                reading="(case when sealed then cases_sees(case_id) else (unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or leader_id = (select nullif(current_setting('anlan.person', true), '')::bigint) or recorded_by_id = (select nullif(current_setting('anlan.person', true), '')::bigint) or (case_id is not null and cases_sees(case_id)) or exists (select 1 from instructions_order o where o.instruction_id = instructions_instruction.id)) end)",
                using="false",
                writing="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.homes', true), ''), ' '))::text[]))",
            ),
        ),
        migrations.AddConstraint(
            model_name="instruction",
            constraint=anlan.kernel.scope.PathKey(
                field="unit_id", name="instructions_instruction_unit", to="org_unit", to_path="unit_path"
            ),
        ),
        migrations.AddConstraint(
            model_name="instruction",
            constraint=models.UniqueConstraint(fields=("unit", "nonce"), name="instructions_instruction_nonce"),
        ),
        migrations.AddConstraint(
            model_name="instruction",
            constraint=models.CheckConstraint(
                condition=models.Q(("notice__isnull", True), ("case__isnull", True), _connector="OR"), name="instructions_instruction_on"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["instruction"], name="instructions_order_of"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=anlan.kernel.scope.RowPolicy(
                name="instructions_order",
                reading="",
                using="exists (select 1 from cases_case c where c.id = instructions_order.case_id)",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=anlan.kernel.scope.PathKey(field="case_id", name="instructions_order_case", to="cases_case", to_path="unit_path"),
        ),
    ]
