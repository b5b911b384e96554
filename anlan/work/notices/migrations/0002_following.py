"""A task bears the state and limit of its case, kept so by a trigger."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "follow.sql"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("cases", "0002_functions")]
    operations = [
        migrations.AddField(model_name="task", name="limit_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="task", name="state", field=models.TextField(db_default="sent", default="sent")),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
