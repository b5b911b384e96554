"""Accounts are written by those who keep them and by the person; sessions do not exist while somebody acts."""

from pathlib import Path

import anlan.kernel.scope
from django.db import migrations

SQL = Path(__file__).parent / "sql" / "accounts.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_keepers"),
        ("kernel", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("axes", "0010_accessattemptexpiration"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="person",
            constraint=anlan.kernel.scope.RowPolicy(
                name="people_person",
                reading="true",
                using="(people_person.id = (select nullif(current_setting('anlan.person', true), '')::bigint) or exists (select 1 from people_contact home where home.person_id = people_person.id))",
                writing="",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
