-- The how-manieth of its category at a place between two moments, the one asked for included. A person who sees only what names them
-- learns the number too, never the rows; for places of their own units, and those in their reach, alone.
-- By numbers: a name would be a column of the tables first (cases_case.since, .kind).
create function hazards_times(spot bigint, of_kind text, first timestamptz, before timestamptz) returns int
    language sql stable security definer set search_path = pg_catalog, public as $$
    select 1 + count(*)::int
    from public.hazards_hazard h join public.cases_case c on c.id = h.case_id
    where h.place_id = $1 and h.category = $2 and h.found_at >= $3 and h.found_at < $4 and c.state not in ('void', 'duplicate')
      and (h.unit_path ^@ any(string_to_array(concat_ws(' ', nullif(current_setting('anlan.paths', true), ''),
                nullif(current_setting('anlan.homes', true), '')), ' '))
           or (session_user <> 'anlan_web' and nullif(current_setting('anlan.person', true), '') is null))
$$;
revoke execute on function hazards_times(bigint, text, timestamptz, timestamptz) from public;
grant execute on function hazards_times(bigint, text, timestamptz, timestamptz) to anlan_web, anlan_worker;

update hazards_hazard h set place_id = c.place_id from cases_case c where c.id = h.case_id and c.place_id is not null;
update hazards_hazard h set times = counted.n from (
    select h.case_id, 1 + (
        select count(*) from hazards_hazard e join cases_case ec on ec.id = e.case_id
        where e.place_id = h.place_id and e.category = h.category and ec.state not in ('void', 'duplicate')
          and e.found_at >= h.found_at - interval '365 days'
          and e.found_at < date_trunc('day', h.found_at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai') as n
    from hazards_hazard h join cases_case c on c.id = h.case_id
    where h.place_id is not null and c.state not in ('void', 'duplicate')) counted
where counted.case_id = h.case_id and counted.n > 1;
