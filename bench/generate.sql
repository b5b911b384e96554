-- What there is to choose from. Filled by generate.py, except the schools.
create temp table bench_title (n int, title text);
create temp table bench_domain (n int, domain text);
create temp table bench_kind (n int, kind text, prefix text, rules jsonb, rungs int);
create temp table bench_open (kind text, n int, state text, level text, role text);
create temp table bench_closed (kind text, n int, state text);
create temp table bench_rung (kind text, late double precision);
create temp table bench_school as
select row_number() over (order by u.unit_path) - 1 as n, u.id, u.unit_path, u.parent_id as above_id, top.id as top_id,
    (select p.id from people_person p where p.username = 'safety-' || u.code) as safety_id,
    (select p.id from people_person p where p.username = 'head-' || u.code) as head_id,
    (select p.id from people_person p where p.username = 'logistics-' || u.code) as logistics_id,
    (select p.id from people_person p where p.username = 'safety-' || a.code) as above_safety_id,
    (select p.id from people_person p where p.username = 'safety-' || top.code) as top_safety_id,
    array(select id from places_place p where p.unit_id = u.id order by id) as places
from org_unit u join org_unit a on a.id = u.parent_id join org_unit top on top.parent_id is null and top.kind = 'city'
where u.kind = 'school';
-- next
-- Time runs with the number: the newest fifth holds most of what stands open.
insert into cases_case (
    number, nonce, kind, unit_id, unit_path, domain, title, level, state, place_id, bundle_id, opened_at, opened_by_id, owner_id,
    turn_unit_id, turn_role, turn_person_id, stepped_up, since, due_at, limit_at, limit_first, wake_at, climbed, closed_at, outcome,
    was_late, returned, sealed, readers, rules, version, trouble)
select k.prefix || '-2026-' || lpad(i::text, 7, '0'), gen_random_uuid(), k.kind, s.id, s.unit_path, d.domain, t.title,
    case when k.kind = 'task' then '' when r3 < 0.004 then 'major' when r3 < 0.5 then 'general' else 'minor' end,
    case when standing then o.state else c.state end, case when k.kind <> 'task' then s.places[1 + (r4 * 5)::int %% 5] end,
    case when k.kind = 'task' then s.n * 1000 + i / 25000 end, opened_at,
    case when r5 < 0.05 then s.top_safety_id when r5 < 0.25 then s.above_safety_id else s.safety_id end, s.logistics_id,
    case when standing then case o.level when 'supervisor' then s.above_id else s.id end end,
    case when standing then case o.level when 'owner' then 'owner' else o.role end else '' end,
    case when standing and o.level = 'owner' then s.logistics_id end, false,
    opened_at, due_at, due_at, due_at,
    case when standing then coalesce(w.next_at, '9999-12-31 00:00:00+00') end, case when standing then coalesce(w.told, 0) else 0 end,
    case when not standing then least(opened_at + (r6 * r6 * 30 + 0.1) * interval '1 day', %(at)s - interval '1 minute') end,
    case when standing then '' else c.state end, case when standing then due_at < %(at)s else r7 < 0.09 end, 0, false, '{}', k.rules, 1, ''
from (
    select x.*, case when not standing then opened_at + interval '7 day'
        when r8 < 0.3 then %(at)s - (8 + r9 * 60) * interval '1 day'
        when r8 < 0.34 then %(at)s - r9 * interval '7 day'
        else %(at)s + (r9 * 25 + 0.01) * interval '1 day' end as due_at
    from (
        select i, random() r1, random() r2, random() r3, random() r4, random() r5, random() r6, random() r7, random() r8, random() r9,
            random() r10, %(since)s + (%(at)s - interval '2 hours' - %(since)s) * (i::double precision / %(cases)s) as opened_at,
            random() < case when i > %(cases)s * 0.8 then 0.45 else 0.0125 end as standing
        from generate_series(1, %(cases)s) i) x) y
join bench_kind k on k.n = i %% (select count(*) from bench_kind)
join bench_school s on s.n = floor(power(r1, 1.5) * (select count(*) from bench_school))
join bench_title t on t.n = floor(r2 * (select count(*) from bench_title))
join bench_domain d on d.n = floor(r10 * (select count(*) from bench_domain))
join bench_open o on o.kind = k.kind and o.n = floor(r4 * (select count(*) from bench_open z where z.kind = k.kind))
join bench_closed c on c.kind = k.kind and c.n = floor(r4 * (select count(*) from bench_closed z where z.kind = k.kind))
left join lateral (
    select count(*) filter (where due_at + late * interval '1 second' <= %(at)s) as told,
        min(due_at + late * interval '1 second') filter (where due_at + late * interval '1 second' > %(at)s) as next_at
    from bench_rung g where standing and g.kind = k.kind) w on true
order by i;
-- next
insert into cases_party (case_id, unit_path, person_id, part, sealed, live, at)
select c.id, c.unit_path, p.person_id, p.part, false, c.closed_at is null, c.opened_at
from cases_case c join bench_school s on s.id = c.unit_id,
    lateral (values (c.opened_by_id, 'open'), (c.owner_id, 'owner'), (case when c.closed_at is not null then s.head_id end, 'check'),
        (case when c.closed_at is not null and c.id %% 4 = 0 then s.above_safety_id end, 'verify')) p(person_id, part)
where p.person_id is not null and (%(cases)s is not null or %(at)s is null or %(since)s is null);
