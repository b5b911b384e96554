"""How a line runs: once, again and again, on occasion, all the time; until when a notice covers the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_looking")]
    operations = [
        migrations.AddField(model_name="notice", name="ends_on", field=models.DateField(null=True)),
        migrations.AddField(model_name="obligation", name="way", field=models.TextField(db_default="once", default="once")),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["once", "recurring", "occasion", "standing"])), name="notices_obligation_way"
            ),
        ),
        migrations.AddField(model_name="task", name="until", field=models.DateTimeField(null=True)),
    ]
