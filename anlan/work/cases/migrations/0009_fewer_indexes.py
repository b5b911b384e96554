"""Sending forty thousand lines wrote twenty-five indexes: twins go, and words are put into theirs by the thousand."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_deciding"),
        ("org", "0002_keepers"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="number",
            field=models.TextField(),
        ),
        migrations.AlterField(
            model_name="case",
            name="parent",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="place",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.place",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="unit",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("parent__isnull", False)), fields=["parent"], name="cases_parent_idx"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("number",), name="cases_case_number", opclasses=["text_pattern_ops"]),
        ),
        # what waits to be put in is looked through by every search: two megabytes of it cost a search a few milliseconds
        migrations.RunSQL(
            "alter index cases_words_idx set (fastupdate = on, gin_pending_list_limit = 2048)",
            "alter index cases_words_idx set (fastupdate = off)",
        ),
    ]
