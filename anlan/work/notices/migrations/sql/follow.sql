-- A task's state and limit are its case's, whoever moves the case: who moves it need not see the task.
create function notices_task_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    update public.notices_task set state = new.state, limit_at = coalesce(new.limit_at, new.due_at) where case_id = new.id;
    return null;
end $$;
create trigger notices_task_follow after update of state, limit_at on cases_case for each row
    when (new.kind = 'task' and (old.state is distinct from new.state or old.limit_at is distinct from new.limit_at))
    execute function notices_task_follow();
update notices_task t set state = c.state, limit_at = coalesce(c.limit_at, c.due_at) from cases_case c where c.id = t.case_id;
