"""Services, bindings, robots, readings of a directory; and allauth's tables closed."""

from pathlib import Path

import anlan.kernel.scope
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql" / "doors.sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("org", "0002_keepers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("kind", models.TextField()),
                ("corp", models.TextField(blank=True, default="")),
                ("agent", models.TextField(blank=True, default="")),
                ("key", models.TextField(blank=True, default="")),
                ("addresses", models.JSONField(default=dict)),
                ("per_minute", models.IntegerField()),
                ("running", models.BooleanField(default=True)),
                ("door", models.BooleanField(default=False)),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "channels_service",
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("state", models.TextField(default="asked")),
                ("trouble", models.TextField(blank=True, default="")),
                ("members", models.IntegerField(default=0)),
                ("settled", models.IntegerField(default=0)),
                ("departments", models.JSONField(default=dict)),
                ("progress_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "service",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="channels.service"
                    ),
                ),
            ],
            options={
                "db_table": "channels_reading",
            },
        ),
        migrations.CreateModel(
            name="Binding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.TextField()),
                ("at", models.DateTimeField()),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("service", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="channels.service")),
            ],
            options={
                "db_table": "channels_binding",
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("what", models.TextField()),
                ("how", models.TextField(blank=True, default="")),
                ("user_id", models.TextField()),
                ("name", models.TextField(blank=True, default="")),
                ("departments", models.TextField(blank=True, default="")),
                ("mobile", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="channels.reading"
                    ),
                ),
            ],
            options={
                "db_table": "channels_proposal",
                "indexes": [models.Index(fields=["at"], name="channels_proposal_at")],
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="channels_proposal",
                        reading="",
                        using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' '))::text[]) or (unit_path ^@ '9.' and exists (select 1 from unnest(string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' ')) kept where kept ~ '^1[.]([0-9]+[.])?$')))",
                        writing="",
                    ),
                    anlan.kernel.scope.PathKey(
                        field="reading_id", name="channels_proposal_reading", to="channels_reading", to_path="unit_path"
                    ),
                    models.UniqueConstraint(fields=("reading", "user_id"), name="channels_proposal_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Robot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("address", models.TextField()),
                ("secret", models.TextField(blank=True, default="")),
                ("hour", models.SmallIntegerField(default=8)),
                ("running", models.BooleanField(default=True)),
                ("said_on", models.DateField(null=True)),
                ("next_try", models.DateTimeField(null=True)),
                ("tries", models.SmallIntegerField(default=0)),
                ("trouble", models.TextField(blank=True, default="")),
                (
                    "unit",
                    models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
                ),
            ],
            options={
                "db_table": "channels_robot",
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="channels_robot",
                        reading="",
                        using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' '))::text[]) or (unit_path ^@ '9.' and exists (select 1 from unnest(string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' ')) kept where kept ~ '^1[.]([0-9]+[.])?$')))",
                        writing="",
                    ),
                    anlan.kernel.scope.PathKey(field="unit_id", name="channels_robot_unit", to="org_unit", to_path="unit_path"),
                    models.CheckConstraint(condition=models.Q(("hour__gte", 0), ("hour__lte", 23)), name="channels_robot_hour"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Secret",
            fields=[
                (
                    "service",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="channels.service",
                    ),
                ),
                ("unit_path", anlan.kernel.scope.PathField(db_collation="C", editable=False)),
                ("sealed", models.TextField()),
            ],
            options={
                "db_table": "channels_secret",
                "constraints": [
                    anlan.kernel.scope.RowPolicy(
                        name="channels_secret",
                        reading="",
                        using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' '))::text[]) or (unit_path ^@ '9.' and exists (select 1 from unnest(string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' ')) kept where kept ~ '^1[.]([0-9]+[.])?$')))",
                        writing="",
                    ),
                    anlan.kernel.scope.PathKey(
                        field="service_id", name="channels_secret_service", to="channels_service", to_path="unit_path"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=anlan.kernel.scope.RowPolicy(
                name="channels_service",
                reading="true",
                using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' '))::text[]) or (unit_path ^@ '9.' and exists (select 1 from unnest(string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' ')) kept where kept ~ '^1[.]([0-9]+[.])?$')))",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=anlan.kernel.scope.PathKey(field="unit_id", name="channels_service_unit", to="org_unit", to_path="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("id", "unit_path"), name="channels_service_id_path"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("unit", "kind"), name="channels_service_once"),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["service", "-id"], name="channels_reading_latest"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=anlan.kernel.scope.RowPolicy(
                name="channels_reading",
                reading="",
                using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' '))::text[]) or (unit_path ^@ '9.' and exists (select 1 from unnest(string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' ')) kept where kept ~ '^1[.]([0-9]+[.])?$')))",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=anlan.kernel.scope.PathKey(
                field="service_id", name="channels_reading_service", to="channels_service", to_path="unit_path"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(fields=("id", "unit_path"), name="channels_reading_id_path"),
        ),
        migrations.AddIndex(
            model_name="binding",
            index=models.Index(fields=["person"], name="channels_binding_who"),
        ),
        migrations.AddConstraint(
            model_name="binding",
            constraint=anlan.kernel.scope.RowPolicy(
                name="channels_binding",
                reading="",
                using="(person_id = (select nullif(current_setting('anlan.person', true), '')::bigint) or exists (select 1 from people_contact home where home.person_id = channels_binding.person_id))",
                writing="",
            ),
        ),
        migrations.AddConstraint(
            model_name="binding",
            constraint=models.UniqueConstraint(fields=("service", "person"), name="channels_binding_person"),
        ),
        migrations.AddConstraint(
            model_name="binding",
            constraint=models.UniqueConstraint(fields=("service", "user_id"), name="channels_binding_user"),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
