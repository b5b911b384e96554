"""Search by place as well, so that a school's search stays within the school."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "search.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_waiting"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="party",
            name="cases_party_person",
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(fields=["person_id", "case"], include=("unit_path",), name="cases_party_person"),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
