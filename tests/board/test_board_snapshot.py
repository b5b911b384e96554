"""The job that counts: right after any change, cheap when nothing changed, honest over midnight, silent on what is sealed."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from anlan.kernel import clock, settings_store
from anlan.kernel.acting import acting
from anlan.oversight.board import queries, snapshot
from anlan.oversight.board.models import Day, Domain, Sealed, Standing
from anlan.registers.org.models import Unit
from anlan.work.cases import actions
from anlan.work.cases.models import Case
from tests import errand
from tests.cast import START

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def open_one(cast: Any, school: str = "green", who: str = "chen", at: Any = START, **more: Any) -> Case:
    errand.register()
    actor = cast.actor(who, at)
    with acting(actor):
        return actions.open_case("errand", cast.units[school], title="一件事", by=actor, at=at, **more)


def close(cast: Any, case: Case, at: Any) -> None:
    with acting(cast.chen):
        actions.advance(case.pk, "finish", by=cast.chen, at=at, given={"note": "好了"})
    with acting(cast.lu):
        actions.advance(case.pk, "confirm", by=cast.lu, at=at)


def totals(cast: Any, unit: str, kind: str = "") -> queries.Totals:
    return queries.standing(cast.units[unit].pk, kind, [("errand", "done")])


def test_what_stands_open_is_summed_up_for_every_unit_above(cast: Any) -> None:
    open_one(cast, due_at=START - HOUR)
    open_one(cast, "hill", "feng", due_at=START + HOUR)
    open_one(cast, "river", "xie")
    snapshot.refresh(START)
    assert [totals(cast, u).open for u in ("green", "east", "west", "city")] == [1, 2, 1, 3]
    assert (totals(cast, "city").late, totals(cast, "city").today) == (1, 1)
    assert totals(cast, "city", "errand") == totals(cast, "city")


def test_a_department_counts_for_its_school(cast: Any) -> None:
    with acting(cast.chen):
        errand.register()
        actions.open_case("errand", cast.units["office"], title="一件事", by=cast.chen, at=START)
    snapshot.refresh(START)
    assert totals(cast, "green").open == totals(cast, "office").open == 1


def test_a_step_moves_it_and_closing_takes_it_out(cast: Any) -> None:
    case = open_one(cast, due_at=START + HOUR)
    snapshot.refresh(START)
    with acting(cast.chen):
        actions.advance(case.pk, "finish", by=cast.chen, at=START, given={"note": "好了"}, due_at=START + HOUR)
    snapshot.refresh(START + timedelta(seconds=5))
    assert totals(cast, "east").handed == 1
    with acting(cast.lu):
        actions.advance(case.pk, "confirm", by=cast.lu, at=START + timedelta(seconds=6))
    snapshot.refresh(START + timedelta(seconds=9))
    assert totals(cast, "city") == queries.Totals()
    assert not Standing.objects.filter(open__gt=0).exists() and not Domain.objects.filter(open__gt=0).exists()


def test_when_nothing_changed_only_the_stamp_moves(cast: Any) -> None:
    open_one(cast)
    assert snapshot.refresh(START) > 0
    assert snapshot.refresh(START + timedelta(seconds=5)) == 0
    assert queries.counted_at() == START + timedelta(seconds=5)


def test_a_limit_that_passes_is_seen_though_nobody_did_anything(cast: Any) -> None:
    open_one(cast, due_at=START + HOUR)
    snapshot.refresh(START)
    assert snapshot.refresh(START + HOUR + timedelta(seconds=1)) > 0
    assert totals(cast, "green").late == 1 and totals(cast, "green").oldest_due == START + HOUR


def test_the_counts_are_those_of_the_rows_after_any_number_of_changes(cast: Any) -> None:
    cases = [open_one(cast, at=START - n * DAY, due_at=START + (n - 3) * DAY) for n in range(8)]
    for n, case in enumerate(cases[::3]):
        close(cast, case, START + n * HOUR)
        snapshot.refresh(START + n * HOUR)
    at = START + 3 * HOUR
    snapshot.refresh(at)
    rows = Case.objects.filter(closed_at__isnull=True)
    found = totals(cast, "city")
    assert (found.open, found.late) == (rows.count(), rows.filter(due_at__lt=at).count())
    days = queries.days(cast.units["city"].pk, "", clock.local(at).date(), 14)
    assert sum(days.opened) == 8 and sum(days.closed) == 3 and days.opened[-1] == 1


def shown() -> list[Any]:
    """All rows of the counts that hold something."""
    with connection.cursor() as cursor:
        found: list[Any] = []
        for table, some in (("board_standing", "open > 0"), ("board_domain", "open > 0"), ("board_day", "opened + closed > 0")):
            cursor.execute(f"select to_jsonb(t) - 'id' from {table} t where {some} order by 1")
            found.append(cursor.fetchall())
    return found


def test_counting_what_changed_ends_where_counting_everything_ends(cast: Any) -> None:
    luck = random.Random(7)
    at, mine = START, (("green", "chen"), ("office", "chen"), ("hill", "feng"), ("river", "xie"), ("east", "zhao"))
    opened: list[Case] = []
    for _round in range(12):
        for _n in range(luck.randint(0, 3)):
            unit, who = luck.choice(mine)
            due, domain = at + luck.choice((-HOUR, HOUR, 5 * HOUR)), luck.choice(("fire", "gas"))
            opened.append(open_one(cast, unit, who, at, due_at=due, domain=domain))
        if (done := [c for c in opened if c.unit_id == cast.units["green"].pk]) and luck.random() < 0.5:
            opened.remove(case := luck.choice(done))
            close(cast, case, at)
        at += timedelta(minutes=luck.randint(1, 40))
        snapshot.refresh(at)
        step_by_step = shown()
        snapshot.count(at, clock.local(at).date(), Unit.objects.values_list("pk", flat=True), new_day=False)
        assert shown() == step_by_step
    assert len(step_by_step[0]) > 10


def test_only_what_changed_is_counted(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    open_one(cast)
    snapshot.refresh(START)
    asked: list[set[int]] = []
    plain = snapshot.count
    monkeypatch.setattr(snapshot, "count", lambda at, day, units, **more: asked.append(set(units)) or plain(at, day, units, **more))
    open_one(cast, "hill", "feng")
    snapshot.refresh(START + timedelta(minutes=1))
    assert asked == [{cast.units["hill"].pk}] and totals(cast, "city").open == 2


def test_yesterday_is_what_stood_at_midnight(cast: Any) -> None:
    open_one(cast, at=START - DAY, due_at=START - 12 * HOUR)
    late_at_night = open_one(cast, at=START - DAY, due_at=START + DAY)
    snapshot.refresh(START)
    close(cast, late_at_night, START + HOUR)
    open_one(cast, at=START + HOUR)
    snapshot.refresh(START + 2 * HOUR)
    days = queries.days(cast.units["green"].pk, "", clock.local(START).date(), 14)
    assert (days.open_before, days.late_before) == (2, 1)
    assert Day.objects.get(unit=cast.units["river"], kind="", open_end__isnull=False).open_end == 0


def test_nobody_looked_last_midnight_is_said_and_not_guessed(cast: Any) -> None:
    open_one(cast)
    snapshot.refresh(START)
    Day.objects.all().update(open_end=None)
    assert queries.days(cast.units["green"].pk, "", clock.local(START).date(), 14).open_before is None


def test_done_in_time_counts_what_went_its_way_and_was_never_late(cast: Any) -> None:
    close(cast, open_one(cast, at=START - DAY, due_at=START + DAY), START - HOUR)
    close(cast, open_one(cast, at=START - 3 * DAY, due_at=START - DAY), START - HOUR)
    snapshot.refresh(START)
    days = queries.days(cast.units["green"].pk, "", clock.local(START).date(), 14)
    assert (days.done, days.on_time) == (2, 1)


def test_sealed_cases_are_in_no_count_and_fewer_than_three_in_no_number(cast: Any) -> None:
    for _n in range(2):
        case = open_one(cast)
        Case.objects.filter(pk=case.pk).update(sealed=True, readers=[cast.people["chen"].pk])
    snapshot.refresh(START, whole=True)
    assert totals(cast, "city").open == 0 and Sealed.objects.get(unit=cast.units["city"]).open is None
    assert queries.sealed(cast.units["green"].pk) == (True, None)
    case = open_one(cast, "river", "xie")
    Case.objects.filter(pk=case.pk).update(sealed=True)
    snapshot.refresh(START, whole=True)
    assert Sealed.objects.get(unit=cast.units["city"]).open == 3 and Sealed.objects.get(unit=cast.units["east"]).open is None
    Case.objects.filter(sealed=True).update(sealed=False)
    snapshot.refresh(START, whole=True)
    assert not Sealed.objects.exists()


def test_a_school_is_heard_by_what_its_own_people_do_and_not_by_what_is_done_to_it(cast: Any) -> None:
    open_one(cast, "hill", "zhao")
    open_one(cast, "green", "chen")
    snapshot.refresh(START)
    heard = {u.name: u.heard_at for u in queries.units("1.", "", START, clock.local(START).date())}
    assert heard["青禾中学"] == START and heard["白鹭小学"] is None
    later = START + DAY
    with acting(cast.actor("feng", later)):
        actions.note(Case.objects.get(unit=cast.units["hill"]), text="看到了", by=cast.actor("feng", later), at=later)
    snapshot.refresh(later)
    heard = {u.name: u.heard_at for u in queries.units("1.", "", later, clock.local(later).date())}
    assert heard["白鹭小学"] == later and heard["青禾中学"] == START


def test_a_unit_that_moves_takes_its_rows_along(cast: Any) -> None:
    open_one(cast)
    snapshot.refresh(START)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from board_standing where unit_path like '1.02.%'")
        before = cursor.fetchone()[0]
    assert before == 0
    Unit.objects.filter(pk=cast.units["green"].pk).update(unit_path="1.02.900.", parent=cast.units["west"])
    assert Standing.objects.filter(unit=cast.units["green"]).exclude(unit_path="1.02.900.").count() == 0
    open_one(cast, "hill", "feng")  # whatever is written lets the next count look at the tree
    snapshot.refresh(START + timedelta(minutes=1))
    assert [totals(cast, u).open for u in ("east", "west")] == [1, 1]


def test_the_job_rests_a_moment_but_never_over_midnight(cast: Any) -> None:
    open_one(cast)
    assert snapshot.job(START) > 0
    open_one(cast)
    assert snapshot.job(START + HOUR) == 0
    assert snapshot.job(START + DAY) > 0
    stamp = settings_store.read(snapshot.STAMP)
    settings_store.write(snapshot.STAMP, {**stamp, "written": stamp["written"] - 10})
    open_one(cast)
    assert snapshot.job(START + DAY + HOUR) > 0
