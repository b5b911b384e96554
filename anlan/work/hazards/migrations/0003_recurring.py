"""Hazards that come back, their place beside them; columns of foreign ledgers in their order."""

from pathlib import Path

from django.db import migrations, models


SQL = Path(__file__).parent / "sql" / "recurring.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_elsewhere"),
        ("hazards", "0002_shipped_criteria"),
        ("org", "0002_keepers"),
    ]

    operations = [
        migrations.AddField(
            model_name="hazard",
            name="cause",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="hazard",
            name="place_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="hazard",
            name="times",
            field=models.SmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                condition=models.Q(("place_id__isnull", False)), fields=["place_id", "category", "found_at"], name="hazards_place"
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(condition=models.Q(("times__gt", 1)), fields=["unit_path", "found_at"], name="hazards_again"),
        ),
        migrations.AddField(
            model_name="ledgermapping",
            name="columns",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="ledgermapping",
            name="words",
            field=models.JSONField(default=dict),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "drop function hazards_times(bigint, text, timestamptz, timestamptz)"),
    ]
