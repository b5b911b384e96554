"""Numbers, search, and the policies of the trail."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "cases.sql"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("ledger", "0001_initial"), ("org", "0001_initial")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
