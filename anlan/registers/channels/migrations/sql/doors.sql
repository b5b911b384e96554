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
