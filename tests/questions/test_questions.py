"""Answer without asking: counts over what is on record, within the scope of who asks, by whitelisted columns alone."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from django.db import connection

from anlan.kernel import registry
from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.oversight.questions import actions
from anlan.oversight.questions.models import Question
from anlan.oversight.questions.queries import answer, answering, known_subjects
from anlan.oversight.questions.rules import Spec
from anlan.work.cases.models import Case
from tests.cast import START
from tests.hazards import steps
from tests.notices import paper
from tests.returns.making import DAY, GOOD, HOUR, drafted, handed, sent

LATER = START + DAY


def ask(cast, who, at=LATER, **given):
    """The table of a question as one of the cast: labels -> numbers, and the total."""
    lists = {name: [value] if isinstance(value, str) else list(value) for name, value in given.items()}
    with acting(cast.actor(who)):
        found = answer(Spec.load(lists, known_subjects()), cast.actor(who), at=at)
    return {tuple(labels): cells if len(cells) > 1 else cells[0] for labels, cells, _sum in found.table.rows}, found.table.total


def test_units_places_and_posts_are_counted_within_the_askers_scope_and_in_the_registers_order(cast):
    rows, total = ask(cast, "lin", subject="units", by=["stage"], measure="pupils")
    assert list(rows) == [("幼儿园",), ("小学",), ("初中",), ("没有写",)] and rows[("小学",)] == 1200 and total == 2400
    assert ask(cast, "zhao", subject="units", by="unit_kind") == ({("辖市区局",): 1, ("学校",): 3}, 4)
    assert ask(cast, "lin", subject="places", by=["place_kind"], district=cast.units["east"].unit_path)[1] == 3
    posts, total = ask(cast, "zhao", subject="posts", by=["role", "held"], stage="junior")
    assert posts[("总务",)] == 1 and total == 4 and not [label for label in posts if "Chen" in label]


def test_cases_are_divided_by_state_and_district_as_they_stood_on_a_day(cast):
    steps.report(cast)
    steps.report(cast, by="feng", unit="hill", place="kitchen", at=START + HOUR)
    notice = paper.sent(cast)
    assert ask(cast, "lin", subject="case:hazard", by=["district"])[1] == 2
    assert ask(cast, "zhao", subject="case:task", by="ask") == ({(notice.title,): 12}, 12)
    assert ask(cast, "lin", subject="case:task", ask=str(notice.pk + 1))[1] == 0
    assert ask(cast, "lin", subject="case:hazard", by=["month", "late"])[0] == {("2026-12",): 2}
    assert ask(cast, "wu", subject="case:hazard")[1] == 0
    assert ask(cast, "lin", subject="case:hazard", on="2026-12-13")[1] == 0
    rows, _total = ask(cast, "lin", subject="case:task", by=["unit", "state"], district=cast.units["east"].unit_path)
    assert next(iter(rows)) == ("青禾中学",) and rows[("青禾中学",)] == 4
    with pytest.raises(Refused, match="E-question-past"):
        ask(cast, "lin", subject="case:hazard", by="state", on="2026-12-13")
    # what schools find by themselves is never told school by school: nothing may rank them by it
    assert ask(cast, "lin", subject="case:hazard", by="unit") == ({(): 2}, 2)


def test_answers_of_a_table_are_summed_and_narrow_every_other_question(cast):
    round_ = sent(cast)
    for n, (unit, name) in enumerate((("green", "chen"), ("hill", "feng"), ("river", "xie"))):
        handed(round_, cast, unit, name, {**GOOD, "c2": str(20 + n), "c5": "否" if unit == "hill" else "是"})
    asked = {"subject": "answers", "round": str(round_.pk)}
    assert ask(cast, "lin", **asked, column="c2", measure="sum", by="district")[0] == {("东汀区教育局",): 41, ("西汀区教育局",): 22}
    assert ask(cast, "zhao", **asked, column="c5", by="value") == ({("是",): 1, ("否",): 1}, 2)
    assert ask(cast, "lin", **asked, column="c6", by="value")[0] == {("没有答",): 3}  # words are told as there or not
    narrow = {"subject": "units", "by": "unit", "where": str(round_.pk)}
    assert list(ask(cast, "lin", **narrow, where_column="c2", where_op="least", where_value="21")[0]) == [("白鹭小学",), ("听涛小学",)]
    assert list(ask(cast, "lin", **narrow, where_column="c5", where_op="is", where_value="是")[0]) == [("青禾中学",), ("听涛小学",)]
    assert ask(cast, "lin", subject="answers", round="999999", column="c2")[1] == 0


def test_of_a_sealed_kind_fewer_than_three_are_told_as_few_and_no_total_gives_them_away(cast, monkeypatch):
    for _ in range(4):
        steps.report(cast)
    steps.report(cast, by="feng", unit="hill", place="kitchen")
    one = Case.objects.filter(unit=cast.units["green"]).first()
    Case.objects.filter(pk=one.pk).update(sealed=True, readers=[cast.people["lin"].pk])
    by_stage = {"subject": "case:hazard", "by": "stage"}
    assert ask(cast, "lin", **by_stage) == ({("小学",): 1, ("初中",): 3}, 4)  # a single sealed one is in no count
    monkeypatch.setitem(registry.KINDS, "hazard", replace(registry.kind("hazard"), sealed=True))
    assert ask(cast, "lin", **by_stage) == ({("小学",): None, ("初中",): 4}, None)
    assert ask(cast, "zhao", **by_stage) == ({("小学",): None, ("初中",): 3}, None)


def test_a_question_is_bounded_in_time_and_rows_and_takes_no_column_but_those_named(cast, monkeypatch):
    with acting(cast.lin):
        spec = Spec.load({"subject": ["case:hazard"], "by": ["title", "unit_path", "state"], "measure": ["sum"]}, known_subjects())
        assert spec.by == ("state",) and spec.measure == "count"
        assert Spec.load({"subject": ["people_person"], "by": ["' or 1=1 --"]}, known_subjects()).subject == "units"

        def slow(*_args):
            with connection.cursor() as cursor:
                cursor.execute("select pg_sleep(2)")
            yield "1.", (), 1

        monkeypatch.setattr(answering, "MILLISECONDS", 100)
        monkeypatch.setitem(answering.READERS, "places", slow)
        with pytest.raises(Refused, match="E-question-slow"):
            answer(Spec(subject="places"), cast.lin, at=LATER)
        assert answer(Spec(), cast.lin, at=LATER).table.total == 7  # the transaction goes on
        monkeypatch.setattr(answering, "MOST_ROWS", 2)
        with pytest.raises(Refused, match="E-question-large"):
            answer(Spec(), cast.lin, at=LATER)


def test_a_question_is_kept_by_its_office_and_asked_anew_by_whoever_opens_it(cast, signed_in):
    client = signed_in("lin")
    page = client.get("/questions/?subject=units&by=district&by=stage&stage=primary").content.decode()
    assert "东汀区教育局" in page and "小学" in page and "没有写" not in page and "2 个单位" in page
    sent_ = {"query": "subject=units&by=district&stage=primary", "title": "小学有几所", "nonce": "7d9d3f6e-3a30-4f9b-9a6e-2f6b8a1c2d3e"}
    url = client.post("/questions/keep/", sent_).url
    assert client.post("/questions/keep/", sent_).url == url and Question.objects.get().spec["stage"] == ["primary"]
    assert client.post("/questions/keep/", {**sent_, "title": "", "nonce": ""}).status_code == 409
    assert "小学有几所" in signed_in("gu").get(url).content.decode()
    assert signed_in("zhao").get(url).status_code == 404 and signed_in("chen").get("/questions/").status_code == 404
    with acting(cast.su), pytest.raises(NotYours):
        actions.keep(Spec(), title="x", by=cast.su, at=START)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/questions/sheet.xlsx?subject=units&by=stage").content))
    told = client.get("/api/questions?subject=units&by=stage").json()
    assert (told["total"], told["rows"][0]["labels"]) == (7, ["幼儿园"])
    cells = [c.value for row in book.active.iter_rows() for c in row]
    assert "幼儿园" in cells and "合计" in cells and 7 in cells
    assert client.post(f"{url}drop/").url == "/questions/" and not Question.objects.exists()


def test_a_column_asked_before_is_named_where_the_next_table_is_made(cast, signed_in):
    before = sent(cast)
    handed(before, cast, "green", "chen")
    draft = drafted(cast)
    page = signed_in("lin").get(f"/returns/{draft.pk}/design/").content.decode()
    assert "“灭火器数”在“消防器材清单”里问过，1 个单位答了" in page and f"round={before.pk}&amp;column=c2" in page
    assert "先看看已经知道的" in signed_in("lin").get("/notices/import/").content.decode()
