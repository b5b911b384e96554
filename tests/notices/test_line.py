"""Up and down the line: handing a notice on with additions, amending, replacing, withdrawing while others work below."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel.acting import acting
from anlan.kernel.errors import Conflict, NotYours, Refused
from anlan.kernel.outbox.models import Message
from anlan.work.cases.models import Case
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Dossier, Notice, Record, Task
from anlan.work.notices.queries import effects, lineage
from tests.cast import START
from tests.notices.paper import DUE, TEXT, dossier_of, line, proved, reviewed, sent

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OWN = "各校12月20日前把值班表报区教育局。\n张贴区里的举报电话"
SOON = START + timedelta(days=7)


def begun(cast, notice, text=OWN, **more):
    with acting(cast.zhao):
        return actions.start_reissue(notice, unit=cast.units["east"], text=text, by=cast.zhao, at=START, **more)


def own_of(notice):
    return notice.obligations.filter(passes_on=None).order_by("order")


def handed_on(cast, notice, *, sooner=None, text=OWN, at=START, **more):
    """The notice handed on by the east district: its own lines dated, the first clause from above asked for earlier."""
    made = begun(cast, notice, text, **more)
    with acting(cast.zhao):
        for row in own_of(made):
            actions.edit(row, by=cast.zhao, at=START, due_at=DUE, addressees={"kinds": ["school"]}, proof="declared", rule="each")
            actions.confirm(row, by=cast.zhao, at=START)
        if sooner:
            clause = made.obligations.exclude(passes_on=None).order_by("order").first()
            actions.edit(clause, by=cast.zhao, at=START, due_at=sooner)
        return actions.dispatch_now(made, by=cast.zhao, at=at)


@pytest.fixture
def city(cast):
    cast.notice = sent(cast, proof="declared", rule="each")
    return cast


def told(kind):
    return Message.objects.filter(kind=kind)


def test_what_a_district_adds_lies_in_the_dossier_that_is_there_and_counts_in_its_own_matrix_only(city):
    with acting(city.chen):
        actions.receive_dossier(dossier_of(city.notice, city, "green"), by=city.chen, at=START)
    made = handed_on(city, city.notice, note="结合实际抓紧", at=START + HOUR)
    green = Dossier.objects.filter(unit=city.units["green"])
    assert [d.notice_id for d in green] == [city.notice.pk] and green[0].lines == 6 and green[0].received_at is None
    with acting(city.chen):
        found = queries.dossier(green[0].pk, city.chen, at=START + HOUR)
        assert [row["task"].notice_id for row in found["lines"]] == [city.notice.pk] * 4 + [made.pk] * 2
        assert [row["number"] for row in found["lines"]] == [1, 2, 3, 4, 5, 6] and found["receivable"] == 2
    with acting(city.lin):
        assert len(queries.matrix(city.notice, city.lin, at=START).rows) == 4
        assert queries.matrix(city.notice, city.lin, at=START).whole.total == 16
        (east, west) = lineage.handed_on(city.notice, city.lin, at=START)
        assert (east.notice, east.own, east.total) == (made, 2, 6) and west.notice is None
    with acting(city.zhao):
        matrix = queries.matrix(made, city.zhao, at=START)
        assert matrix.whole.total == 6 and matrix.columns[0][2] == 3
    assert told("notices.reissued").count() == 3 and not Task.objects.filter(obligation__passes_on__isnull=False).exists()


def test_a_clause_from_above_reaches_each_school_once_whoever_addressed_it(cast):
    green = cast.units["green"].pk
    notice = sent(cast, proof="declared", rule="each", to={"kinds": ["school"], "without": [cast.units["hill"].pk]})
    made = begun(cast, notice, text="")
    with acting(cast.zhao):
        for row in made.obligations.all():
            assert row.state == "confirmed"
            actions.edit(row, by=cast.zhao, at=START, addressees={"kinds": ["school"]})
        preview = queries.preview(made, at=START)
        assert (preview.tasks, preview.held, preview.stops) == (4, 8, [])
        actions.dispatch_now(made, by=cast.zhao, at=START)
    by_unit = {u: Task.objects.filter(unit_path=cast.units[u].unit_path).count() for u in ("green", "hill", "tiny", "river")}
    assert by_unit == {"green": 4, "hill": 4, "tiny": 4, "river": 4}
    assert Dossier.objects.get(unit=cast.units["hill"]).notice_id == made.pk
    assert Dossier.objects.filter(unit_id=green).count() == 1


def test_a_date_may_be_earlier_below_never_later_and_the_date_above_stays(city):
    made = begun(city, city.notice)
    clause = made.obligations.exclude(passes_on=None).first()
    with acting(city.zhao):
        for fields, code in (
            ({"due_at": DUE + DAY}, "E-reissue-later"), ({"text": "各校随便"}, "E-reissue-words"), ({"proof": "photo"}, "E-reissue-words"),
        ):  # fmt: skip
            with pytest.raises(Refused) as refused:
                actions.edit(clause, by=city.zhao, at=START, **fields)
            assert refused.value.code == code
        with pytest.raises(Refused):
            actions.split(clause, 4, by=city.zhao, at=START)
        actions.edit(clause, by=city.zhao, at=START, due_at=SOON)
        clause.refresh_from_db()
        actions.edit(clause, by=city.zhao, at=START, phrase=clause.phrase)  # taken away again
        clause.refresh_from_db()
        assert clause.due_at == clause.passes_on.due_at
    other = line(city.notice, city, "river")
    with acting(city.zhao):
        actions.edit(clause, by=city.zhao, at=START, due_at=SOON)
        for row in own_of(made):
            actions.drop(row, by=city.zhao, at=START)
        actions.dispatch_now(made, by=city.zhao, at=START)
    case = line(city.notice, city, "green")
    assert (case.due_at, case.limit_at) == (SOON, DUE) and Case.objects.get(pk=other.pk).due_at == DUE
    at = SOON + HOUR
    with acting(city.chen):
        actions.receive_dossier(dossier_of(city.notice, city, "green"), by=city.chen, at=START)
        found = queries.dossier(dossier_of(city.notice, city, "green").pk, city.chen, at=at)
        assert found["lines"][0]["cell"].key == "overdue" and found["lines"][0]["due_at"] == SOON
    with acting(city.lin):
        assert queries.matrix(city.notice, city.lin, at=at).whole.overdue == 0
    with acting(city.zhao):
        assert [(s.total, s.late) for s in lineage.sooner_of(made, at=at)] == [(3, 3)]
        actions.amend(made, [actions.Change(clause.pk, due_at=SOON + 2 * DAY)], why="再放两天", by=city.zhao, at=at)
        assert Case.objects.get(pk=case.pk).due_at == SOON + 2 * DAY
        assert [(s.total, s.late) for s in lineage.sooner_of(made, at=at)] == [(3, 0)]
        actions.withdraw(made, why="不提前了", by=city.zhao, at=at)
    assert Case.objects.get(pk=case.pk).due_at == DUE and not Task.objects.exclude(sooner_at=None).exists()
    assert {m.unit_id for m in told("notices.withdrawn")} == {city.units[u].pk for u in ("green", "hill", "tiny")}


def test_what_was_handed_on_goes_with_the_notice_above_and_what_was_added_stays(cast):
    notice = sent(cast, proof="declared", rule="each", to={"kinds": ["school"], "without": [cast.units["hill"].pk]})
    made = begun(cast, notice, text=OWN)
    with acting(cast.zhao):
        for row in made.obligations.all():
            more = {} if row.passes_on_id else {"due_at": DUE, "proof": "declared", "rule": "each"}
            actions.edit(row, by=cast.zhao, at=START, addressees={"kinds": ["school"]}, **more)
            actions.confirm(row, by=cast.zhao, at=START)
        actions.dispatch_now(made, by=cast.zhao, at=START)
    with acting(cast.chen):
        kept = actions.make_record(cast.units["green"], title="自查", text="查过了，见台账", by=cast.chen, at=START)
    with acting(cast.lin):
        effect = effects.effect_of(notice, at=START)
        assert (effect.open, effect.stays, [n.pk for n in effect.reissues]) == (16, 6, [made.pk])
        actions.withdraw(notice, why="发错了", by=cast.lin, at=START + HOUR)
        with pytest.raises(Conflict) as second:
            actions.withdraw(notice, why="我也撤", by=cast.lin, at=START + HOUR)
        assert "Lin" in str(second.value.sentence) and "10:00" in str(second.value.sentence)
    rows = Task.objects.filter(unit_path=cast.units["hill"].unit_path).values_list("obligation__passes_on", "state")
    assert {(above is None, state) for above, state in rows} == {(False, "withdrawn"), (True, "sent")}
    made.refresh_from_db()
    assert made.state == "published"
    lines = [line(notice, cast, "green"), line(made, cast, "green")]
    with acting(cast.chen):  # the record was being written while the notice was taken back
        done, gone = actions.hand_in([c.pk for c in lines], record=kept, by=cast.chen, at=START + 2 * HOUR)
        assert [c.pk for c in done] == [lines[1].pk] and [c.pk for c in gone] == [lines[0].pk]
        done, gone = actions.hand_in([lines[0].pk], record=kept, by=cast.chen, at=START + 2 * HOUR)
        assert not done and Record.objects.filter(pk=kept.pk).exists()
    assert told("notices.withdrawn_above").get().unit_id == cast.units["east"].pk
    assert {m.unit_id: m.facts["stays"] for m in told("notices.withdrawn")}[cast.units["hill"].pk] == 2


def test_a_draft_is_not_handed_on_any_more_once_the_notice_above_is_gone(city):
    made = begun(city, city.notice)
    with acting(city.lin):
        actions.withdraw(city.notice, why="发错了", by=city.lin, at=START)
    with acting(city.zhao):
        for row in own_of(made):
            actions.edit(row, by=city.zhao, at=START, due_at=DUE)
            actions.confirm(row, by=city.zhao, at=START)
        with pytest.raises(Refused) as refused:
            actions.dispatch_now(made, by=city.zhao, at=START)
        assert refused.value.code == "E-reissue-gone" and own_of(made).count() == 2


def test_only_an_office_below_hands_a_notice_on_and_only_once(city):
    with acting(city.wu), pytest.raises(NotYours):
        actions.start_reissue(city.notice, unit=city.units["east"], by=city.wu, at=START)
    with acting(city.chen), pytest.raises(NotYours):
        actions.start_reissue(city.notice, unit=city.units["green"], by=city.chen, at=START)
    with acting(city.lin), pytest.raises(NotYours):
        actions.start_reissue(city.notice, unit=city.units["city"], by=city.lin, at=START)
    begun(city, city.notice)
    with acting(city.actor("qian")), pytest.raises(Conflict):
        actions.start_reissue(city.notice, unit=city.units["east"], by=city.actor("qian"), at=START)
    with acting(city.wu):
        assert not Notice.objects.filter(reissues=city.notice).exists()


def test_an_amendment_moves_open_lines_keeps_proved_ones_and_what_was_said_before(city):
    first, second = line(city.notice, city, "green"), line(city.notice, city, "green", 1)
    done = line(city.notice, city, "hill")
    proved(city, done, "feng", START)
    with acting(city.zhao):
        actions.look(done.pk, by=city.zhao, at=START + HOUR)
        actions.verify_line(done.pk, by=city.zhao, at=START + HOUR)
    handed_on(city, city.notice, sooner=SOON)
    rows = list(city.notice.obligations.order_by("order"))
    later, words = DUE + 3 * DAY, rows[1].text + "，含周边商铺"
    changes = [actions.Change(rows[0].pk, due_at=later), actions.Change(rows[1].pk, text=words), actions.Change(rows[3].pk, gone=True)]
    extra = actions.Addition("各校12月29日前检查校门一键报警", DUE, proof="declared")
    with acting(city.lin):
        seen = Notice.objects.get(pk=city.notice.pk).version
        made = actions.amend(city.notice, changes, why="有校推迟放假", addition=extra, seen=seen, by=city.lin, at=START + 2 * HOUR)
        with pytest.raises(Conflict):
            actions.amend(city.notice, changes, why="又改", seen=seen, by=city.lin, at=START + 2 * HOUR)
        with pytest.raises(Refused) as nothing:
            actions.amend(city.notice, [], why="没改", by=city.lin, at=START + 2 * HOUR)
        assert nothing.value.code == "E-amend-nothing"
    assert (made.proved, made.lines, len(made.added), made.gone) == (1, 11, 1, [rows[3].pk])
    first.refresh_from_db()
    assert (first.due_at, first.limit_at, first.limit_first) == (SOON, later, DUE)  # the district's earlier date stays
    assert line(city.notice, city, "river").due_at == later
    second.refresh_from_db()
    assert second.title.startswith("各校12月28日前") and Task.objects.get(pk=second.pk).obligation.text == words
    assert Case.objects.get(pk=done.pk).state == "verified"
    assert set(Task.objects.filter(obligation=rows[3]).values_list("state", flat=True)) == {"withdrawn"}
    assert Dossier.objects.get(unit=city.units["green"]).lines == 7
    city.notice.refresh_from_db()
    assert city.notice.text.startswith(TEXT.strip()[:30]) and "修订（2026年12月14日）" in city.notice.text
    assert made.changes[1]["what"]["text"] == [rows[1].text, words]
    per_unit = [m.unit_id for m in told("notices.amended").filter(person_id=None)]
    assert len(per_unit) == len(set(per_unit)) == 4


def test_a_later_notice_takes_the_place_of_an_earlier_one_of_the_same_office(city):
    new = sent(city, text=TEXT.replace("31号", "32号"), at=START + HOUR, proof="declared", rule="each")
    theirs = sent(city, text=TEXT.replace("31号", "9号"), by="zhao", unit="east", at=START + HOUR, proof="declared", rule="each")
    with acting(city.lin):
        for old, other in ((new, city.notice), (city.notice, theirs), (city.notice, city.notice)):
            with pytest.raises(Refused):
                actions.supersede(old, other, by=city.lin, at=START + HOUR)
        actions.supersede(city.notice, new, by=city.lin, at=START + HOUR)
        city.notice.refresh_from_db()
        assert (city.notice.state, city.notice.replaced_by) == ("withdrawn", new)
        with pytest.raises(Conflict):
            actions.withdraw(city.notice, why="再撤", by=city.lin, at=START + HOUR)
    assert set(Task.objects.filter(notice=city.notice).values_list("state", flat=True)) == {"withdrawn"}
    assert told("notices.replaced").filter(person_id=None).count() == 4


def test_what_a_notice_rests_on_is_read_and_put_right_by_the_officer_alone(city):
    text = TEXT.replace("现就有关", "根据《云汀市教育局关于寒假的意见》（云教安〔2026〕31号）和《中华人民共和国消防法》，现就有关").replace(
        "31号\n", "40号\n"
    )
    new = reviewed(city, actions_import(city, text))
    (first, law) = new.bases.order_by("order")
    assert (first.other_id, first.number, law.title) == (city.notice.pk, "云教安〔2026〕31号", "中华人民共和国消防法")
    with acting(city.lin):
        assert [b.title for b in lineage.line_of(new).up][1] == law.title
        actions.set_bases(new, [{"title": law.title}], seen=Notice.objects.get(pk=new.pk).version, by=city.lin, at=START)
        with pytest.raises(Conflict):
            actions.set_bases(new, [], seen=1, by=city.lin, at=START)
    with acting(city.zhao), pytest.raises((NotYours, Notice.DoesNotExist)):
        actions.set_bases(new, [], by=city.zhao, at=START)
    assert [b.title for b in new.bases.all()] == [law.title]


def actions_import(cast, text):
    from tests.notices.paper import imported

    return imported(cast, text)
