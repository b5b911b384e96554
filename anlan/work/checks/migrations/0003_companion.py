"""Who goes along with the inspector of a check on the spot."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checks", "0002_examples")]
    operations = [migrations.AddField(model_name="check", name="companion_id", field=models.BigIntegerField(null=True))]
