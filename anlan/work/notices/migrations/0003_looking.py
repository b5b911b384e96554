"""Only who sees a line has looked at its proof."""

import anlan.kernel.scope
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_seeing"),
        ("notices", "0002_following"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="look",
            name="notices_look",
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=anlan.kernel.scope.RowPolicy(
                changing="(person_id = (select nullif(current_setting('anlan.person', true), '')::bigint) and cases_sees(case_id))",
                name="notices_look",
                reading="",
                using="(person_id = (select nullif(current_setting('anlan.person', true), '')::bigint) or unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]))",
                writing="(person_id = (select nullif(current_setting('anlan.person', true), '')::bigint) and cases_sees(case_id))",
            ),
        ),
    ]
