-- What the chains are held against. Every daily root keeps the heads it was made of (those that moved since the root before), so
-- that a chain that was cut, computed anew or taken away whole differs from what was kept, and a root published elsewhere can be
-- computed again. Rows of the day 0001-01-01 are the chains as they stood when this began: what lies at or before them was written
-- when an entry without a payload could not be told from one whose payload is gone.
create table ledger_anchor (
    unit_id bigint not null, day date not null, seq bigint not null, hash bytea not null, primary key (unit_id, day));
alter table ledger_root add column anchored boolean not null default false;   -- its heads are kept: it can be computed again
insert into ledger_anchor select unit_id, date '0001-01-01', seq, hash from ledger_head where seq > 0;

revoke insert, update, delete on ledger_anchor from anlan_web, anlan_worker;
alter table ledger_anchor enable row level security;
create policy ledger_anchor_worker on ledger_anchor to anlan_worker using (true);
create trigger ledger_anchor_immutable before update or delete or truncate on ledger_anchor
    for each statement execute function ledger_immutable();
create trigger ledger_root_immutable before update or delete or truncate on ledger_root
    for each statement execute function ledger_immutable();

-- Keep the heads that moved, and give the newest kept head of every chain, also of one that is there no more: the leaves of a root.
create function ledger_anchor_heads(of_day date) returns table (unit_id bigint, seq bigint, hash bytea)
    language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
    insert into public.ledger_anchor (unit_id, day, seq, hash)
        select h.unit_id, of_day, h.seq, h.hash from public.ledger_head h
        left join lateral (select a.seq, a.hash from public.ledger_anchor a where a.unit_id = h.unit_id and a.day <= of_day
            order by a.day desc limit 1) k on true
        where h.seq > 0 and (k.seq, k.hash) is distinct from (h.seq, h.hash)
        on conflict do nothing;
    return query
        with recursive unit (id) as (   -- one step of the index for each chain, however many days are kept
            select min(a.unit_id) from public.ledger_anchor a
            union all
            select (select min(a.unit_id) from public.ledger_anchor a where a.unit_id > unit.id) from unit where unit.id is not null)
        select k.unit_id, k.seq, k.hash from unit join lateral (select a.* from public.ledger_anchor a
            where a.unit_id = unit.id and a.day <= of_day order by a.day desc limit 1) k on true
        order by 1;
end $$;
revoke execute on function ledger_anchor_heads(date) from public;
grant execute on function ledger_anchor_heads(date) to anlan_worker;

-- As before, but for one thing: the digest of an entry that holds nothing is empty, so that a payload that is gone is missed.
create or replace function ledger_append(entries jsonb) returns int language plpgsql security definer
    set search_path = pg_catalog, public as $$
declare
    n int;
    me bigint := nullif(current_setting('anlan.person', true), '')::bigint;
begin
    if me is not null or session_user = 'anlan_web' then perform public.ledger_check(entries, me); end if;
    insert into public.ledger_head
        select distinct (e->>'unit')::bigint, 0, ''::bytea from jsonb_array_elements(entries) e
        order by 1 on conflict do nothing;
    perform 1 from public.ledger_head
        where unit_id in (select (e->>'unit')::bigint from jsonb_array_elements(entries) e)
        order by unit_id for update;
    with given as (
        select (e->>'unit')::bigint as unit_id, ord, (e->>'at')::timestamptz as at, clock_timestamp() as written,
               (e->>'actor')::bigint as actor, e->>'verb' as verb, (e->>'case')::bigint as case_id, e->>'was' as was,
               e->>'now' as now, decode(e->>'salt', 'hex') as salt, e->>'payload' as body
        from jsonb_array_elements(entries) with ordinality x(e, ord)),
    numbered as materialized (
        select g.*, case when g.body = '{}' then ''::bytea else sha256(g.salt || convert_to(g.body, 'UTF8')) end as payload,
               h.hash as head, h.seq + row_number() over (partition by g.unit_id order by ord) as s
        from given g join public.ledger_head h using (unit_id)),
    written as (
        insert into public.ledger_entry (unit_id, seq, at, written, actor, verb, case_id, was, now, payload, hash)
        select unit_id, s, at, written, actor, verb, case_id, was, now, payload,
            public.ledger_chain(head, public.ledger_body(unit_id, s, at, written, actor, verb, case_id, was, now, payload))
                over (partition by unit_id order by s)
        from numbered returning unit_id, seq, hash),
    kept as (
        insert into public.ledger_payload (unit_id, seq, case_id, salt, body)
        select unit_id, s, case_id, salt, body from numbered where body <> '{}' returning 1),
    tips as (select distinct on (unit_id) unit_id, seq, hash from written order by unit_id, seq desc),
    moved as (update public.ledger_head h set seq = t.seq, hash = t.hash from tips t where h.unit_id = t.unit_id returning 1)
    select count(*) into n from written;
    return n;
end $$;

-- A payload that is lawfully erased leaves an entry `ledger.erase` in the same chain that names it (in `was`).
create function ledger_was_erased(of_unit bigint, of_seq bigint) returns boolean language sql stable parallel safe as $$
    select exists (select 1 from ledger_entry x where x.unit_id = of_unit and x.seq > of_seq and x.verb = 'ledger.erase'
                   and x.was = of_seq::text)
        or of_seq <= coalesce((select a.seq from ledger_anchor a where a.unit_id = of_unit and a.day = date '0001-01-01'), 0)
$$;

-- Cases without their first entry, and entries whose case is there no more.
create function ledger_cases_broken(of_unit bigint) returns table (unit_id bigint, seq bigint, what text)
    language plpgsql stable parallel safe as $$
#variable_conflict use_column
begin
    return query
    select c.unit_id, 0::bigint, format('no entry opens case %s', c.number) from public.cases_case c
    where (of_unit is null or c.unit_id = of_unit)
      and not exists (select 1 from public.ledger_entry e where e.case_id = c.id and e.was is null and e.now is not null)
    union all
    select e.unit_id, min(e.seq), format('its case (id %s) is gone', e.case_id) from public.ledger_entry e
    where e.case_id is not null and (of_unit is null or e.unit_id = of_unit)
      and not exists (select 1 from public.cases_case c where c.id = e.case_id) group by e.unit_id, e.case_id;
end $$;

-- What is wrong: changed, missing or inserted entries; heads that do not match; chains that differ from what was kept of them;
-- payloads changed or gone; and what the cases show.
create or replace function ledger_broken(of_unit bigint default null)
    returns table (unit_id bigint, seq bigint, what text) language sql stable parallel safe as $$
    select e.unit_id, e.seq, case when b.seq is null and e.seq <> 1 then 'missing or inserted' else 'changed' end
    from ledger_entry e left join ledger_entry b on b.unit_id = e.unit_id and b.seq = e.seq - 1
    where (of_unit is null or e.unit_id = of_unit) and e.hash is distinct from ledger_link(
        null, case when e.seq = 1 then ''::bytea else b.hash end,
        ledger_body(e.unit_id, e.seq, e.at, e.written, e.actor, e.verb, e.case_id, e.was, e.now, e.payload))
    union all
    select h.unit_id, h.seq, 'head does not match' from ledger_head h left join ledger_entry e using (unit_id, seq)
    where h.seq > 0 and e.hash is distinct from h.hash and (of_unit is null or h.unit_id = of_unit)
    union all
    select e.unit_id, max(e.seq), 'no head' from ledger_entry e
    where (of_unit is null or e.unit_id = of_unit)
      and not exists (select 1 from ledger_head h where h.unit_id = e.unit_id) group by 1
    union all
    select k.unit_id, k.seq, case when last.seq is null then 'the whole chain is gone: it reached this entry'
        when last.seq < k.seq then format('cut after entry %s: it reached this entry', last.seq)
        else 'not the entry that stood here' end || case when k.day > date '0001-01-01' then format(' on %s', k.day)
        else ' when heads were first kept' end
    from (select distinct on (a.unit_id) a.unit_id, a.seq, a.day from ledger_anchor a left join ledger_entry e using (unit_id, seq)
          where e.hash is distinct from a.hash and (of_unit is null or a.unit_id = of_unit) order by a.unit_id, a.seq) k
    left join lateral (select max(e.seq) as seq from ledger_entry e where e.unit_id = k.unit_id) last on true
    union all
    select e.unit_id, e.seq, case when p.unit_id is null then 'payload gone, and no erasure is recorded' else 'payload changed' end
    from ledger_entry e left join ledger_payload p using (unit_id, seq)
    where (of_unit is null or e.unit_id = of_unit) and case when p.unit_id is null
        then e.payload <> ''::bytea and not ledger_was_erased(e.unit_id, e.seq)
        else e.payload <> sha256(p.salt || convert_to(p.body, 'UTF8')) end
    union all select * from ledger_cases_broken(of_unit)
$$;

-- The check of one case, for its page: cheap, so not the whole chains. Every entry of the case against its own digest (which holds
-- the digest of the entry before it) and its payload; no number missing in its chains from the case's first entry to the head;
-- it opens, has an entry for every step, and ends in the state that the case is in. Whoever acts gets an answer on what they see.
create function ledger_case_broken(of_case bigint) returns table (unit_id bigint, seq bigint, what text)
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
    paths text[] := coalesce(string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '), '{}');
    me bigint := nullif(current_setting('anlan.person', true), '')::bigint;
    stands record;
begin
    select c.unit_id, c.state, c.version into stands from public.cases_case c
    where c.id = of_case and ((me is null and session_user <> 'anlan_web')
        or ((c.unit_path ^@ any(paths) or c.opened_by_id = me
             or exists (select 1 from public.cases_party p where p.case_id = c.id and p.person_id = me))
            and (not c.sealed or c.readers @> array[me])));
    if not found then
        raise exception 'no such case within reach' using errcode = 'insufficient_privilege';
    end if;
    return query
    with mine as materialized (
        select e.*, p.salt, p.body, p.unit_id is not null as kept, b.hash as before
        from public.ledger_entry e
        left join public.ledger_payload p using (unit_id, seq)
        left join public.ledger_entry b on b.unit_id = e.unit_id and b.seq = e.seq - 1
        where e.case_id = of_case),
    chain as (
        select m.unit_id, m.first, h.seq as head, h.hash = t.hash as fits
        from (select unit_id, min(seq) as first from mine group by 1) m
        left join public.ledger_head h using (unit_id)
        left join public.ledger_entry t on t.unit_id = m.unit_id and t.seq = h.seq)
    select m.unit_id, m.seq, 'changed' from mine m
    where m.hash is distinct from public.ledger_link(null, case when m.seq = 1 then ''::bytea else m.before end,
        public.ledger_body(m.unit_id, m.seq, m.at, m.written, m.actor, m.verb, m.case_id, m.was, m.now, m.payload))
    union all
    select m.unit_id, m.seq, case when m.kept then 'payload changed' else 'payload gone' end from mine m
    where case when m.kept then m.payload <> sha256(m.salt || convert_to(m.body, 'UTF8'))
        else m.payload <> ''::bytea and not public.ledger_was_erased(m.unit_id, m.seq) end
    union all
    select p.unit_id, p.seq, 'changed' from public.ledger_payload p join public.ledger_entry e using (unit_id, seq)
    where p.case_id = of_case and e.case_id is distinct from of_case
    union all
    select c.unit_id, coalesce(c.head, 0), 'head does not match' from chain c where c.fits is not true
    union all
    select c.unit_id, (
        select x.seq + 1 from (select e.seq, lead(e.seq) over (order by e.seq) as next from public.ledger_entry e
                               where e.unit_id = c.unit_id and e.seq >= c.first) x
        where x.next is distinct from x.seq + 1 order by 1 limit 1), 'missing'
    from chain c where c.head - c.first + 1 <> (
        select count(*) from public.ledger_entry e where e.unit_id = c.unit_id and e.seq between c.first and c.head)
    union all
    select stands.unit_id, 0::bigint, 'no entry opens the case' where not exists (
        select 1 from mine m where m.was is null and m.now is not null)
    union all
    select stands.unit_id, 0::bigint, 'fewer entries than steps' where (select count(*) from mine) < stands.version
    union all
    select stands.unit_id, 0::bigint, 'the case is in another state' where stands.state is distinct from (
        select m.now from mine m where m.now is not null order by m.written desc, m.seq desc limit 1);
end $$;
revoke execute on function ledger_case_broken(bigint) from public;
grant execute on function ledger_case_broken(bigint) to anlan_web, anlan_worker;
