"""Heads kept with every daily root, payloads that are missed when they are gone, and a check of one case for its page."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "anchors.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
