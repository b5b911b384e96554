"""Times away: leave, lessons, nights."""

import anlan.kernel.scope
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0002_keepers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Away",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("kind", models.TextField()),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("weekday", models.SmallIntegerField(null=True)),
                ("from_time", models.TimeField(null=True)),
                ("to_time", models.TimeField(null=True)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("entered_by_id", models.BigIntegerField()),
                ("entered_at", models.DateTimeField()),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "substitute",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "presence_away",
                "indexes": [
                    models.Index(condition=models.Q(("substitute__isnull", False)), fields=["substitute"], name="presence_away_substitute"),
                    models.Index(fields=["unit_path"], name="presence_away_path"),
                ],
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="presence_away",
                        reading="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or (unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' '))::text[]) or (unit_path ^@ '9.' and exists (select 1 from unnest(string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' ')) kept where kept ~ '^1[.]([0-9]+[.])?$'))) or person_id = (select nullif(current_setting('anlan.person', true), '')::bigint) or substitute_id = (select nullif(current_setting('anlan.person', true), '')::bigint) or (select nullif(current_setting('anlan.person', true), '')::bigint) is null)",
                        using="((unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' '))::text[]) or (unit_path ^@ '9.' and exists (select 1 from unnest(string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' ')) kept where kept ~ '^1[.]([0-9]+[.])?$'))) or (person_id = (select nullif(current_setting('anlan.person', true), '')::bigint) and exists (select 1 from unnest((select string_to_array(nullif(current_setting('anlan.homes', true), ''), ' '))::text[]) home where home ^@ unit_path)))",
                        writing="",
                    ),
                    anlan.kernel.scope.PathKey(field="unit_id", name="presence_away_unit", to="org_unit", to_path="unit_path"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at__gt", models.F("starts_at")), ("kind", "leave"), ("starts_at__isnull", False)),
                            models.Q(
                                ("ends_on__gte", models.F("starts_on")),
                                ("kind", "lesson"),
                                ("starts_on__isnull", False),
                                ("to_time__gt", models.F("from_time")),
                                ("weekday__gte", 1),
                                ("weekday__lte", 7),
                            ),
                            models.Q(("from_time__gt", models.F("to_time")), ("kind", "night"), ("starts_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="presence_away_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("substitute", models.F("person")), _negated=True), name="presence_away_other"
                    ),
                ],
            },
        ),
    ]
