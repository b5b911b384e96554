-- The three logins of Anlan and what they may do. Run once by a superuser; runs again without harm.
-- Passwords are set apart from this file. Needs PostgreSQL 15 or later.
-- anlan_owner  owns the database and migrates        (row policies do not bind it)
-- anlan_web    serves pages and the API, owns nothing (row policies bind it)
-- anlan_worker jobs, outbox, the clock's sweep        (row policies of its own; may act as anlan_web)
do $$
begin
  if not exists (select from pg_roles where rolname = 'anlan_owner') then
    create role anlan_owner login createdb;
  end if;
  if not exists (select from pg_roles where rolname = 'anlan_web') then
    create role anlan_web login;
  end if;
  if not exists (select from pg_roles where rolname = 'anlan_worker') then
    create role anlan_worker login noinherit;   -- becomes anlan_web by SET ROLE only
  end if;
end $$;
alter role anlan_owner inherit;   -- as owner of the database it may make tables in its public schema
grant anlan_web to anlan_worker;
alter role anlan_owner set timezone = 'UTC';
alter role anlan_web set timezone = 'UTC';
alter role anlan_worker set timezone = 'UTC';
