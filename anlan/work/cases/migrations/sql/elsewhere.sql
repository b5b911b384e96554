-- What somebody takes part in outside their own units is looked up between those units, not among all they ever took part in: an
-- officer with twelve thousand cases in the district took a third of a search to find that none lay elsewhere.

-- The stretches of the tree that lie outside the paths, which do not overlap: from the end of one to the beginning of the next.
create function cases_gaps(paths text[]) returns table (low text, high text) language sql immutable parallel safe
    set search_path = pg_catalog, public as $$
    with own as (select p collate "C" as first, (rtrim(p, '.') || '/') collate "C" as beyond from unnest(paths) p)
    select coalesce(lag(beyond) over (order by first), ''), first from own
    union all select coalesce(max(beyond), ''), null from own
$$;
revoke execute on function cases_gaps(text[]) from public;

create or replace function cases_search(words text, most int) returns table (id bigint)
    language plpgsql stable security definer set search_path = pg_catalog, public
    set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
    paths text[] := coalesce(string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '), '{}');
    me bigint := nullif(current_setting('anlan.person', true), '')::bigint;
    pairs text[] := public.cases_pairs(words);
    shown int := least(most, 200);
    depth int;
    beginning text := upper(btrim(words));
    wanted tsquery;
    lying tsquery;
    hits bigint[] := '{}';
    elsewhere bigint[] := '{}';
begin
    if cardinality(pairs) = 0 then return; end if;
    if beginning ~ '^[A-Z]+-[0-9]{4}-[0-9]*$' then
        return query select x.id from public.cases_case x
            where x.number like beginning || '%'
              and (x.unit_path ^@ any(paths) or exists (
                  select 1 from public.cases_party p where p.case_id = x.id and p.person_id = me))
              and (not x.sealed or x.readers @> array[me])
            order by x.number limit shown;
        return;
    end if;
    select string_agg(quote_literal(p), ' & ')::tsquery into wanted from unnest(pairs) p;
    if cardinality(paths) > 0 then
        select min(cardinality(string_to_array(rtrim(p, '.'), '.'))) into depth from unnest(paths) p;
        if depth > 1 then
            select string_agg(quote_literal('@' || p), ' | ')::tsquery into lying from unnest(paths) p;
        end if;
        if depth < 3 then  -- the city, or whole districts
            hits := array(select n.id from public.cases_search_newest(wanted, paths, me, shown, 4000 * depth * depth) n);
        end if;
        if cardinality(hits) < shown then
            hits := array(
                select x.id from public.cases_case x
                where x.words @@ (case when lying is null then wanted else wanted && lying end)
                  and x.unit_path ^@ any(paths) and (not x.sealed or x.readers @> array[me])
                order by x.opened_at desc limit 2000);
        end if;
    end if;
    if lying is not null or cardinality(paths) = 0 then
        elsewhere := array(
            select found.case_id from public.cases_gaps(paths) gap, lateral (
                select p.case_id from public.cases_party p
                where p.person_id = me and p.unit_path >= gap.low collate "C" and (gap.high is null or p.unit_path < gap.high collate "C")
                limit 5000) found
            limit 5000);
        hits := hits || array(
            select x.id from public.cases_case x
            where x.id = any(elsewhere) and x.words @@ wanted and (not x.sealed or x.readers @> array[me]));
    end if;
    return query select c.id from public.cases_case c where c.id = any(hits) order by c.opened_at desc, c.id desc limit shown;
end $$;
