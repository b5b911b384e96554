-- Which columns of an account whoever acts may change; whose account at all, the policy says. The login of the pages only.
--   oneself            password and what goes with it, last sign-in, the post in use, the language
--   kept, at home      name, number to sign in by
--   kept as a whole    password, enabled or not: no running post lies out of reach, or a school could take over an officer's account
-- Nobody changes a user name.
create function people_kept(unit_path text) returns boolean language sql stable as $$
    select coalesce(unit_path ^@ any(string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' ')), false)
        or (unit_path ^@ '9.' and exists (select 1 from unnest(string_to_array(nullif(current_setting('anlan.keeps', true), ''), ' ')) kept
                                          where kept ~ '^1[.]([0-9]+[.])?$'))
$$;

-- The day in the city at the clockwork's last look, on the clock of a demo as well; null where it has not looked yet.
create function people_today() returns date language sql stable as $$
    select ((s.value #>> '{}')::timestamptz at time zone 'Asia/Shanghai')::date from public.kernel_setting s where s.key = 'engine.last'
$$;

create function people_person_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
    me bigint := nullif(current_setting('anlan.person', true), '')::bigint;
    own jsonb := to_jsonb(old);
    changed text[];
    allowed text[] := '{}';
begin
    if current_user <> 'anlan_web' then return new; end if;
    changed := array(select key from jsonb_each(to_jsonb(new)) n where n.value is distinct from own->n.key);
    if old.id = me then
        allowed := '{password,must_change_password,password_changed_at,last_login,last_post_id,language}';
    end if;
    if exists (select 1 from public.people_contact c where c.person_id = old.id and public.people_kept(c.unit_path)) then
        allowed := allowed || '{name,pinyin,mobile_digest}'::text[];
        if not exists (select 1 from public.people_grant g where g.person_id = old.id and not public.people_kept(g.unit_path)
                       and (g.ends is null or g.ends >= coalesce(public.people_today(), g.ends))) then
            allowed := allowed || '{password,must_change_password,password_changed_at,is_active}'::text[];
        end if;
    end if;
    if not changed <@ allowed then
        raise exception 'this is not yours to change in an account' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger people_person_guard before update on people_person for each row execute function people_person_guard();

revoke delete on people_person from anlan_web;

-- Sessions, devices, wrong passwords and addresses to sign in by are read and written before or after anybody acts, by the frame
-- alone. Within acting() they do not exist: who slips a query into a page finds no session to borrow and no lock to lift.
do $$
declare one text;
begin
    foreach one in array array['django_session', 'usersessions_usersession', 'axes_accessattempt', 'axes_accessattemptexpiration',
                               'axes_accessfailurelog', 'axes_accesslog', 'account_emailaddress', 'account_emailconfirmation'] loop
        execute format('alter table %I enable row level security', one);
        execute format($policy$create policy nobody_acts on %I to anlan_web
            using ((select nullif(current_setting('anlan.person', true), '')) is null)$policy$, one);
        execute format('create policy worker on %I to anlan_worker using (true)', one);
    end loop;
end $$;
-- Written by migrations alone.
revoke insert, update, delete on django_migrations, django_content_type, auth_permission, auth_group, auth_group_permissions
    from anlan_web, anlan_worker;
