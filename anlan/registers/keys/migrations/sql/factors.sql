-- Passkeys, keys of one-time codes and recovery codes: read and written by the frame before anybody acts, and by their owner. Nobody
-- else's exist while somebody acts.
alter table mfa_authenticator enable row level security;
create policy nobody_acts_or_mine on mfa_authenticator to anlan_web
    using ((select nullif(current_setting('anlan.person', true), '')) is null
        or user_id = (select nullif(current_setting('anlan.person', true), '')::bigint));
create policy worker on mfa_authenticator to anlan_worker using (true);

-- Who keeps an account with every post it holds takes its second factors away, without ever seeing one.
create function keys_drop_factors(of_person bigint) returns int language plpgsql security definer set search_path = pg_catalog, public as $$
declare
    gone int;
    me bigint := nullif(current_setting('anlan.person', true), '')::bigint;
begin
    if me is null or me = of_person
        or not exists (select 1 from public.people_contact c where c.person_id = of_person and public.people_kept(c.unit_path))
        or exists (select 1 from public.people_grant g where g.person_id = of_person and not public.people_kept(g.unit_path)
                   and (g.ends is null or g.ends >= coalesce(public.people_today(), g.ends))) then
        raise exception 'this account is not yours to keep' using errcode = 'insufficient_privilege';
    end if;
    delete from public.mfa_authenticator where user_id = of_person;
    get diagnostics gone = row_count;
    return gone;
end $$;
revoke execute on function keys_drop_factors(bigint) from public;
grant execute on function keys_drop_factors(bigint) to anlan_web, anlan_worker;

-- Counters are worth nothing after a crash, and a row that is not logged is written without waiting for the disk.
alter table keys_rate set unlogged;
