"""What is changed, cut or inserted in the ledger behind everybody's back, as a superuser could, is named."""

from __future__ import annotations

import pytest
from django.db import transaction

from anlan.kernel.actor import SYSTEM
from anlan.kernel.ledger import queries, roots
from anlan.registers.org import actions as org
from tests.cast import START
from tests.real_rows import owner_connection


def as_owner(statement, *params):
    """The owner takes the triggers off first: what somebody would do to hide a change."""
    with owner_connection() as owner:
        owner.execute("alter table ledger_entry disable trigger user")
        owner.execute(statement, params)
        owner.execute("alter table ledger_entry enable trigger user")


@pytest.fixture
def committed(real_rows):
    """A unit with a chain of four entries, committed: another connection has to be able to change them."""
    with transaction.atomic():
        city = org.open_unit(None, kind="city", name="云汀市教育局", by=SYSTEM, at=START)
        unit = org.open_unit(city, kind="school", name="新塘小学", by=SYSTEM, at=START)
        for name in ("新塘一小", "新塘二小", "新塘三小"):
            unit = org.change_unit(unit, name=name, by=SYSTEM, at=START)
    return unit.pk


def places(unit):
    return [(b.seq, b.what) for b in queries.broken(unit)]


def test_an_untouched_chain_is_whole(committed):
    assert places(committed) == []


def test_a_changed_entry_is_named(committed):
    as_owner("update ledger_entry set verb = 'unit.close' where unit_id = %s and seq = 2", committed)
    assert (2, "changed") in places(committed)


def test_a_cut_entry_is_named(committed):
    as_owner("delete from ledger_payload where unit_id = %s and seq = 3", committed)
    as_owner("delete from ledger_entry where unit_id = %s and seq = 3", committed)
    assert any(what == "missing or inserted" for _seq, what in places(committed))


def test_a_cut_tail_is_named_by_its_head(committed):
    as_owner("delete from ledger_payload where unit_id = %s and seq = 4", committed)
    as_owner("delete from ledger_entry where unit_id = %s and seq = 4", committed)
    assert (4, "head does not match") in places(committed)


def test_an_inserted_entry_is_named(committed):
    as_owner(
        "insert into ledger_entry select unit_id, 5, at, written, actor, verb, case_id, was, now, payload, hash "
        "from ledger_entry where unit_id = %s and seq = 4",
        committed,
    )
    assert (5, "changed") in places(committed)


def test_a_payload_changed_in_place_is_named(committed):
    as_owner("update ledger_payload set body = '{\"was\": {}}' where unit_id = %s and seq = 2", committed)
    assert (2, "payload changed") in places(committed)


def test_an_erased_payload_does_not_break_the_chain(committed):
    as_owner("delete from ledger_payload where unit_id = %s and seq = 2", committed)
    assert places(committed) == []


def test_the_daily_root_changes_with_any_head(committed):
    first = roots.merkle_root([b"a", b"b", b"c"])
    assert first != roots.merkle_root([b"a", b"b", b"d"]) and first != roots.merkle_root([b"a", b"b"])
    assert roots.publish_root(START) == 1 and roots.publish_root(START) == 0
