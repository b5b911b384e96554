-- Rights inside one database; run in template1 as well, so that databases made from it have them too.
-- Without the first line a planted `select set_config(...)` could widen its own scope.
revoke execute on function pg_catalog.set_config(text, text, boolean) from public;
grant execute on function pg_catalog.set_config(text, text, boolean) to anlan_owner;
-- What other connections are doing holds what their people typed.
revoke execute on function pg_catalog.pg_stat_get_activity(integer), pg_catalog.pg_stat_get_backend_activity(integer) from public;
grant execute on function pg_catalog.pg_stat_get_activity(integer), pg_catalog.pg_stat_get_backend_activity(integer)
  to anlan_owner, anlan_worker, pg_monitor;
alter default privileges for role anlan_owner
  grant select, insert, update, delete on tables to anlan_web, anlan_worker;
alter default privileges for role anlan_owner
  grant usage, select on sequences to anlan_web, anlan_worker;
