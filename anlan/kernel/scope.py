"""Scope in the database: policies and path keys stand beside the model and reach PostgreSQL by makemigrations.

Three logins: `anlan_owner` migrates (tables are ENABLEd, not FORCEd: a data migration must see rows), `anlan_web` serves and
owns nothing, `anlan_worker` has its own policy `using (true)`. Outside acting() `anlan_web` sees no row.

Settings, each made by SET LOCAL in acting():
    anlan.paths   '1.03. 1.05.020.'  paths of the grants that reach a whole unit
    anlan.homes   paths of all grants: where a person may open something, even with reach 'own'
    anlan.keeps   paths whose registers the person keeps: those of `paths`, and those of an account administrator
    anlan.person  '318'
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

WEB, WORKER = "anlan_web", "anlan_worker"


def _paths(setting: str) -> str:
    return f"(select string_to_array(nullif(current_setting('{setting}', true), ''), ' '))::text[]"


IN_SCOPE = f"unit_path ^@ any({_paths('anlan.paths')})"
AT_HOME = f"unit_path ^@ any({_paths('anlan.homes')})"
KEPT = f"unit_path ^@ any({_paths('anlan.keeps')})"
ME = "(select nullif(current_setting('anlan.person', true), '')::bigint)"
SIGNED_IN = f"{ME} is not null"
UNSEALED = f"(not sealed or readers @> array[{ME}])"
# what an office above has issued: seen by every unit below it
FROM_ABOVE = f"exists (select 1 from unnest({_paths('anlan.homes')}) home where home ^@ unit_path)"


def in_range(paths: Iterable[str], column: str = "unit_path") -> tuple[str, list[str]]:
    """The scope again as leakproof ranges, so that the planner may use an index: (sql, params), an OR of ranges.

    The closing dot makes the end exact: '1.03.' <= p < '1.03/'.
    """
    paths = list(paths)
    sql = " or ".join(f"({column} >= %s and {column} < %s)" for _ in paths) or "false"
    return f"({sql})", [end for p in paths for end in (p, p[:-1] + "/")]


def below(path: str, field: str = "unit_path") -> models.Q:
    """The same range for the ORM: everything at `path` and under it."""
    return models.Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "/"})


def below_any(paths: Iterable[str], field: str = "unit_path") -> models.Q:
    """Everything under any of `paths`; nothing when there is none."""
    whole = models.Q(pk__in=[])
    for path in paths:
        whole |= below(path, field)
    return whole


class PathField(models.TextField):
    """A unit's path such as '1.03.017.', compared byte by byte so that ranges and prefixes agree."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("db_collation", "C")
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class _Sql(models.BaseConstraint):
    """A constraint given as SQL; runs after the table and its columns exist."""

    def constraint_sql(self, model: Any, editor: Any) -> str:
        """Not part of CREATE TABLE: put off until the table stands."""
        editor.deferred_sql.append(self.create_sql(model, editor))
        return ""

    def create_sql(self, model: Any, editor: Any) -> str:
        raise NotImplementedError

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to do: the database is the judge."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    __hash__ = object.__hash__


# A row seen for another reason than its unit (its person is named in it) does not carry this reason into a unit out of reach.
# Units that move take their rows along by foreign keys, which work as the owner.
_STAYS = f"""
create or replace function scope_stays() returns trigger language plpgsql as $$
begin
    if current_user = '{WEB}' and not (new.unit_path ^@ '9.' and old.unit_path ^@ '9.') and not coalesce(new.unit_path ^@ any(
        string_to_array(concat_ws(' ', nullif(current_setting('anlan.paths', true), ''),
            nullif(current_setting('anlan.homes', true), ''), nullif(current_setting('anlan.keeps', true), '')), ' ')), false) then
        raise exception 'a row does not move to a unit out of reach' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$
"""


class RowPolicy(_Sql):
    """Who among the web's people sees and writes a row of this table.

    using     seen, changed and deleted when this SQL holds
    reading   a wider condition for reading alone (names of units are public within the city)
    writing   a condition for new rows, when it differs from `using`
    changing  a condition for a row as it is after a change, when it differs from `using`
    """

    def __init__(self, *, name: str, using: str = IN_SCOPE, reading: str = "", writing: str = "", changing: str = "") -> None:
        super().__init__(name=name)
        self.using, self.reading, self.writing, self.changing = using, reading, writing, changing

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"using": self.using, "reading": self.reading, "writing": self.writing}
        return path, args, {**kwargs, "changing": self.changing} if self.changing else kwargs

    def create_sql(self, model: Any, editor: Any) -> str:
        table = editor.quote_name(model._meta.db_table)
        on = f"on {table} "
        parts = [
            f"alter table {table} enable row level security",
            f"create policy {self.name}_read {on} for select to {WEB} using ({self.reading or self.using})",
            f"create policy {self.name}_insert {on} for insert to {WEB} with check ({self.writing or self.using})",
            f"create policy {self.name}_update {on} for update to {WEB} using ({self.using}) with check ({self.changing or self.using})",
            f"create policy {self.name}_delete {on} for delete to {WEB} using ({self.using})",
            f"create policy {self.name}_worker {on} to {WORKER} using (true)",
        ]
        if any(field.column == "unit_path" for field in model._meta.local_fields):
            moved = "for each row when (old.unit_path is distinct from new.unit_path) execute function scope_stays()"
            parts += [_STAYS, f"create trigger {self.name}_stays before update of unit_path {on} {moved}"]
        return "; ".join(parts)

    def remove_sql(self, model: Any, editor: Any) -> str:
        table = editor.quote_name(model._meta.db_table)
        names = ("read", "insert", "update", "delete", "worker")
        parts = [f"drop policy {self.name}_{n} on {table}" for n in names]
        return "; ".join([*parts, f"drop trigger if exists {self.name}_stays on {table}"])


class PathKey(_Sql):
    """(field, unit_path) -> parent (id, path): a child cannot name a row of another unit, and follows a move.

    The parent needs a unique (id, <path column>); the ForeignKey itself has db_constraint=False.
    """

    def __init__(self, *, name: str, field: str, to: str, to_path: str = "unit_path") -> None:
        super().__init__(name=name)
        self.field, self.to, self.to_path = field, to, to_path

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field, "to": self.to, "to_path": self.to_path}

    def create_sql(self, model: Any, editor: Any) -> str:
        return (
            f"alter table {editor.quote_name(model._meta.db_table)} add constraint {self.name} foreign key "
            f"({self.field}, unit_path) references {self.to} (id, {self.to_path}) on update cascade"
        )

    def remove_sql(self, model: Any, editor: Any) -> str:
        return f"alter table {editor.quote_name(model._meta.db_table)} drop constraint {self.name}"


def exempt(reason: str) -> Any:
    """Mark a model whose table needs no policy, and say why. A check fails for a table with neither."""

    def mark(model: Any) -> Any:
        model.scope_exempt = reason
        return model

    return mark
