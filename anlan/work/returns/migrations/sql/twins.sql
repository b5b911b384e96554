-- Which of these digests of rows also stand at another unit of the round? It runs as the owner, because a school sees no row of a
-- neighbour: it learns yes or no about rows it holds itself, never whose the other is. Asked about a return that the caller does not
-- see, it answers nothing.
create function returns_twins(of_round bigint, of_case bigint, digests text[]) returns setof text
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
    paths text[] := string_to_array(nullif(current_setting('anlan.paths', true), ''), ' ');
    me bigint := nullif(current_setting('anlan.person', true), '')::bigint;
begin
    if not (me is null and session_user <> 'anlan_web') and not exists (
        select 1 from public.returns_sheet s where s.case_id = of_case and s.round_id = of_round
          and (s.unit_path ^@ any(paths) or exists (
              select 1 from public.cases_party p where p.case_id = s.case_id and p.person_id = me))) then
        return;
    end if;
    return query
        select distinct r.told::text from public.returns_row r
        where r.round_id = of_round and r.case_id <> of_case and r.removed_at is null and r.told <> ''
          and r.told = any(digests)
          and exists (select 1 from public.returns_row mine where mine.case_id = of_case and mine.told = r.told);
end $$;
revoke execute on function returns_twins(bigint, bigint, text[]) from public;
grant execute on function returns_twins(bigint, bigint, text[]) to anlan_web, anlan_worker;
