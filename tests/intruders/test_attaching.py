# ruff: noqa: E501
"""Nothing of one school hangs on a row of another, for every table, whatever the web's login tries. Generated from the models."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from anlan.kernel.scope import PathKey, RowPolicy
from tests.real_rows import owner_connection

pytestmark = pytest.mark.xdist_group("intruders")
REFUSALS = ("InsufficientPrivilege", "ForeignKeyViolation", "RaiseException")
# tables whose rows the pages only read
READ_ONLY = {
    "board_standing",
    "board_domain",
    "board_day",
    "board_heard",
    "board_counted",
    "board_sealed",
    "burden_finding",
    "people_chain_gap",
    "hazards_criterion",
    "tips_letter",
}
PERSONS = ("person_id", "by_id", "made_by_id", "opened_by_id", "asked_by_id", "found_by_id", "imported_by_id", "owner_id")


def keyed() -> list[type[models.Model]]:
    """Models whose rows hang on rows of the same unit."""
    return [m for m in apps.get_models() if any(isinstance(c, PathKey) for c in m._meta.constraints)]


def keys(model: type[models.Model]) -> list[PathKey]:
    return [c for c in model._meta.constraints if isinstance(c, PathKey)]


def held() -> list[type[models.Model]]:
    """Models under a policy whose rows lie at a unit."""
    of_ours = (m for m in apps.get_models() if any(isinstance(c, RowPolicy) for c in m._meta.constraints))
    return [m for m in of_ours if any(f.column == "unit_path" for f in m._meta.local_fields)]


NAMES = [m._meta.db_table for m in keyed()]


# where a row of Green has its one child already: another parent of Green, so that the refusal is the one that is meant
EVADE = {
    "notices_proof": {"case_id": "task_open"},
    "notices_dossier": {"notice_id": "draft"},
    "programmes_of_notice": {"notice_id": "draft"},
}
OTHERWISE = {
    "asks_limit": {"starts": "2027-03-01"},
    "asks_release": {"case_id": None},
    "asks_spent": {"week": "2027-03-01"},
    "cases_time_request": {"decided_at": "2026-12-15T01:00:00+00:00"},
    "calendar_term": {"season": "spring"},
    "org_link": {"domain": "gas"},
    "returns_doubt": {"kind": "jump"},
    "checks_answer": {"key": "i9"},
    "checks_draw": {"stage": "recheck"},
    "pledges_cover": {"layer": "x"},
    "channels_service": {"kind": "feishu"},
    "channels_proposal": {"user_id": "u9"},
    "notices_amendment": {"number": 9},
}


def somebodys(green, model) -> dict[str, Any] | None:
    """A row of Green School, else of a bureau: nothing that Hill may write."""
    table = model._meta.db_table
    with owner_connection() as owner:
        found = owner.execute(
            f"select to_jsonb(x) from {table} x where unit_path <> all(%s) order by unit_path = %s desc limit 1",
            [["", green.cast.units["hill"].unit_path], green.cast.units["green"].unit_path],
        ).fetchone()
    if found is None:
        return None
    other = {column: green.pk(name) for column, name in EVADE.get(table, {}).items()}
    return found[0] | other | OTHERWISE.get(table, {})


def insert(sql, model, row: dict[str, Any]) -> None:
    """Insert `row` as the person who acts; the generated columns and a serial number are the database's."""
    concrete = {f.column: f for f in model._meta.local_concrete_fields}
    own = model._meta.pk.column if isinstance(model._meta.pk, models.AutoField) else ""
    given = {c: v for c, v in row.items() if c in concrete and c != own}
    for column, field in concrete.items():
        if column in given and isinstance(field, models.UUIDField) and given[column]:
            given[column] = str(uuid.uuid4())
        elif column in ("number", "code", "external_number", "domain", "rule_id", "name", "digest", "device") and isinstance(
            given.get(column), str
        ):
            given[column] = f"x{uuid.uuid4().hex[:8]}"
    table, columns = model._meta.db_table, ", ".join(f'"{column}"' for column in given)
    sql(f"insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, %s)", [json.dumps(given)])
    sql("set constraints all immediate")


def reason(error: DatabaseError) -> str:
    return type(error.__cause__).__name__


def refused(error: DatabaseError, model) -> bool:
    """Refused by scope or key; where the parent has its one child already, by that."""
    one_to_one = isinstance(model._meta.pk, models.OneToOneField)
    return reason(error) in REFUSALS or (one_to_one and reason(error) == "UniqueViolation" and "_pkey" in str(error))


@pytest.mark.parametrize("table", NAMES)
def test_a_row_of_hill_does_not_hang_on_a_parent_of_green(green, sql, inside, table):
    model = next(m for m in keyed() if m._meta.db_table == table)
    row = somebodys(green, model)
    if row is None:
        assert table in READ_ONLY, f"make a row of {table} at Green School in tests/green_rows.py"
        return
    me, here = green.cast.people["feng"].pk, green.cast.units["hill"].unit_path
    mine = row | {c: me for c in PERSONS if c in row and c != model._meta.pk.column}
    for path in (row["unit_path"], here):  # it says that it is Green's, or that it is Hill's
        with pytest.raises(DatabaseError) as raised, inside("feng"), transaction.atomic():
            insert(sql, model, mine | {"unit_path": path})
        assert refused(raised.value, model), (path, raised.value)


@pytest.mark.parametrize("table", sorted(m._meta.db_table for m in held()))
@pytest.mark.parametrize("who", ["chen", "su"])
def test_a_row_of_green_is_not_moved_to_hill(green, sql, inside, table, who):
    model = next(m for m in held() if m._meta.db_table == table)
    parents = {"org_unit": "hill", "places_place": "hill_place", "cases_case": "hill_case"}
    sets = [f"{key.field} = {green.pk(parents[key.to])}" for key in keys(model) if key.to in parents]
    if table == "org_unit":
        sets = []
    text = f"update {table} set {', '.join([*sets, 'unit_path = %s'])} where unit_path = %s"
    paths = [green.cast.units["hill"].unit_path + ("7." if table == "org_unit" else ""), green.cast.units["green"].unit_path]
    with inside(who):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(text, paths)
                moved = cursor.rowcount
        except DatabaseError as error:
            assert reason(error) in (*REFUSALS, "UniqueViolation"), error
        else:
            assert moved == 0, f"{moved} rows of {table} went over to Hill"


@pytest.mark.parametrize("who", ["feng", "wu", "xu", "su", "admin"])
def test_nobody_lets_themselves_into_a_case_that_they_do_not_see(green, sql, inside, who):
    me, path = green.cast.people[who].pk, green.cast.units["green"].unit_path
    see = f"select count(*) from cases_case where id = {green.pk('errand')}"
    tries = [
        f"insert into cases_party (case_id, unit_path, person_id, part, sealed, at) values ({green.pk('errand')}, '{path}', {me}, 'x', false, now())",
        f"update cases_party set case_id = {green.pk('errand')}, unit_path = '{path}' where person_id = {me}",
        f"insert into cases_time_request (case_id, unit_path, until, why, asked_by_id, asked_at, decision) "
        f"values ({green.pk('errand_done')}, '{path}', now(), '', {me}, now(), '')",
        f"insert into notices_look (case_id, unit_path, person_id, at) values ({green.pk('task')}, '{path}', {me}, now())",
        f"insert into evidence_file (unit_id, unit_path, case_id, sha256, kind, mime, name, size, width, height, phase, by_id, at, withdrawn_why) "
        f"values ({green.pk('green')}, '{path}', {green.pk('errand')}, '', 'txt', '', '', 1, 0, 0, 'proof', {me}, now(), '')",
        f"update people_grant set person_id = {me} where post_id = {green.cast.posts['lin'].pk}",
        f"insert into people_grant (person_id, post_id, unit_path, reach, starts) values ({me}, {green.cast.posts['chen'].pk}, '{path}', 'unit', '2026-01-01')",
        f"update people_contact set mobile = '1' where person_id = {green.cast.people['chen'].pk}",
        f"delete from cases_party where case_id = {green.pk('errand')}",
    ]  # fmt: skip
    with inside(who):
        assert sql(see) == [(0,)]
        for statement in tries:
            if who == "admin" and "people_" in statement:
                continue  # keeps the accounts of the city
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
                    changed = cursor.rowcount
                    assert changed == 0, (statement, changed)
            except DatabaseError:
                continue
        assert sql(see) == [(0,)]
