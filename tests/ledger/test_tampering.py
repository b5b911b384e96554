"""What is changed, cut or inserted in the ledger behind everybody's back, as a superuser could, is named."""

from __future__ import annotations

import pytest

from anlan.kernel.actor import SYSTEM
from anlan.kernel.ledger import actions, queries, roots
from tests.cast import START
from tests.green_rows import connected_as
from tests.ledger.hands import AGAIN, HEADS, as_owner, cut, places, school_with_four_entries, verify

GONE = "payload gone, and no erasure is recorded"


@pytest.fixture
def committed(real_rows):
    return school_with_four_entries()


def test_an_untouched_chain_is_whole(committed):
    assert places(committed) == [] and verify()[0] == 0


def test_a_changed_entry_is_named(committed):
    as_owner(("update ledger_entry set verb = 'unit.close' where unit_id = %s and seq = 2", committed))
    assert places(committed) == [(2, "changed")]


def test_a_changed_actor_is_named(committed):
    as_owner(("update ledger_entry set actor = 7 where unit_id = %s and seq = 3", committed))
    assert places(committed) == [(3, "changed")]


def test_a_cut_entry_is_named(committed):
    as_owner(*cut(committed, 3))
    assert any(what == "missing or inserted" for _seq, what in places(committed))


def test_a_cut_tail_is_named_by_its_head(committed):
    as_owner(*cut(committed, 4))
    assert (4, "head does not match") in places(committed)


def test_an_inserted_entry_is_named(committed):
    as_owner(
        (
            "insert into ledger_entry select unit_id, 5, at, written, actor, verb, case_id, was, now, payload, hash "
            "from ledger_entry where unit_id = %s and seq = 4",
            committed,
        )
    )
    assert (5, "changed") in places(committed)


def test_a_payload_changed_in_place_is_named(committed):
    as_owner(("update ledger_payload set body = '{\"was\": {}}' where unit_id = %s and seq = 2", committed))
    assert places(committed) == [(2, "payload changed")]


def test_a_payload_put_where_none_was_is_named(committed):
    with connected_as("owner"):
        actions.erase(committed, 2, why="本人要求", by=SYSTEM, at=START)
    other = "select unit_id, 2, case_id, salt, body from ledger_payload where unit_id = %s and seq = 3"
    as_owner((f"insert into ledger_payload {other}", committed))
    assert places(committed) == [(2, "payload changed")]


# ── payloads that are gone ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_payload_that_was_taken_away_is_named(committed):
    as_owner(("delete from ledger_payload where unit_id = %s and seq = 2", committed))
    assert places(committed) == [(2, GONE)]


def test_a_payload_erased_on_the_record_does_not_break_the_chain(committed):
    with connected_as("owner"):
        actions.erase(committed, 2, why="本人要求删除", by=SYSTEM, at=START)
    assert places(committed) == []
    assert [e.payload for e in queries.unit_trail(committed, ["ledger.erase"])] == [{"why": "本人要求删除"}]
    as_owner(("delete from ledger_payload where unit_id = %s and seq = 3", committed))
    assert places(committed) == [(3, GONE)]


def test_the_record_of_an_erasure_cannot_be_invented_without_breaking_the_chain(committed):
    with connected_as("owner"):
        actions.erase(committed, 2, why="本人要求删除", by=SYSTEM, at=START)
    as_owner(
        ("delete from ledger_payload where unit_id = %s and seq = 3", committed),
        ("update ledger_entry set was = '3' where unit_id = %s and verb = 'ledger.erase'", committed),
    )
    assert set(places(committed)) == {(5, "changed"), (2, GONE)}


def test_an_entry_that_holds_nothing_is_not_missed(committed):
    with connected_as("owner"):
        from anlan.kernel.action import action, record

        @action
        def bare(*, by, at):
            record("unit.note", unit_id=committed, by=by, at=at)

        bare(by=SYSTEM, at=START)
    assert places(committed) == []


# ── what was kept of the chains ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def kept(committed):
    """The chain, with a root of START's day kept."""
    roots.publish_root(START)
    return committed


def test_a_root_is_kept_once_a_day_with_the_heads_that_moved(kept):
    from datetime import timedelta

    from django.db import connection

    from anlan.registers.org import actions as org
    from anlan.registers.org.models import Unit

    assert roots.publish_root(START) == 0
    org.change_unit(Unit.objects.get(pk=kept), name="新塘四小", by=SYSTEM, at=START)
    assert [roots.publish_root(START + timedelta(days=n)) for n in (1, 2)] == [1, 1]
    with connection.cursor() as cursor:
        cursor.execute("select day - %s, unit_id, seq from ledger_anchor where day > %s order by 1, 2", [START.date(), START.date()])
        assert cursor.fetchall() == [(1, kept, 5)]
    assert places() == [] and list(roots.broken_roots()) == []
    digests = [root.digest for root in roots.kept_roots()]
    assert len(digests) == 3 and digests[0] != digests[1] == digests[2]


def test_a_cut_tail_with_the_head_set_back_is_named(kept):
    as_owner(*cut(kept, 4), HEADS)
    assert places(kept) == [(4, "cut after entry 3: it reached this entry on 2026-12-14")]
    code, said = verify()
    assert code == 1 and f"unit {kept} entry 4: cut after entry 3" in said


def test_a_chain_deleted_with_its_head_is_named(kept):
    as_owner(*[("delete from ledger_payload where unit_id = %s", kept), ("delete from ledger_entry where unit_id = %s", kept)],
             ("delete from ledger_head where unit_id = %s", kept))  # fmt: skip
    assert places() == [(4, "the whole chain is gone: it reached this entry on 2026-12-14")]


def test_a_chain_computed_anew_from_a_changed_entry_on_is_named(kept):
    as_owner(("update ledger_entry set actor = 7 where unit_id = %s and seq = 2", kept), AGAIN, HEADS)
    assert places(kept) == [(4, "not the entry that stood here on 2026-12-14")]


def test_a_chain_computed_anew_is_named_also_when_later_roots_hold_it(kept):
    from datetime import timedelta

    as_owner(("update ledger_entry set actor = 7 where unit_id = %s and seq = 2", kept), AGAIN, HEADS)
    roots.publish_root(START + timedelta(days=1))
    assert places(kept) == [(4, "not the entry that stood here on 2026-12-14")]


def forged(unit):
    """The chain, its head and what was kept of it, all made to agree with a changed entry."""
    as_owner(
        ("update ledger_entry set actor = 7 where unit_id = %s and seq = 2", unit), AGAIN, HEADS,
        "update ledger_anchor a set hash = e.hash from ledger_entry e where e.unit_id = a.unit_id and e.seq = a.seq",
    )  # fmt: skip


def test_kept_heads_that_were_changed_no_longer_give_their_root(kept):
    forged(kept)
    assert places(kept) == []
    code, said = verify()
    assert code == 1 and "root of 2026-12-14: the heads kept with it give another" in said


def test_a_root_taken_away_is_missed(kept):
    as_owner("delete from ledger_root")
    code, said = verify()
    assert code == 1 and "root of 2026-12-14: heads are kept for this day, its root is gone" in said


def test_a_published_root_is_found_with_its_day(kept):
    digest = roots.kept_roots()[0].digest.hex()
    code, said = verify("--root", digest)
    assert code == 0 and f"root {digest} is the root of 2026-12-14: the heads kept of that day give it" in said


def test_whoever_changes_everything_is_still_named_by_a_root_published_elsewhere(kept):
    published = roots.kept_roots()[0].digest.hex()
    forged(kept)
    found, _days = roots.computed_roots([START.date()])
    as_owner(("update ledger_root set root = %s", found[START.date()]))
    assert verify()[0] == 0  # within the database everything agrees
    code, said = verify("--root", published)
    assert code == 1 and f"root {published} is none of the roots kept here of 2026-12-14 to 2026-12-14" in said


def test_a_published_root_shows_that_the_one_kept_of_its_day_was_replaced(kept):
    published = roots.kept_roots()[0].digest.hex()
    as_owner("update ledger_root set root = sha256(root)")
    code, said = verify("--root", published)
    assert code == 1 and "is the root of 2026-12-14: the heads kept of that day give it, but another root is kept" in said


def test_what_is_no_root_is_refused(committed):
    from django.core.management.base import CommandError

    for text in ("abc", "zz" * 32, "ab" * 31):
        with pytest.raises(CommandError, match="64 hexadecimal digits"):
            verify("--root", text)


def test_a_root_older_than_the_keeping_of_heads_is_said_to_be_beyond_comparison(kept):
    as_owner("insert into ledger_root (day, units, entries, root, at) values ('2026-01-01', 1, 1, sha256(''), now())")
    code, said = verify("--root", roots.merkle_root([]).hex())
    assert code == 1 and "is the root of 2026-01-01, which was kept without its heads" in said
    assert verify()[0] == 0


def test_the_daily_root_changes_with_any_head(committed):
    leaves = [roots.leaf((unit, 1, bytes([unit]))) for unit in (1, 2, 3, 4)]
    assert len({roots.merkle_root(leaves[:n]) for n in range(5)} | {roots.merkle_root([*leaves[:2], leaves[3]])}) == 6
    assert roots.publish_root(START) == 1 and roots.publish_root(START) == 0
