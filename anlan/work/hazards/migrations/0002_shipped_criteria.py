from __future__ import annotations

from typing import Any

from django.db import migrations

from anlan.work.hazards import seeding


def bring_in(apps: Any, schema_editor: Any) -> None:
    """The few criteria that the program brings along."""
    criterion = apps.get_model("hazards", "Criterion")
    criterion.objects.bulk_create((criterion(**row) for row in seeding.criterion_rows()), ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("hazards", "0001_initial")]
    operations = [migrations.RunPython(bring_in, migrations.RunPython.noop)]
