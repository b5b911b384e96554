"""The example lists that the program brings along."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from anlan.work.checks import seeding


def bring_in(apps: Any, schema_editor: Any) -> None:
    """Our own examples, on no unit."""
    checklist = apps.get_model("checks", "Checklist")
    checklist.objects.bulk_create(checklist(**row) for row in seeding.example_rows())


class Migration(migrations.Migration):
    dependencies = [("checks", "0001_initial")]
    operations = [migrations.RunPython(bring_in, migrations.RunPython.noop)]
