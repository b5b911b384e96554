"""The statements of the snapshot. They read cases_case, places_control, ledger_head, ledger_entry, people_grant and org_unit.

Named values: at, midnight and tomorrow (aware moments), first and first_day (where the days begin), yesterday (date), ends
(list of 'kind state' in which a case counts as done), units (ids of one level of the tree).
"""

from __future__ import annotations

# ── counted level by level, the deepest units first: a unit's own cases and what its parts were counted to have ────────────────────

STANDING = """
merge into board_standing s using (
    with part as (
        select unit_id, kind, state, count(*) as open, count(*) filter (where due_at < %(at)s) as late,
            count(*) filter (where due_at >= %(at)s and due_at < %(tomorrow)s) as today,
            count(*) filter (where level = 'major') as major,
            count(*) filter (where level = 'major' and id in (
                select case_id from places_control where lifted_at is null and case_id is not null)) as stopped,
            min(due_at) as oldest
        from cases_case where closed_at is null and not sealed and unit_id = any(%(units)s) group by unit_id, kind, state
        union all
        select u.parent_id, b.kind, b.state, b.open, b.late, b.today, b.major, b.stopped, b.oldest_due
        from org_unit u join board_standing b on b.unit_id = u.id
        where u.parent_id = any(%(units)s) and b.state <> '' and b.open > 0),
    rolled as materialized (
        select unit_id, coalesce(kind, '') as kind, coalesce(state, '') as state, sum(open) as open, sum(late) as late,
            sum(today) as today, sum(major) as major, sum(stopped) as stopped, min(oldest) as oldest
        from part group by grouping sets ((unit_id, kind, state), (unit_id, kind), (unit_id)))
    select r.unit_id, u.unit_path, r.kind, state, open, late, today, major, stopped,
        case when oldest < %(at)s then oldest end as oldest
    from rolled r join org_unit u on u.id = r.unit_id
    union all
    select unit_id, unit_path, kind, state, 0, 0, 0, 0, 0, null from board_standing b where b.unit_id = any(%(units)s) and b.open > 0
        and not exists (select 1 from rolled r where (r.unit_id, r.kind, r.state) = (b.unit_id, b.kind, b.state))
) n on s.unit_id = n.unit_id and s.kind = n.kind and s.state = n.state
when matched and (s.unit_path, s.open, s.late, s.today, s.major, s.stopped, s.oldest_due)
        is distinct from (n.unit_path, n.open, n.late, n.today, n.major, n.stopped, n.oldest) then
    update set unit_path = n.unit_path, open = n.open, late = n.late, today = n.today, major = n.major, stopped = n.stopped,
        oldest_due = n.oldest
when not matched then
    insert (unit_id, unit_path, kind, state, open, late, today, major, stopped, oldest_due)
    values (n.unit_id, n.unit_path, n.kind, n.state, n.open, n.late, n.today, n.major, n.stopped, n.oldest)
"""

DOMAINS = """
merge into board_domain s using (
    with part as (
        select unit_id, kind, domain, count(*) as open, count(*) filter (where due_at < %(at)s) as late
        from cases_case where closed_at is null and not sealed and unit_id = any(%(units)s) group by unit_id, kind, domain
        union all
        select u.parent_id, b.kind, b.domain, b.open, b.late from org_unit u join board_domain b on b.unit_id = u.id
        where u.parent_id = any(%(units)s) and b.kind <> '' and b.open > 0),
    rolled as materialized (
        select unit_id, coalesce(kind, '') as kind, domain, sum(open) as open, sum(late) as late
        from part group by grouping sets ((unit_id, kind, domain), (unit_id, domain)))
    select r.unit_id, u.unit_path, r.kind, domain, open, late from rolled r join org_unit u on u.id = r.unit_id
    union all
    select unit_id, unit_path, kind, domain, 0, 0 from board_domain b where b.unit_id = any(%(units)s) and b.open > 0
        and not exists (select 1 from rolled r where (r.unit_id, r.kind, r.domain) = (b.unit_id, b.kind, b.domain))
) n on s.unit_id = n.unit_id and s.kind = n.kind and s.domain = n.domain
when matched and (s.unit_path, s.open, s.late) is distinct from (n.unit_path, n.open, n.late) then
    update set unit_path = n.unit_path, open = n.open, late = n.late
when not matched then
    insert (unit_id, unit_path, kind, domain, open, late) values (n.unit_id, n.unit_path, n.kind, n.domain, n.open, n.late)
"""

DAYS = """
merge into board_day s using (
    with part as (
        select unit_id, kind, day, sum(opened) as opened, sum(closed) as closed, sum(done) as done, sum(on_time) as on_time from (
            select unit_id, kind, (opened_at at time zone 'Asia/Shanghai')::date as day, 1 as opened, 0 as closed, 0 as done,
                0 as on_time
            from cases_case
            where opened_at >= %(first)s and opened_at < %(tomorrow)s and not sealed and unit_id = any(%(units)s)
            union all
            select unit_id, kind, (closed_at at time zone 'Asia/Shanghai')::date, 0, 1, ended, ended * (not was_late)::int
            from (select *, (kind || ' ' || state = any(%(ends)s))::int as ended from cases_case
                  where closed_at >= %(first)s and closed_at < %(tomorrow)s and not sealed and unit_id = any(%(units)s)) c) x
        group by unit_id, kind, day
        union all
        select u.parent_id, b.kind, b.day, b.opened, b.closed, b.done, b.on_time from org_unit u join board_day b on b.unit_id = u.id
        where u.parent_id = any(%(units)s) and b.kind <> '' and b.day >= %(first_day)s and b.opened + b.closed > 0),
    rolled as materialized (
        select unit_id, coalesce(kind, '') as kind, day, sum(opened) as opened, sum(closed) as closed, sum(done) as done,
            sum(on_time) as on_time
        from part group by grouping sets ((unit_id, kind, day), (unit_id, day)))
    select r.unit_id, u.unit_path, r.kind, day, opened, closed, done, on_time from rolled r join org_unit u on u.id = r.unit_id
    union all
    select unit_id, unit_path, kind, day, 0, 0, 0, 0 from board_day b
    where b.unit_id = any(%(units)s) and b.day >= %(first_day)s and b.opened + b.closed > 0
        and not exists (select 1 from rolled r where (r.unit_id, r.kind, r.day) = (b.unit_id, b.kind, b.day))
) n on s.unit_id = n.unit_id and s.kind = n.kind and s.day = n.day
when matched and (s.unit_path, s.opened, s.closed, s.done, s.on_time)
        is distinct from (n.unit_path, n.opened, n.closed, n.done, n.on_time) then
    update set unit_path = n.unit_path, opened = n.opened, closed = n.closed, done = n.done, on_time = n.on_time
when not matched then
    insert (unit_id, unit_path, kind, day, opened, closed, done, on_time)
    values (n.unit_id, n.unit_path, n.kind, n.day, n.opened, n.closed, n.done, n.on_time)
"""

LEVELS = (STANDING, DOMAINS, DAYS)

# units whose chain grew since they were counted; what commits meanwhile is seen the next time
GROWN = """
insert into board_counted as c (unit_id, unit_path, seq)
select l.unit_id, u.unit_path, l.seq from ledger_head l join org_unit u on u.id = l.unit_id
left join board_counted b on b.unit_id = l.unit_id where b.seq is distinct from l.seq
on conflict (unit_id) do update set seq = excluded.seq, unit_path = excluded.unit_path
returning unit_id
"""

# units in which a limit has passed since the last look
PASSED = "select distinct unit_id from cases_case where closed_at is null and due_at >= %s and due_at < %s"

# the tree itself: when a unit moves, the sums above its old and its new place are both wrong
TREE = "select coalesce(sum(hashtextextended(concat_ws(' ', id, parent_id, unit_path), 0)), 0)::text from org_unit"

# ── told or counted whole ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# every unit that has a row in `leaf`, paired with itself and with each unit above it
_UP = """
    up as (select distinct unit_id, unit_id as over_id from leaf
           union select up.unit_id, u.parent_id from up join org_unit u on u.id = up.over_id where u.parent_id is not null)"""

# how many stood open and late at the last midnight, told once, by the first count of a day
DAY_END = f"""
merge into board_day s using (
    with recursive leaf as materialized (
        select unit_id, kind, count(*) as open, count(*) filter (where due_at < %(midnight)s) as late from (
            select unit_id, kind, due_at from cases_case where closed_at is null and opened_at < %(midnight)s and not sealed
            union all
            select unit_id, kind, due_at from cases_case
            where closed_at >= %(midnight)s and opened_at < %(midnight)s and not sealed) c
        group by unit_id, kind),
    {_UP}
    select r.*, u.unit_path from (
        select over_id as unit_id, coalesce(kind, '') as kind, sum(open) as open, sum(late) as late
        from leaf join up using (unit_id) group by grouping sets ((over_id, kind), (over_id))
        union all select id, '', 0, 0 from org_unit where kind in ('city', 'district', 'school')
            and id not in (select over_id from up)) r join org_unit u on u.id = r.unit_id
) n on s.unit_id = n.unit_id and s.kind = n.kind and s.day = %(yesterday)s
when matched then update set open_end = n.open, late_end = n.late
when not matched then
    insert (unit_id, unit_path, kind, day, opened, closed, done, on_time, open_end, late_end)
    values (n.unit_id, n.unit_path, n.kind, %(yesterday)s, 0, 0, 0, 0, n.open, n.late)
"""

# only chains that grew are looked at, from where the last look ended; a department's chain counts for its school
HEARD = """
merge into board_heard s using (
    select l.unit_id, u.unit_path, l.seq, (
        select e.at from ledger_entry e where e.unit_id = l.unit_id and e.seq > coalesce(h.seq, 0)
            and exists (select 1 from people_grant g where g.person_id = e.actor
                and g.unit_path >= home.unit_path and g.unit_path < rtrim(home.unit_path, '.') || '/')
        order by e.seq desc limit 1) as heard_at
    from ledger_head l
    join org_unit u on u.id = l.unit_id
    join org_unit home on home.kind = 'school' and home.id in (u.id, u.parent_id)
    left join board_heard h on h.unit_id = l.unit_id
    where l.seq > coalesce(h.seq, 0)
) n on s.unit_id = n.unit_id
when matched then update set seq = n.seq, heard_at = greatest(s.heard_at, n.heard_at), unit_path = n.unit_path
when not matched then insert (unit_id, unit_path, seq, heard_at) values (n.unit_id, n.unit_path, n.seq, n.heard_at)
"""

SEALED = f"""
merge into board_sealed s using (
    with recursive leaf as materialized (
        select unit_id, count(*) as open from cases_case where sealed and closed_at is null group by unit_id),
    {_UP}
    select u.id as unit_id, u.unit_path, case when sum(open) >= 3 then sum(open) end as open
    from leaf join up using (unit_id) join org_unit u on u.id = up.over_id group by u.id, u.unit_path
) n on s.unit_id = n.unit_id
when matched and (s.open, s.unit_path) is distinct from (n.open, n.unit_path) then
    update set open = n.open, unit_path = n.unit_path
when not matched then insert (unit_id, unit_path, open) values (n.unit_id, n.unit_path, n.open)
"""
UNSEALED = """
delete from board_sealed s where not exists (
    select 1 from cases_case c join org_unit u on u.id = s.unit_id
    where c.sealed and c.closed_at is null and c.unit_path >= u.unit_path and c.unit_path < rtrim(u.unit_path, '.') || '/')
"""
