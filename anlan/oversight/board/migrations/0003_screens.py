"""Wall screens: which device shows the board of which unit."""

import anlan.kernel.scope
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("board", "0002_counted"),
        ("org", "0002_keepers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Screen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("name", models.TextField()),
                ("device", models.TextField(unique=True)),
                ("made_by_id", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by_id", models.BigIntegerField(null=True)),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "board_screen",
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="board_screen",
                        reading="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or (select nullif(current_setting('anlan.person', true), '')::bigint) is null)",
                        using="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                        writing="",
                    ),
                    anlan.kernel.scope.PathKey(field="unit_id", name="board_screen_unit", to="org_unit", to_path="unit_path"),
                ],
            },
        ),
    ]
