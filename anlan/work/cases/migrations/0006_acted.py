from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_search"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="party",
            name="cases_party_live",
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("live", True), models.Q(("part__in", ["open", "owner"]), _negated=True)),
                fields=["person_id", "case"],
                name="cases_party_acted",
            ),
        ),
    ]
