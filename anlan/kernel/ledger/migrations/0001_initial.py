"""The ledger's tables, functions and triggers."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "ledger.sql"


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
