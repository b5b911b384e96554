-- A party and a request follow their case, whoever closes or reopens it: the closer need not see them.
create or replace function cases_party_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    update public.cases_party set live = new.closed_at is null where case_id = new.id and live <> (new.closed_at is null);
    update public.cases_time_request set live = new.closed_at is null where case_id = new.id and live <> (new.closed_at is null);
    return null;
end $$;
-- requests that are there already wait with the bureau that the unit lies below
update cases_time_request r set due_at = c.due_at, live = c.closed_at is null, turn_role = 'safety', turn_unit_id = (
    select u.id from org_unit u where u.kind in ('district', 'city') and starts_with(c.unit_path, u.unit_path) and u.id <> c.unit_id
    order by length(u.unit_path) desc limit 1)
from cases_case c where c.id = r.case_id;
