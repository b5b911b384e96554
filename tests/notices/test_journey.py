"""The founding notice from its file to its proof, and the clock moving over it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from anlan.kernel import clock, engine
from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.ledger.queries import broken, trail
from anlan.kernel.outbox.models import Delivery, Message
from anlan.work.cases import sweep
from anlan.work.cases.models import Case
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Dossier, Record, Task
from tests.cast import START
from tests.notices.paper import DUE, dossier_of, line, proved, sent

FOUNDING = Path(__file__).resolve().parents[3] / "shared" / "mission" / "notice.txt"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.skipif(not FOUNDING.is_file(), reason="the founding notice is not on this machine (../shared/mission/notice.txt)")
def test_the_founding_notice_from_import_to_proof(cast):
    lin, chen, zhao = cast.lin, cast.chen, cast.zhao
    with acting(lin):
        notice = actions.import_notice(FOUNDING.read_bytes(), "notice.txt", unit=cast.units["city"], by=lin, at=START)
        bounded = list(notice.obligations.filter(bounded__gt="").order_by("order"))
        assert len(bounded) == 2
        stops = queries.preview(notice, at=START).stops
        assert [s.obligation_id for s in stops[:2]] == [o.pk for o in bounded]
        actions.date_rest(notice, DUE, by=lin, at=START)
        for row in notice.obligations.filter(bounded="").order_by("order"):
            if row.domain == "bus":  # no school of this small city has a bus
                actions.edit(row, by=lin, at=START, addressees={"kinds": ["district"]})
            actions.confirm(row, by=lin, at=START)
        with pytest.raises(Refused) as refusal:
            actions.dispatch_now(notice, by=lin, at=START)
        assert refusal.value.code == "E-notice-blocked" and "不能照原文派" in str(refusal.value.sentence)
        first, second = bounded
        actions.resolve_bounded(first, how="substitute", text=queries.bounded_help(first).substitutes[0], by=lin, at=START)
        actions.confirm(first, by=lin, at=START)
        actions.resolve_bounded(second, how="outside", reason="信访工作按《信访工作条例》由有权处理的机关办理", by=lin, at=START)
        before = queries.preview(notice, at=START)
        assert before.can_go and before.minutes > 0 and len(before.samples) == 3
        actions.dispatch_now(notice, by=lin, at=START)

    notice.refresh_from_db()
    assert (notice.state, notice.lines, notice.units) == ("published", before.tasks, before.units)
    assert not Task.objects.filter(obligation=second).exists()
    first.refresh_from_db()
    assert "刑释" not in " ".join([first.text, *Case.objects.values_list("title", flat=True)])
    mine = dossier_of(notice, cast, "green")
    assert Dossier.objects.filter(notice=notice).count() == notice.units == 7  # city, two districts, four schools
    assert Message.objects.filter(kind="notices.dossier", unit_id=cast.units["green"].pk).count() == 1

    with acting(chen):
        assert actions.receive_dossier(mine, by=chen, at=START + HOUR) == mine.lines
        actions.assign_lines([line(notice, cast, "green", 3).pk], to_person=cast.people["su"].pk, by=chen, at=START + HOUR)
        open_ones = [t.pk for t in Task.objects.filter(dossier=mine, proof="record").order_by("obligation__order")[:2]]
        Task.objects.filter(pk__in=open_ones).update(rule="each")
        kept = actions.make_record(cast.units["green"], title="全面检查台账", text="五处都查了，两处隐患已登记", by=chen, at=START + DAY)
        actions.submit_lines(open_ones, record=kept, by=chen, at=START + DAY)
    with acting(zhao):
        for pk in open_ones:
            actions.look(pk, by=zhao, at=START + DAY + HOUR)
        actions.return_line(open_ones[0], note="缺检查日期", by=zhao, at=START + DAY + HOUR)
        actions.verify_line(open_ones[1], by=zhao, at=START + DAY + HOUR)
    with acting(chen):
        again = actions.make_record(cast.units["green"], title="全面检查台账", text="12月15日查的，五处", by=chen, at=START + 2 * DAY)
        actions.submit(open_ones[0], by=chen, at=START + 2 * DAY, record=again)
    with pytest.raises(NotYours), acting(chen):
        actions.verify_line(open_ones[0], by=chen, at=START + 2 * DAY)
    with acting(zhao):
        actions.look(open_ones[0], by=zhao, at=START + 3 * DAY)
        assert actions.verify_line(open_ones[0], by=zhao, at=START + 3 * DAY).state == "verified"
    assert trail(open_ones[0])[0].verb == "verify"

    with acting(cast.feng):
        assert not Case.objects.filter(pk__in=open_ones).exists()
        assert not Record.objects.exists()
        assert not Dossier.objects.filter(pk=mine.pk).exists()
        assert trail(open_ones[0]) == []
    assert broken() == []


def told(kind: str, who: str, cast) -> int:
    return Delivery.objects.filter(message__kind=kind, person_id=cast.people[who].pk, channel="page").count()


def test_the_clock_moves_over_an_unanswered_line_and_each_is_told_once(cast):
    notice = sent(cast, text="各区教育局，各学校：\n  一、各校12月28日前检查校门一键报警装置，登记在册。\n", rule="each")
    case = line(notice, cast, "green")
    owner = next(name for name, person in cast.people.items() if person.pk == case.owner_id)
    at = START
    while at <= DUE + 8 * DAY:
        with clock.travel(at):
            assert not engine.tick(at).trouble
        at += 12 * HOUR
    assert told("case.reminder", owner, cast) == 2
    assert told("case.due", "chen", cast) >= 1
    assert told("case.late", "lu", cast) == 1  # the head, a day later
    assert told("case.late", "zhao", cast) == 4 - 1  # three schools of the east, three days later
    assert told("case.late", "qian", cast) == 3
    assert told("case.late", "wu", cast) == 2  # as the safety officer, and four days later for want of a leader
    case.refresh_from_db()
    assert case.was_late and sweep.asleep(at) == (0, None)
    before = Message.objects.count()
    with clock.travel(at):
        engine.tick(at)
    assert Message.objects.count() == before


def test_a_missed_night_is_caught_up_at_once(cast):
    notice = sent(cast, text="各区教育局，各学校：\n  一、各校12月28日前检查校门一键报警装置，登记在册。\n", rule="each")
    sweep.sweep(DUE + 4 * DAY)
    case = line(notice, cast, "green")
    case.refresh_from_db()
    assert case.climbed == 6
    assert {t.verb for t in trail(case.pk)} == {"case.open", "case.climb"}


def test_a_dossier_nobody_received_is_asked_for_once_a_day_and_not_once_a_line(cast):
    notice = sent(cast)
    mine = dossier_of(notice, cast, "green")
    with acting(cast.feng):
        actions.receive_dossier(dossier_of(notice, cast, "hill"), by=cast.feng, at=START + HOUR)
    assert actions.chase_receipts(mine.receipt_by - HOUR) == 0
    assert actions.chase_receipts(mine.receipt_by) == 3
    assert actions.chase_receipts(mine.receipt_by + HOUR) == 0
    assert actions.chase_receipts(mine.receipt_by + DAY) == 3
    assert actions.chase_receipts(mine.receipt_by + 2 * DAY) == 3
    assert actions.chase_receipts(mine.receipt_by + 9 * DAY) == 0
    to = list(Message.objects.filter(kind="notices.receipt", facts__unit="青禾中学").order_by("id").values_list("unit_id", "role"))
    green, east = cast.units["green"].pk, cast.units["east"].pk
    assert to == [(green, "safety"), (green, "head"), (east, "safety")]


def test_reminders_follow_a_line_to_whose_turn_it_is(cast):
    notice = sent(cast, text="各区教育局，各学校：\n  一、各校12月28日前检查校门一键报警装置，登记在册。\n", rule="each", proof="declared")
    case = proved(cast, line(notice, cast, "green"), "chen", START)
    case.refresh_from_db()
    sweep.sweep(case.due_at + HOUR)
    to = set(Message.objects.filter(case_id=case.pk, kind__in=["case.due", "case.late", "case.reminder"]).values_list("unit_id", flat=True))
    assert to == {cast.units["east"].pk}  # the school did its part
