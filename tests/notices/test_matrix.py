"""The matrix, the text that names who is missing, reports: the same states everywhere, and only what one may see."""

from __future__ import annotations

import io
from collections import Counter
from datetime import timedelta
from itertools import product

from docx import Document
from openpyxl import load_workbook

from anlan.kernel.acting import acting
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Task
from anlan.work.notices.rules import MACHINE, cell_of
from tests.cast import START
from tests.notices.paper import DUE, dossier_of, line, looked, proved, sent

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_database_and_the_rule_say_the_same_of_every_state_at_every_moment(cast):
    notice = sent(cast)
    task = Task.objects.filter(notice=notice).select_related("case").first()
    receipt, limit = task.receipt_by, task.case.limit_at
    for state, at in product(MACHINE.states, (START, receipt, receipt + HOUR, limit, limit + HOUR)):
        closed = state in MACHINE.closed
        Case.objects.filter(pk=task.pk).update(state=state, closed_at=START if closed else None, wake_at=None if closed else START)
        with acting(cast.lin):
            found = queries.matrix(notice, cast.lin, at=at, open_path=task.group_path)
        cell = found.rows[0].cells[task.dossier.unit_id]
        assert cell.key == cell_of(state, at=at, limit_at=limit, receipt_by=receipt), (state, at)
        assert found.rows[0].groups[task.group_path].cells[cell.key] >= 1


def test_a_task_bears_the_state_and_limit_of_its_case_whoever_moves_it(cast):
    notice = stirred(cast)
    case = line(notice, cast, "hill")
    with acting(cast.feng):
        asked = cases.ask_time(case.pk, until=DUE + 5 * DAY, why="等检测", by=cast.feng, at=START)
    with acting(cast.zhao):
        cases.decide_time(asked, granted=True, decision="", by=cast.zhao, at=START)
    for task in Task.objects.select_related("case"):
        assert (task.state, task.limit_at) == (task.case.state, task.case.limit_at)
    assert Task.objects.get(pk=case.pk).limit_at == DUE + 5 * DAY


def stirred(cast):
    """A notice with some of everything."""
    notice = sent(cast, rule="each", proof="declared")
    with acting(cast.chen):
        actions.receive_dossier(dossier_of(notice, cast, "green"), by=cast.chen, at=START)
    done, waiting, back, away = (line(notice, cast, "green", n) for n in range(4))
    for case in (done, waiting, back):
        proved(cast, case, "chen", START + HOUR)
    with acting(cast.zhao):
        actions.verify_line(done.pk, by=cast.zhao, at=START + 2 * HOUR)
        actions.return_line(back.pk, note="不清楚", by=cast.zhao, at=START + 2 * HOUR)
        cases.advance(away.pk, "outside", by=cast.zhao, at=START + 2 * HOUR, given={"note": "由燃气公司办"})
    return notice


def test_counts_and_cells_agree_and_nobody_heard_of_is_unknown(cast):
    notice = stirred(cast)
    with acting(cast.lin):
        found = queries.matrix(notice, cast.lin, at=START + 3 * DAY, open_path=cast.units["east"].unit_path)
    assert [c[0] for c in found.columns] == [cast.units["east"].unit_path, cast.units["west"].unit_path]
    assert [str(u) for u in found.units] == ["青禾中学", "白鹭小学", "芦汀幼儿园"]
    assert [row.cells[cast.units["green"].pk].key for row in found.rows] == ["verified", "submitted", "returned", "outside"]
    for row in found.rows:
        east = row.groups[cast.units["east"].unit_path]
        assert Counter(c.key for c in row.cells.values()) == Counter(dict(east.cells))
        assert row.whole.unknown == 3 - 0  # hill, tiny and river never received
    assert [row.whole.done for row in found.rows] == [1, 0, 0, 0]
    assert [row.whole.total for row in found.rows] == [4, 4, 4, 3]
    assert sum(sum(r.whole.cells.values()) for r in found.rows) == notice.lines == 16


def test_a_district_sees_its_own_schools_and_a_school_only_itself(cast):
    notice = stirred(cast)
    with acting(cast.wu):
        found = queries.matrix(notice, cast.wu, at=START)
        assert found.whole.total == 4 and [str(u) for u in found.units] == ["听涛小学"]
    with acting(cast.chen):
        found = queries.matrix(notice, cast.chen, at=START)
        assert [str(u) for u in found.units] == ["青禾中学"]
        assert "白鹭" not in queries.missing_text(notice, cast.chen, at=START + 3 * DAY)


def test_the_text_to_copy_names_only_who_is_missing(cast):
    notice = stirred(cast)
    with acting(cast.lin):
        text = queries.missing_text(notice, cast.lin, at=DUE + DAY)
        first = text.split("\n")[1]
        assert "青禾中学" not in first and "白鹭小学（未签收）" in first
        assert "听涛小学" not in queries.missing_text(notice, cast.lin, at=DUE + DAY, path=cast.units["east"].unit_path)
        late = queries.late_units(notice, cast.lin, at=DUE + DAY)
    assert [row["name"] for row in late][:2] != ["青禾中学", "青禾中学"]
    green, east = cast.units["green"].unit_path, cast.units["east"].unit_path
    assert late[-1] == {"path": green, "name": "青禾中学", "group": east, "overdue": 1, "unknown": 0}


def test_rows_can_be_narrowed_to_what_is_open_or_late(cast):
    notice = stirred(cast)
    with acting(cast.lin):
        assert len(queries.matrix(notice, cast.lin, at=START, show="late").rows) == 0
        assert len(queries.matrix(notice, cast.lin, at=DUE + DAY, show="late").rows) == 4
        assert len(queries.matrix(notice, cast.lin, at=START, show="open").rows) == 4


def test_an_obligation_handled_outside_is_a_row_of_its_own_and_counts_nowhere(cast):
    from tests.notices.paper import BOUNDED, imported

    notice = imported(cast, BOUNDED)
    with acting(cast.lin):
        bad = notice.obligations.get(bounded__gt="")
        actions.resolve_bounded(bad, how="outside", reason="由公安机关依法办理", by=cast.lin, at=START)
        other = notice.obligations.get(bounded="")
        actions.edit(other, by=cast.lin, at=START, due_at=DUE, addressees={"kinds": ["school"]})
        actions.confirm(other, by=cast.lin, at=START)
        actions.dispatch_now(notice, by=cast.lin, at=START)
        found = queries.matrix(notice, cast.lin, at=START)
    assert [(r.outside, r.whole.total) for r in found.rows] == [(True, 0), (False, 4)]


def test_the_drawer_tells_who_what_and_until_when(cast):
    notice = stirred(cast)
    with acting(cast.zhao):
        found = queries.drawer(line(notice, cast, "green", 1).pk, cast.zhao, at=START + 3 * HOUR)
    assert found["cell"].key == "submitted"
    assert [r["record"].text for r in found["records"]] == ["已检查，记录在台账第3页"]
    assert not found["fulfilled"]


def test_progress_as_excel_and_word(cast):
    notice = stirred(cast)
    with acting(cast.lin):
        data, name = queries.progress_sheet(notice, cast.lin, at=START + 3 * HOUR)
        paper, word_name = queries.progress_document(notice, cast.lin, at=DUE + DAY)
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    cells = [[c.value for c in row] for row in sheet.iter_rows()]
    green = next(row for row in cells if "青禾中学" in row)
    assert green[2:6] == [1, 3, 0, 0] and green[6] == 0 and green[7:] == ["已核验", "待核验", "已退回", "系统外办理"]
    assert sum("小学" in str(row[1]) for row in cells) == 2 and name.endswith(".xlsx")
    text = "\n".join(p.text for p in Document(io.BytesIO(paper)).paragraphs)
    assert "落实情况的报告" in text.replace("\n", "") and word_name.endswith(".docx")
    with acting(cast.chen):
        own, _name = queries.progress_sheet(notice, cast.chen, at=START)
    assert "白鹭小学" not in str([c.value for row in load_workbook(io.BytesIO(own)).worksheets[0].iter_rows() for c in row])


def test_lists_of_notices_and_dossiers_count_what_one_may_see(cast):
    notice = stirred(cast)
    with acting(cast.lin):
        row = queries.notices(cast.lin, at=START)[0]
        assert (row["notice"].pk, row["mine"], row["total"], row["done"]) == (notice.pk, True, 15, 1)
    with acting(cast.chen):
        row = queries.notices(cast.chen, at=START)[0]
        assert (row["mine"], row["total"], row["done"]) == (False, 3, 1)
        mine = queries.dossiers(cast.chen, at=DUE + DAY)
        assert [(d["open"], d["waiting"], d["done"], d["late"]) for d in mine] == [(1, 1, 2, 1)]
    with acting(cast.zhao):
        assert queries.dossiers(cast.zhao, at=START) == []


def test_a_looked_at_line_says_so(cast):
    notice = sent(cast, rule="each", proof="record")
    case = line(notice, cast, "green")
    proved(cast, case, "chen", START)
    kind = __import__("anlan.work.notices.kind", fromlist=["conditions"])
    case.refresh_from_db()
    with acting(cast.zhao):
        assert [c["ok"] for c in kind.conditions(case, cast.zhao, START + HOUR)] == [False]
    looked(cast, case, "zhao", START + HOUR)
    with acting(cast.zhao):
        assert [c["ok"] for c in kind.conditions(case, cast.zhao, START + HOUR)] == [True]
