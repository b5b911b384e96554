"""The functions through which people without an account come in."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "door.sql"
DROP = """
drop function tips_forget(text); drop function tips_read(text);
drop function tips_write(uuid, jsonb, text, timestamptz, timestamptz, int, int, int);
drop function tips_may(uuid, text, timestamptz, int, int, int); drop function tips_facts(uuid, date); drop function tips_door(uuid)
"""


class Migration(migrations.Migration):
    dependencies = [("tips", "0001_initial"), ("places", "0001_initial"), ("org", "0001_initial"), ("hazards", "0003_recurring")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), DROP)]
