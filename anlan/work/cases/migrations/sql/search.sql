-- The index of words also holds where a case lies, so that a school's search never walks through the city's hits: '@1.03.' and
-- '@1.03.017.' for a case of that school. The city itself needs no mark.
drop function cases_search(text, int);
alter table cases_case drop column words;
drop function cases_words(text);
create function cases_places(path text) returns text[] language sql immutable parallel safe as $$
    select coalesce(array_agg('@' || array_to_string(p[1:n], '.') || '.'), '{}')
    from string_to_array(rtrim(path, '.'), '.') p, generate_series(2, cardinality(p)) n
$$;
-- words and path are never handed to one function: their collations differ, and by the path's no Chinese character is a letter
alter table cases_case add column words tsvector generated always as (
    array_to_tsvector(cases_pairs(number || ' ' || case when sealed then '' else title end) || cases_places(unit_path))) stored;
create index cases_words_idx on cases_case using gin (words) with (fastupdate = off);

-- The newest hits among the newest rows: words so common that a page is full of them soon need no index.
create function cases_search_newest(wanted tsquery, paths text[], me bigint, most int, looked int) returns table (id bigint)
    language sql stable set search_path = pg_catalog, public set enable_bitmapscan = off set enable_seqscan = off as $$
    select x.id from (select * from public.cases_case order by opened_at desc limit looked) x
    where x.words @@ wanted and x.unit_path ^@ any(paths) and (not x.sealed or x.readers @> array[me])
    order by x.opened_at desc limit most
$$;
revoke execute on function cases_search_newest(tsquery, text[], bigint, int, int) from public;

-- The one door to search: it runs as the owner, so that the index can serve, and applies the scope itself: the paths are read from
-- the same settings as the policies, cases outside them by who takes part, sealed rows are only found by their readers. A number
-- is looked up as a number: its characters stand in every case.
create function cases_search(words text, most int) returns table (id bigint)
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
        elsewhere := array(select p.case_id from public.cases_party p
            where p.person_id = me and not coalesce(p.unit_path ^@ any(paths), false) limit 5000);
        hits := hits || array(
            select x.id from public.cases_case x
            where x.id = any(elsewhere) and x.words @@ wanted and (not x.sealed or x.readers @> array[me]));
    end if;
    return query select c.id from public.cases_case c where c.id = any(hits) order by c.opened_at desc, c.id desc limit shown;
end $$;
revoke execute on function cases_search(text, int) from public;
grant execute on function cases_search(text, int) to anlan_web, anlan_worker;
