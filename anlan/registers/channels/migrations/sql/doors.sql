-- allauth's own tables of sign-in by others stay empty: what is bound stands in channels_binding. Its lookup reads them before anybody
-- acts; within acting() they do not exist, and the pages write none of them.
do $$
declare one text;
begin
    foreach one in array array['socialaccount_socialaccount', 'socialaccount_socialapp', 'socialaccount_socialtoken'] loop
        execute format('alter table %I enable row level security', one);
        execute format($policy$create policy nobody_acts on %I for select to anlan_web
            using ((select nullif(current_setting('anlan.person', true), '')) is null)$policy$, one);
        execute format('create policy worker on %I to anlan_worker using (true)', one);
        execute format('revoke insert, update, delete on %I from anlan_web', one);
    end loop;
end $$;

-- At the door nobody acts yet, and no row shows. These two answer one exact question each, and only there: whose account this number of
-- the directory is, and the sealed secret of one service (useless without the signing key).
create function channels_bound(service bigint, number text) returns bigint language sql stable security definer
    set search_path = pg_catalog, public as $$
    select b.person_id from public.channels_binding b
    where b.service_id = $1 and b.user_id = $2 and nullif(current_setting('anlan.person', true), '') is null
$$;
create function channels_sealed(service bigint) returns text language sql stable security definer
    set search_path = pg_catalog, public as $$
    select s.sealed from public.channels_secret s join public.channels_service v on v.id = s.service_id
    where s.service_id = $1 and v.running and v.kind <> 'sms' and nullif(current_setting('anlan.person', true), '') is null
$$;
revoke execute on function channels_bound(bigint, text), channels_sealed(bigint) from public;
grant execute on function channels_bound(bigint, text), channels_sealed(bigint) to anlan_web, anlan_worker;
