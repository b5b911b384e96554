"""A request for more time waits with somebody."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "deciding.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_seeing"),
        ("org", "0002_keepers"),
    ]

    operations = [
        migrations.AddField(model_name="timerequest", name="turn_unit_id", field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name="timerequest", name="turn_role", field=models.TextField(blank=True, db_default="", default="")),
        migrations.AddField(model_name="timerequest", name="due_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="timerequest", name="live", field=models.BooleanField(db_default=True, default=True)),
        migrations.AddIndex(
            model_name="timerequest",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", True), ("live", True)),
                fields=["turn_unit_id", "turn_role", "due_at", "case"],
                name="cases_time_request_turn",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
