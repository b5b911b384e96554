-- Append-only ledger, one hash chain per unit. One aggregate both writes and verifies the chain.
-- The web's login may SELECT what its policies show and call ledger_append; nobody but the owner touches the tables.
create table ledger_head (
    unit_id bigint primary key, seq bigint not null, hash bytea not null);
create table ledger_entry (
    unit_id bigint not null, seq bigint not null,
    at timestamptz not null,                                  -- the moment the action was given
    written timestamptz not null default clock_timestamp(),   -- the database's own clock: back-dating shows
    actor bigint not null, verb text not null, case_id bigint, was text, now text,
    payload bytea not null,                                   -- sha256(salt || body); the body is erasable
    hash bytea not null, primary key (unit_id, seq));
create index ledger_entry_case on ledger_entry (case_id, at) where case_id is not null;
create table ledger_payload (
    unit_id bigint not null, seq bigint not null, case_id bigint, salt bytea not null, body text not null,
    primary key (unit_id, seq),
    foreign key (unit_id, seq) references ledger_entry (unit_id, seq));
create index ledger_payload_case on ledger_payload (case_id) where case_id is not null;
create table ledger_root (
    day date primary key, units int not null, entries bigint not null, root bytea not null, at timestamptz not null);

revoke insert, update, delete on ledger_head, ledger_entry, ledger_payload, ledger_root from anlan_web, anlan_worker;
grant insert on ledger_root to anlan_worker;
alter table ledger_head enable row level security;
alter table ledger_entry enable row level security;
alter table ledger_payload enable row level security;
create policy ledger_head_worker on ledger_head to anlan_worker using (true);
create policy ledger_entry_worker on ledger_entry to anlan_worker using (true);
create policy ledger_payload_worker on ledger_payload to anlan_worker using (true);

create function ledger_immutable() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only' using errcode = 'restrict_violation';
end $$;
create trigger ledger_entry_immutable before update or delete or truncate on ledger_entry
    for each statement execute function ledger_immutable();

create function ledger_body(unit bigint, seq bigint, at timestamptz, written timestamptz, actor bigint, verb text,
                            case_id bigint, was text, now text, payload bytea) returns bytea
    language sql immutable parallel safe
    return convert_to(concat_ws(E'\x1f', unit, seq, (extract(epoch from at) * 1000000)::bigint,
        (extract(epoch from written) * 1000000)::bigint, actor, length(verb), verb, coalesce(case_id::text, '-'),
        coalesce(length(was) || '=' || was, '-'), coalesce(length(now) || '=' || now, '-'), encode(payload, 'hex')), 'UTF8');
create function ledger_link(state bytea, head bytea, body bytea) returns bytea
    language sql immutable parallel safe return sha256(coalesce(state, head) || body);
create aggregate ledger_chain(head bytea, body bytea) (sfunc = ledger_link, stype = bytea);

-- Whoever acts for a person writes that person's deeds only, in units within reach; of a case only what they see of it.
create function ledger_check(entries jsonb, me bigint) returns void language plpgsql stable
    set search_path = pg_catalog, public as $$
declare
    reach text[] := string_to_array(concat_ws(' ', nullif(current_setting('anlan.paths', true), ''),
        nullif(current_setting('anlan.homes', true), ''), nullif(current_setting('anlan.keeps', true), '')), ' ');
    bureau boolean := exists (select 1 from unnest(reach) r where r ~ '^1[.]([0-9]+[.])?$');  -- keeps the outside bodies, '9.'
begin
    if exists (select 1 from jsonb_array_elements(entries) e where (e->>'actor')::bigint is distinct from me) then
        raise exception 'an entry names another actor' using errcode = 'insufficient_privilege';
    end if;
    if exists (
        select 1 from (select distinct (e->>'unit')::bigint as unit, (e->>'case')::bigint as cas
                       from jsonb_array_elements(entries) e) g
        left join public.org_unit u on u.id = g.unit
        left join public.cases_case c on c.id = g.cas
        where not (
            (coalesce(u.unit_path ^@ any(reach), false) or (bureau and coalesce(u.unit_path ^@ '9.', false)) or coalesce(c.unit_id = u.id, false))
            and (g.cas is null or coalesce(c.unit_path ^@ any(reach), false) or coalesce(c.opened_by_id = me, false)
                 or exists (select 1 from public.cases_party p where p.case_id = c.id and p.person_id = me)))
    ) then
        raise exception 'an entry is for a unit or a case out of reach' using errcode = 'insufficient_privilege';
    end if;
end $$;
revoke execute on function ledger_check(jsonb, bigint) from public;

-- entries: [{"unit":1,"at":"…Z","actor":7,"verb":"verify","case":318,"was":"a","now":"b","salt":"hex","payload":"{…}"}, …]
-- Call once, as the LAST statement of the transaction: heads are locked in unit order and held only until commit.
create function ledger_append(entries jsonb) returns int language plpgsql security definer
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
        select g.*, sha256(g.salt || convert_to(g.body, 'UTF8')) as payload, h.hash as head,
               h.seq + row_number() over (partition by g.unit_id order by ord) as s
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
revoke execute on function ledger_append(jsonb) from public;
grant execute on function ledger_append(jsonb) to anlan_web, anlan_worker;

-- What is wrong: changed, missing or inserted entries; heads that do not match; payloads that were changed in place.
create function ledger_broken(of_unit bigint default null)
    returns table (unit_id bigint, seq bigint, what text) language sql stable as $$
    select unit_id, seq, case when seq <> n then 'missing or inserted' else 'changed' end from (
        select e.unit_id, e.seq, hash, row_number() over w as n, ledger_chain(''::bytea,
            ledger_body(e.unit_id, e.seq, at, written, actor, verb, case_id, was, now, payload)) over w as want
        from ledger_entry e where of_unit is null or e.unit_id = of_unit
        window w as (partition by e.unit_id order by e.seq)) x
    where hash <> want or seq <> n
    union all
    select h.unit_id, h.seq, 'head does not match' from ledger_head h left join ledger_entry e using (unit_id, seq)
    where h.seq > 0 and e.hash is distinct from h.hash and (of_unit is null or h.unit_id = of_unit)
    union all
    select e.unit_id, max(e.seq), 'no head' from ledger_entry e
    where (of_unit is null or e.unit_id = of_unit)
      and not exists (select 1 from ledger_head h where h.unit_id = e.unit_id) group by 1
    union all
    select p.unit_id, p.seq, 'payload changed' from ledger_payload p join ledger_entry e using (unit_id, seq)
    where e.payload <> sha256(p.salt || convert_to(p.body, 'UTF8')) and (of_unit is null or p.unit_id = of_unit)
$$;
