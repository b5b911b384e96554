"""Who took lines the last time is remembered by domain and post, and a line says that it was laid so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_running")]
    operations = [
        migrations.AddField(model_name="task", name="remembered_id", field=models.BigIntegerField(null=True)),
        migrations.RemoveConstraint(model_name="usualowner", name="notices_usual_owner_once"),
        migrations.AddField(model_name="usualowner", name="role", field=models.TextField(default="")),
        migrations.AddConstraint(
            model_name="usualowner",
            constraint=models.UniqueConstraint(fields=["unit", "domain", "role"], name="notices_usual_owner_once"),
        ),
    ]
