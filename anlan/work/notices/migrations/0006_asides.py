"""What reading took for an exhortation is kept with the notice, so that the review shows it grey; where pages begin."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_remembering")]

    operations = [
        migrations.AddField("notice", "asides", models.JSONField(default=list)),
        migrations.AddField("notice", "pages", models.JSONField(default=list)),
    ]
