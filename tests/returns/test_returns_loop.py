"""A table asked by 11:30: sent, filled in, questioned, handed in, corrected, asked back, frozen; on PostgreSQL, under every policy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anlan.kernel import engine
from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.ledger.queries import trail, unit_trail
from anlan.kernel.outbox.models import Message
from anlan.work.cases.models import Case
from anlan.work.returns import actions
from anlan.work.returns.models import Correction, Doubt, Round, Row, Sheet
from anlan.work.returns.queries.frozen import still_as_signed
from anlan.work.returns.queries.rollup import missing, rollup
from anlan.work.returns.queries.rounds import get_round
from tests.cast import START
from tests.returns.making import DAY, DUE, FIELDS, GOOD, HOUR, MINUTE, drafted, fill, first_row, hand, handed, keep, once_more, sent, sheet


def test_a_round_reaches_each_school_once_with_what_is_known_filled_in(cast):
    round_ = sent(cast)
    sheets = list(Sheet.objects.filter(round=round_).select_related("unit", "case"))
    assert {s.unit.name for s in sheets} == {"青禾中学", "白鹭小学", "芦汀幼儿园", "听涛小学"}
    assert round_.units == 4 and all(s.known == {"c1": 600} for s in sheets)
    green = sheet(round_, cast, "green")
    assert first_row(round_, cast, "green").values["c1"] == 600
    assert green.case.due_at == DUE and green.case.number.startswith("BB-") and green.case.turn_unit_id == cast.units["green"].pk
    assert Message.objects.filter(kind="returns.asked").count() == 4
    assert [e.verb for e in unit_trail(cast.units["city"].pk, ["return.send"])] == ["return.send"]


def test_who_is_meant_is_narrowed_by_district_stage_and_name(cast):
    east = cast.units["east"].unit_path
    round_ = sent(cast, to={"kinds": ["school"], "districts": [east], "stages": ["primary"], "units": [cast.units["river"].pk]})
    assert set(Sheet.objects.filter(round=round_).values_list("unit__name", flat=True)) == {"白鹭小学", "听涛小学"}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"due": None}, "E-return-due"), ({"due": START - HOUR}, "E-return-due"), ({"to": {"stages": ["junior"]}}, "E-return-whom"),
        ({"fields": [FIELDS[6]]}, "E-return-columns"),
    ],
)  # fmt: skip
def test_a_draft_with_something_missing_does_not_go_out(cast, options, code):
    round_ = drafted(cast, **options)
    with acting(cast.lin), pytest.raises(Refused) as refused:
        actions.send(round_, by=cast.lin, at=START)
    assert refused.value.code == code and not Sheet.objects.exists()


def test_only_the_office_that_asks_changes_its_draft(cast):
    round_ = drafted(cast)
    with acting(cast.gu):
        assert actions.change(
            round_, title="改名", note="", fields=FIELDS, many_rows=False, addressees={}, due_at=None, by=cast.gu, at=START
        )
    with acting(cast.zhao):
        assert not Round.objects.filter(pk=round_.pk).exists()  # a draft of the city is not there for a district
    with pytest.raises(NotYours):
        actions.send(round_, by=cast.zhao, at=START)
    with acting(cast.chen), pytest.raises(NotYours):
        actions.start(cast.units["green"], title="表", fields=FIELDS, by=cast.chen, at=START)


def test_cells_are_read_as_cells_of_a_sheet_and_every_bad_one_is_named(cast):
    round_ = sent(cast)
    row = fill(round_, cast, "green", "chen", {"c2": "２０", "c4": "2026年11月3日", "c5": "有"})
    assert row.values | {} == {"c1": 600, "c2": 20, "c4": "2026-11-03", "c5": True, "c7": 20}
    with pytest.raises(Refused) as refused:
        fill(round_, cast, "green", "chen", {"c2": "二十几", "c4": "11月3日", "c3": "2"})
    assert set(refused.value.fields) == {"c2", "c4"}
    assert first_row(round_, cast, "green").values["c2"] == 20 and "c3" not in first_row(round_, cast, "green").values


def test_a_computed_column_cannot_be_typed(cast):
    with pytest.raises(Refused) as refused:
        fill(sent(cast), cast, "green", "chen", {"c7": "9"})
    assert refused.value.code == "E-return-column"


def test_handing_in_says_what_is_missing_and_then_closes_the_case(cast):
    round_ = sent(cast)
    fill(round_, cast, "green", "chen", {"c2": "20"})
    assert {p.key for p in hand(round_, cast, "green", "chen")} == {"c3", "c4", "c5"}
    assert sheet(round_, cast, "green").state == "asked"
    fill(round_, cast, "green", "chen", GOOD)
    assert hand(round_, cast, "green", "chen") == []
    done = sheet(round_, cast, "green")
    assert done.state == "handed" and done.case.closed_at and done.case.outcome == "handed" and not done.from_above
    assert done.totals["c7"] == 21 and done.totals["c5"] == 1


def test_the_generic_step_of_the_case_does_not_hand_in_half_a_table(cast):
    from anlan.work.cases import actions as cases

    round_ = sent(cast)
    with acting(cast.chen), pytest.raises(Refused) as refused:
        cases.advance(sheet(round_, cast, "green").pk, "submit", by=cast.chen, at=START + HOUR)
    assert refused.value.code == "E-return-missing"


def test_a_zero_return_takes_one_tap_and_is_questioned_where_last_time_there_was_something(cast):
    first = sent(cast)
    handed(first, cast, "green", "chen")
    second = once_more(first, cast)
    assert hand(second, cast, "hill", "feng", at=START + DAY, nothing=True) == []
    done = sheet(second, cast, "hill")
    assert done.nothing and done.state == "handed" and first_row(second, cast, "hill").values["c2"] == 0
    problems = hand(second, cast, "green", "chen", at=START + DAY, nothing=True)
    assert [(p.key, p.kind) for p in problems] == [("c2", "jump")]
    keep(second, cast, "green", "chen", problems[0].doubt_id, "全部送检，暂无在用", at=START + DAY)
    assert hand(second, cast, "green", "chen", at=START + DAY) == [] and sheet(second, cast, "green").nothing


def test_a_zero_return_is_refused_over_numbers_that_were_typed(cast):
    round_ = sent(cast)
    fill(round_, cast, "green", "chen", {"c2": "3"})
    with pytest.raises(Refused) as refused:
        hand(round_, cast, "green", "chen", nothing=True)
    assert refused.value.code == "E-return-not-nothing"


def test_odd_values_are_questioned_and_kept_only_with_a_reason(cast):
    round_ = sent(cast)
    fill(round_, cast, "green", "chen", {**GOOD, "c2": "900", "c1": "560"})
    problems = hand(round_, cast, "green", "chen")
    assert {(p.key, p.kind) for p in problems} == {("c2", "range"), ("c1", "register")}
    with pytest.raises(Refused):
        keep(round_, cast, "green", "chen", problems[0].doubt_id, " ")
    for problem in problems:
        keep(round_, cast, "green", "chen", problem.doubt_id, "两个校区合在一起")
    assert hand(round_, cast, "green", "chen") == []
    assert sheet(round_, cast, "green").doubts == 2
    assert "return.keep" in {e.verb for e in trail(sheet(round_, cast, "green").pk)}


def test_a_questioned_value_that_is_put_right_is_no_doubt_any_more(cast):
    round_ = sent(cast)
    fill(round_, cast, "green", "chen", {**GOOD, "c2": "900"})
    assert hand(round_, cast, "green", "chen")
    fill(round_, cast, "green", "chen", {"c2": "90"})
    assert hand(round_, cast, "green", "chen") == [] and sheet(round_, cast, "green").doubts == 0


COPY = {"c2": "37", "c3": "4", "c4": "2026-10-08", "c5": "是", "c6": "安汀消防"}


def test_a_row_like_a_neighbours_is_questioned_without_telling_whose_it_is(cast):
    round_ = sent(cast)
    handed(round_, cast, "hill", "feng", COPY)
    fill(round_, cast, "green", "chen", COPY)
    problems = hand(round_, cast, "green", "chen")
    assert [(p.key, p.kind) for p in problems] == [("", "copied")]
    with acting(cast.chen):
        doubt = Doubt.objects.get(pk=problems[0].doubt_id)
        assert doubt.facts == {} and "白鹭" not in str(vars(doubt))
        assert not Row.objects.filter(case_id=sheet_of_hill(round_, cast)).exists()
    fill(round_, cast, "green", "chen", {"c3": "5"})
    assert hand(round_, cast, "green", "chen") == []


def sheet_of_hill(round_, cast):
    return Case.objects.filter(kind="return", unit=cast.units["hill"]).values_list("pk", flat=True).first() or 0


def test_short_and_plain_rows_are_never_called_copied(cast):
    round_ = sent(cast)
    plain = {"c2": "0", "c3": "0", "c4": "2026-10-08", "c5": "否"}
    handed(round_, cast, "hill", "feng", plain)
    fill(round_, cast, "green", "chen", plain)
    assert hand(round_, cast, "green", "chen") == []


def test_the_question_about_twins_answers_only_about_rows_one_holds(cast):
    round_ = sent(cast)
    hill = handed(round_, cast, "hill", "feng", COPY)
    told = Row.objects.get(case_id=hill.pk).told
    green = sheet(round_, cast, "green")
    with acting(cast.chen), connection.cursor() as cursor:
        cursor.execute("select told from returns_twins(%s, %s, %s) told", [round_.pk, green.pk, [told]])
        assert cursor.fetchall() == []  # the digest was got elsewhere: no row of Green's own holds it
        cursor.execute("select told from returns_twins(%s, %s, %s) told", [round_.pk, hill.pk, [told]])
        assert cursor.fetchall() == []


def test_after_handing_in_a_change_is_an_entry_with_old_new_who_and_why(cast):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen")
    with pytest.raises(Refused) as refused:
        fill(round_, cast, "green", "chen", {"c2": "24"})
    assert refused.value.code == "E-return-why"
    fill(round_, cast, "green", "chen", {"c2": "24"}, why="漏数了四楼", at=START + 90 * MINUTE)
    entry = Correction.objects.get()
    assert (entry.key, entry.old, entry.new, entry.why, entry.by_id) == ("c2", 20, 24, "漏数了四楼", cast.people["chen"].pk)
    assert sheet(round_, cast, "green").totals["c7"] == 25 and sheet(round_, cast, "green").corrections == 1
    with acting(cast.chen):
        assert Correction.objects.all().update(old=24) == 0 and Correction.objects.count() == 1
        assert Correction.objects.all().delete()[0] == 0


def test_the_office_asks_back_only_the_units_with_doubtful_cells(cast):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen", {**GOOD, "c2": "900"})
    handed(round_, cast, "hill", "feng")
    with acting(cast.lin):
        assert actions.ask_back(round_, None, note="请核一下", by=cast.lin, at=START + 90 * MINUTE) == (1, 1)
    asked, other = sheet(round_, cast, "green"), sheet(round_, cast, "hill")
    assert asked.state == "questioned" and asked.case.closed_at is None and other.state == "handed"
    assert asked.case.due_at == START + 120 * MINUTE
    problems = hand(round_, cast, "green", "chen", at=START + 100 * MINUTE)
    assert [p.key for p in problems] == ["c2"]
    fill(round_, cast, "green", "chen", {"c2": "90"}, why="多打了一个零", at=START + 100 * MINUTE)
    assert hand(round_, cast, "green", "chen", at=START + 101 * MINUTE) == []
    assert Doubt.objects.get().state == "answered"
    with acting(cast.lin):
        assert actions.settle(round_, [Doubt.objects.get().pk], by=cast.lin, at=START + 105 * MINUTE) == 1
    assert sheet(round_, cast, "green").doubts == 0


def test_a_school_cannot_ask_back_or_freeze(cast):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen", {**GOOD, "c2": "900"})
    with acting(cast.chen):
        for work in (
            lambda: actions.ask_back(round_, None, note="", by=cast.chen, at=START),
            lambda: actions.freeze(round_, seen=1, by=cast.chen, at=START),
        ):
            with pytest.raises((NotYours, Round.DoesNotExist)):
                work()


def test_the_rollup_counts_by_district_and_kind_and_names_only_who_is_missing(cast):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen")
    handed(round_, cast, "river", "xie", {**GOOD, "c2": "7"})
    fill(round_, cast, "hill", "feng", {"c2": "5"})
    whole = rollup(round_)
    east, west = whole.groups
    assert (east.label, east.asked, east.handed, east.begun, east.untouched) == ("东汀区教育局", 3, 1, 1, 1)
    assert east.totals["c2"] == 20 and west.totals["c2"] == 7 and whole.whole.totals["c7"] == 29
    kinds = {g.key: g.handed for g in rollup(round_, by="kind").groups}
    assert kinds == {"kindergarten": 0, "primary": 1, "junior": 1}
    assert missing(round_) == [("东汀区教育局", ["白鹭小学", "芦汀幼儿园"])]
    with acting(cast.wu):
        mine = rollup(get_round(round_.pk))
        assert [g.label for g in mine.groups] == ["西汀区教育局"] and mine.whole.asked == 1


def test_freezing_signs_a_digest_and_afterwards_only_the_office_corrects(cast):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen")
    with acting(cast.lin):
        with pytest.raises(Refused) as refused:
            actions.freeze(round_, seen=0, by=cast.lin, at=DUE + HOUR)  # somebody handed in since the signer looked
        assert refused.value.code == "E-return-moved"
        round_ = actions.freeze(round_, seen=1, by=cast.lin, at=DUE + HOUR)
    assert round_.signature["name"] == "Lin" and round_.signature["post"] == "安全处干部"
    assert round_.signature["handed"] == 1 and round_.signature["missed"] == 3
    assert sheet(round_, cast, "hill").state == "missed" and sheet(round_, cast, "hill").case.closed_at
    entry = unit_trail(cast.units["city"].pk, ["return.freeze"])[0]
    assert entry.payload["digest"] == round_.digest and len(round_.digest) == 64 and still_as_signed(round_)
    with pytest.raises(NotYours):
        fill(round_, cast, "green", "chen", {"c2": "24"}, why="漏数了", at=DUE + 2 * HOUR)
    fill(round_, cast, "green", "lin", {"c2": "24"}, why="校方来电更正", at=DUE + 2 * HOUR)
    assert Correction.objects.get().frozen and still_as_signed(round_)
    with connection.cursor() as cursor:  # a row changed behind the product's back
        cursor.execute(
            "update returns_row set values = jsonb_set(values, '{c3}', '9') where case_id = %s", [sheet(round_, cast, "green").pk]
        )
    assert not still_as_signed(round_)


def test_withdrawing_ends_it_for_all_and_tells_those_who_still_had_it_to_do(cast):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen")
    with acting(cast.lin):
        actions.withdraw(round_, why="发错了表", by=cast.lin, at=START + 2 * HOUR)
    assert set(Sheet.objects.filter(round=round_).values_list("state", flat=True)) == {"withdrawn"}
    assert not Case.objects.filter(kind="return", closed_at=None).exists()
    assert Message.objects.filter(kind="returns.withdrawn").count() == 3
    with pytest.raises(Refused):
        fill(round_, cast, "hill", "feng", {"c2": "1"})


def test_the_clock_reminds_half_an_hour_before_and_climbs_by_the_minute(cast):
    round_ = sent(cast)
    handed(round_, cast, "hill", "feng")
    green = sheet(round_, cast, "green")
    for minutes in (-40, -30, 0, 10, 30):
        engine.tick(DUE + timedelta(minutes=minutes))
    told = Message.objects.filter(case_id=green.pk).exclude(kind="returns.asked").order_by("id")
    assert list(told.values_list("kind", "role")) == [
        ("case.reminder", "safety"), ("case.due", "safety"), ("case.late", "head"), ("case.late", "safety"),
    ]  # fmt: skip
    assert not Message.objects.filter(case_id=sheet(round_, cast, "hill").pk, kind__in=["case.due", "case.late"]).exists()


def test_last_time_stands_beside_and_is_taken_over_in_one_tap(cast):
    first = sent(cast)
    handed(first, cast, "green", "chen")
    second = once_more(first, cast)
    assert second.series_id == first.series_id and second.previous_id == first.pk
    green = sheet(second, cast, "green")
    with acting(cast.chen):
        assert actions.take_last(green.pk, by=cast.chen, at=START + DAY) == 4
    assert first_row(second, cast, "green").values["c4"] == "2026-11-03"
    fill(second, cast, "green", "chen", {"c2": "300"}, at=START + DAY)
    assert [(p.key, p.kind) for p in hand(second, cast, "green", "chen", at=START + DAY)] == [("c2", "jump")]


def test_several_rows_are_added_taken_out_and_kept_as_corrections_after_handing_in(cast):
    fields = [FIELDS[1], FIELDS[2]]
    round_ = sent(cast, fields=fields, many_rows=True)
    pk = sheet(round_, cast, "green").pk
    with acting(cast.chen):
        who = {"by": cast.chen, "at": START + HOUR}
        one, two = actions.add_row(pk, **who), actions.add_row(pk, **who)
        for row, n in ((one, "3"), (two, "4")):
            actions.set_cells(pk, row.pk, {"c2": n, "c3": "0"}, **who)
        assert actions.hand_in(pk, **who) == []
        assert sheet(round_, cast, "green").totals["c2"] == 7
        with pytest.raises(Refused):
            actions.remove_row(pk, two.pk, **who)
        actions.remove_row(pk, two.pk, why="数重了", **who)
    assert sheet(round_, cast, "green").totals["c2"] == 3
    assert Row.objects.get(pk=two.pk).removed_at and Correction.objects.get().old["c2"] == 4


def test_an_office_above_enters_for_a_unit_and_the_trail_says_so(cast):
    round_ = sent(cast)
    handed(round_, cast, "tiny", "zhao")
    done = sheet(round_, cast, "tiny")
    assert done.from_above and next(e.verb for e in trail(done.pk)) == "enter"


def test_a_neighbour_sees_nothing_and_writes_nothing(cast):
    round_ = sent(cast)
    handed(round_, cast, "green", "chen", {**GOOD, "c2": "900"})
    row = first_row(round_, cast, "green")
    for name in ("feng", "xie", "wu", "xu"):
        with acting(cast.actor(name)):
            assert not Sheet.objects.filter(pk=row.case_id).exists() and not Row.objects.filter(pk=row.pk).exists()
            assert not Doubt.objects.filter(case_id=row.case_id).exists()
            with pytest.raises(Sheet.DoesNotExist):
                actions.set_cells(row.case_id, row.pk, {"c2": "1"}, by=cast.actor(name), at=START)
    with pytest.raises(DatabaseError), acting(cast.feng), transaction.atomic():
        Row.objects.create(case_id=row.case_id, unit_path=cast.units["hill"].unit_path, round_id=round_.pk, values={})
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_a_colleague_with_a_narrow_reach_fills_in_only_what_was_handed_to_them(cast):
    from anlan.work.cases import actions as cases

    round_ = sent(cast)
    row = first_row(round_, cast, "green")
    with acting(cast.su), pytest.raises(Sheet.DoesNotExist):
        actions.set_cells(row.case_id, row.pk, {"c2": "1"}, by=cast.su, at=START)
    with acting(cast.chen):
        cases.assign(row.case_id, to_person=cast.people["su"].pk, by=cast.chen, at=START)
    with acting(cast.su):
        actions.set_cells(row.case_id, row.pk, GOOD, by=cast.su, at=START + HOUR)
        assert actions.hand_in(row.case_id, by=cast.su, at=START + HOUR) == []
