import uuid

import django.db.models.deletion
from django.db import migrations, models

import anlan.kernel.scope


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Custom",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("source", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "calendar_custom",
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="calendar_custom",
                        reading="true",
                        using="'1.' ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                        writing="",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Day",
            fields=[
                ("date", models.DateField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("name", models.TextField(blank=True, default="")),
                ("source", models.TextField(blank=True, default="")),
                ("standing", models.TextField(default="provisional")),
            ],
            options={
                "db_table": "calendar_day",
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="calendar_day",
                        reading="true",
                        using="'1.' ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                        writing="",
                    ),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["off", "work"])), name="calendar_day_kind"),
                    models.CheckConstraint(condition=models.Q(("standing__in", ["verified", "provisional"])), name="calendar_day_standing"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("stamp", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "db_table": "calendar_version",
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="calendar_version",
                        reading="true",
                        using="(select nullif(current_setting('anlan.person', true), '')::bigint) is not null",
                        writing="",
                    ),
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="calendar_version_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Year",
            fields=[
                ("year", models.IntegerField(primary_key=True, serialize=False)),
                ("swaps_published", models.BooleanField(default=False)),
                ("standing", models.TextField(default="provisional")),
                ("source", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "calendar_year",
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="calendar_year",
                        reading="true",
                        using="'1.' ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                        writing="",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standing__in", ["verified", "provisional"])), name="calendar_year_standing"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("school_year", models.IntegerField()),
                ("season", models.TextField()),
                ("stage", models.TextField(blank=True, default="")),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(null=True)),
                ("exam_first", models.DateField(null=True)),
                ("exam_last", models.DateField(null=True)),
                ("standing", models.TextField(default="placeholder")),
                ("source", models.TextField(blank=True, default="")),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "calendar_term",
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="calendar_term",
                        reading="true",
                        using="unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])",
                        writing="",
                    ),
                    anlan.kernel.scope.PathKey(field="unit_id", name="calendar_term_unit", to="org_unit", to_path="unit_path"),
                    models.UniqueConstraint(fields=("unit", "school_year", "season", "stage"), name="calendar_term_once"),
                    models.CheckConstraint(condition=models.Q(("season__in", ["autumn", "spring"])), name="calendar_term_season"),
                    models.CheckConstraint(
                        condition=models.Q(("standing__in", ["official", "placeholder"])), name="calendar_term_standing"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__isnull", True), ("last_day__gt", models.F("first_day")), _connector="OR"),
                        name="calendar_term_order",
                    ),
                ],
            },
        ),
    ]
