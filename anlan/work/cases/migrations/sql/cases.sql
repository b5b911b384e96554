-- Numbers: one sequence for all kinds; gaps are allowed, twins are not.
create sequence cases_number;
grant usage on sequence cases_number to anlan_web, anlan_worker;

-- Search: every two neighbouring characters become a word; the embedded server has no trigrams, and those would not serve
-- two-character Chinese words anyway.
create function cases_pairs(words text) returns text[] language sql immutable parallel safe as $$
    select coalesce(array_agg(distinct substr(w, i, 2)), '{}')
    from regexp_split_to_table(lower(words), '[^[:alnum:]]+') w, generate_series(1, length(w) - 1) i
$$;
create function cases_words(words text) returns tsvector language sql immutable parallel safe as $$
    select array_to_tsvector(cases_pairs(words))
$$;
alter table cases_case add column words tsvector
    generated always as (cases_words(number || ' ' || case when sealed then '' else title end)) stored;
create index cases_words_idx on cases_case using gin (words) with (fastupdate = off);

-- The one door to search: it runs as the owner, so that the index can serve, and applies the scope itself: the paths are
-- read from the same settings as the policies, sealed rows are only found by their readers.
create function cases_search(words text, most int) returns table (id bigint)
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
    paths text[] := string_to_array(nullif(current_setting('anlan.paths', true), ''), ' ');
    me bigint := nullif(current_setting('anlan.person', true), '')::bigint;
    pairs text[] := public.cases_pairs(words);
    wanted tsquery;
begin
    if cardinality(pairs) = 0 then return; end if;
    select string_agg(quote_literal(p), ' & ')::tsquery into wanted from unnest(pairs) p;
    return query
        select c.id from (
            select x.id, x.opened_at from public.cases_case x
            where x.words @@ wanted
              and (x.unit_path ^@ any(paths) or x.opened_by_id = me
                   or exists (select 1 from public.cases_party p where p.case_id = x.id and p.person_id = me))
              and (not x.sealed or x.readers @> array[me])
            limit 2000) c
        order by c.opened_at desc, c.id desc limit least(most, 200);
end $$;
revoke execute on function cases_search(text, int) from public;
grant execute on function cases_search(text, int) to anlan_web, anlan_worker;

-- The trail is seen by those who see the case; entries without a case by those who see the unit.
create policy ledger_entry_web on ledger_entry for select to anlan_web using (
    case when case_id is not null then exists (select 1 from cases_case c where c.id = case_id)
    else exists (select 1 from org_unit u where u.id = unit_id
        and u.unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])) end);
create policy ledger_payload_web on ledger_payload for select to anlan_web using (
    case when case_id is not null then exists (select 1 from cases_case c where c.id = case_id)
    else exists (select 1 from org_unit u where u.id = unit_id
        and u.unit_path ^@ any((select string_to_array(nullif(current_setting('anlan.paths', true), ''), ' '))::text[])) end);
