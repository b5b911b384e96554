-- Each entry of the ledger about a case becomes a telling for every hook above it, in the same transaction: nothing is lost between
-- the deed and its telling, nothing is told that was rolled back. Without a hook it costs one look at an empty table.
create function hooks_capture() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    if not exists (select 1 from public.hooks_hook where live and ended_at is null) then
        return null;
    end if;
    insert into public.hooks_delivery (id, hook_id, unit_path, event, case_id, verb, state_then, at, state, tries, answer)
    select gen_random_uuid(), h.id, h.unit_path, e.event, e.case_id, e.verb, e.now, e.at, 'waiting', 0, ''
    from (select f.case_id, f.verb, f.at, coalesce(f.now, '') as now, c.unit_path as path,
                 case when f.verb = 'case.open' then 'case.opened'
                      when c.closed_at is not null and f.now = c.state then 'case.closed'
                      else 'case.stepped' end as event
          from fresh f join public.cases_case c on c.id = f.case_id
          where not c.sealed and f.now is not null and (f.verb = 'case.open' or f.was is not null)) e
    join public.hooks_hook h on h.live and h.ended_at is null and e.path ^@ h.unit_path and h.events ? e.event;
    return null;
end $$;
create trigger hooks_capture after insert on ledger_entry referencing new table as fresh
    for each statement execute function hooks_capture();
