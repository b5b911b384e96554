-- The door of people without an account. Each function answers one question about one code or one link; the tables behind stay shut.
-- They run as the owner. What they are given they take as it is: no SQL is put together here.

-- What the page behind a code says: the place and its unit, nothing when there is none in use.
create function tips_door(wanted uuid) returns table (place_id bigint, unit_path text, place text, unit text)
    language sql stable security definer set search_path = pg_catalog, public as $$
    select p.id, p.unit_path, btrim(p.building || ' ' || p.name), u.name
    from public.places_place p join public.org_unit u on u.id = p.unit_id
    where p.code = wanted and p.closed_on is null and u.closed_on is null
$$;

-- Yes-facts that hold at the place on a day, the nearest office's before the shipped one of the same code.
create function tips_facts(wanted uuid, day date) returns table (code text, text text, source text, standing text)
    language sql stable security definer set search_path = pg_catalog, public as $$
    select distinct on (c.code) c.code, c.text, c.source, c.standing
    from public.places_place p join public.hazards_criterion c on p.unit_path ^@ c.unit_path
    where p.code = wanted and p.closed_on is null and c.kind = 'direct'
      and (c.effective_from is null or c.effective_from <= day) and (c.effective_to is null or c.effective_to >= day)
    order by c.code, length(c.unit_path) desc
$$;

-- Whether one more may be sent: '' yes, 'place' no such code, 'address' or 'code' too many within the hour, 'full' too many unread.
create function tips_may(wanted uuid, sender text, wall timestamptz, most_address int, most_place int, most_waiting int) returns text
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
    spot bigint := (select d.place_id from public.tips_door(wanted) d);
begin
    if spot is null then return 'place'; end if;
    if (select count(*) from public.tips_letter l where l.address = sender and l.address <> ''
            and l.received_at > wall - interval '1 hour') >= most_address then return 'address'; end if;
    if (select count(*) from public.tips_letter l where l.place_id = spot and l.received_at > wall - interval '1 hour') >= most_place
        then return 'code'; end if;
    if (select count(*) from public.tips_letter l where l.place_id = spot and l.case_id is null)
        + (select count(*) from public.tips_tip t join public.cases_case c on c.id = t.case_id
           where t.place_id = spot and c.closed_at is null) >= most_waiting then return 'full'; end if;
    return '';
end $$;

-- Put one letter in. The same nonce a second time changes nothing. One at a time for each place, so that a limit is a limit.
create function tips_write(wanted uuid, letter jsonb, sender text, moment timestamptz, wall timestamptz,
                           most_address int, most_place int, most_waiting int) returns text
    language plpgsql security definer set search_path = pg_catalog, public as $$
declare
    no text;
begin
    perform pg_advisory_xact_lock(7317, (d.place_id % 2147483647)::int) from public.tips_door(wanted) d;
    if exists (select 1 from public.tips_letter l where l.nonce = (letter->>'nonce')::uuid) then return ''; end if;
    no := public.tips_may(wanted, sender, wall, most_address, most_place, most_waiting);
    if no <> '' then return no; end if;
    insert into public.tips_letter (nonce, token_digest, place_id, unit_path, said, reach, about_leader, danger, criteria, photos, address,
                                    received_at, at, tries, trouble)
    select (letter->>'nonce')::uuid, letter->>'token_digest', d.place_id, d.unit_path, left(letter->>'said', 1000), left(letter->>'reach', 60),
           (letter->>'about_leader')::boolean, (letter->>'danger')::boolean, letter->'criteria', letter->'photos', sender,
           wall, moment, 0, ''
    from public.tips_door(wanted) d;
    return '';
end $$;

-- What became of the letter behind a link: states, words meant for the sender, the number of the hazard; no names.
create function tips_read(digest text) returns table (
        at timestamptz, place text, unit text, state text, reply text, number text, hazard_state text, closed_at timestamptz,
        reach boolean, reach_until timestamptz)
    language sql stable security definer set search_path = pg_catalog, public as $$
    select l.at, btrim(p.building || ' ' || p.name), u.name, coalesce(c.state, 'received'), coalesce(t.reply, ''), coalesce(h.number, ''),
           coalesce(h.state, ''),
           case when t.hazard_id is not null then h.closed_at when c.state <> 'passed_up' then c.closed_at end, coalesce(t.reach, l.reach) <> '', t.reach_until
    from public.tips_letter l
    join public.places_place p on p.id = l.place_id
    join public.org_unit u on u.id = p.unit_id
    left join public.tips_tip t on t.case_id = l.case_id
    left join public.cases_case c on c.id = l.case_id
    left join public.cases_case h on h.id = t.hazard_id
    where l.token_digest = digest
$$;

-- The sender takes the number back.
create function tips_forget(digest text) returns boolean
    language plpgsql security definer set search_path = pg_catalog, public as $$
declare
    one bigint;
begin
    update public.tips_letter l set reach = '' where l.token_digest = digest returning l.case_id into one;
    if not found then return false; end if;
    update public.tips_tip t set reach = '', reach_until = null where t.case_id = one;
    return true;
end $$;

revoke execute on function tips_door(uuid), tips_facts(uuid, date), tips_may(uuid, text, timestamptz, int, int, int),
    tips_write(uuid, jsonb, text, timestamptz, timestamptz, int, int, int), tips_read(text), tips_forget(text) from public;
grant execute on function tips_door(uuid), tips_facts(uuid, date), tips_may(uuid, text, timestamptz, int, int, int),
    tips_write(uuid, jsonb, text, timestamptz, timestamptz, int, int, int), tips_read(text), tips_forget(text) to anlan_web, anlan_worker;
