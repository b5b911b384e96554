"""Who takes part in a case is written by those who see it."""

import anlan.kernel.scope
from django.db import migrations

SEES = """
create or replace function cases_sees(one bigint) returns boolean language plpgsql stable set search_path = pg_catalog, public as $$
begin
    return exists (select 1 from public.cases_case c where c.id = one);
end $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_acted"),
    ]

    operations = [
        migrations.RunSQL(SEES, "drop function cases_sees(bigint)"),
        migrations.RemoveConstraint(
            model_name="party",
            name="cases_party",
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=anlan.kernel.scope.RowPolicy(
                changing="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or cases_sees(case_id))",
                name="cases_party",
                reading="",
                using="((not sealed and unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])) or person_id = (select nullif(current_setting('anlan.person', true), '')::bigint))",
                writing="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or cases_sees(case_id))",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="timerequest",
            name="cases_time_request",
        ),
        migrations.AddConstraint(
            model_name="timerequest",
            constraint=anlan.kernel.scope.RowPolicy(
                changing="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or cases_sees(case_id))",
                name="cases_time_request",
                reading="",
                using="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or asked_by_id = (select nullif(current_setting('anlan.person', true), '')::bigint))",
                writing="(unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[]) or cases_sees(case_id))",
            ),
        ),
    ]
