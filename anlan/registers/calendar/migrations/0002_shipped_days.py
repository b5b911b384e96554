from __future__ import annotations

from typing import Any

from django.db import migrations

from anlan.registers.calendar import seeding


def bring_in(apps: Any, schema_editor: Any) -> None:
    """Years and days that the program brings along; terms need the city's unit and come with it."""
    year, day, version = (apps.get_model("calendar", name) for name in ("Year", "Day", "Version"))
    year.objects.bulk_create((year(**row) for row in seeding.year_rows()), ignore_conflicts=True)
    day.objects.bulk_create((day(**row) for row in seeding.day_rows()), ignore_conflicts=True)
    version.objects.get_or_create(id=1)


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]
    operations = [migrations.RunPython(bring_in, migrations.RunPython.noop)]
