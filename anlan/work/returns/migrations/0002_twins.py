"""Rows that are the same at two units, asked without showing either."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "twins.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "drop function returns_twins(bigint, bigint, text[])"),
    ]
