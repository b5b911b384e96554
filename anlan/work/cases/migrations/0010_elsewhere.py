"""Search looks for what somebody takes part in elsewhere between their own units."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "elsewhere.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_fewer_indexes"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="party",
            name="cases_party_person",
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(fields=["person_id", "unit_path"], include=("case",), name="cases_party_person"),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
