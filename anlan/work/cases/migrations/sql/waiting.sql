-- A party's `live` follows its case, whoever closes or reopens it: the closer need not see the other parties.
create function cases_party_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    update public.cases_party set live = new.closed_at is null where case_id = new.id and live <> (new.closed_at is null);
    return null;
end $$;
create trigger cases_party_follow after update of closed_at on cases_case
    for each row when ((old.closed_at is null) <> (new.closed_at is null)) execute function cases_party_follow();
update cases_party p set live = false from cases_case c where c.id = p.case_id and c.closed_at is not null;
