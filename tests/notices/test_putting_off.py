"""A limit that was put off is counted wherever lateness is read: the cell, the dossier, the sheet, the report."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.work.cases import actions as cases
from anlan.work.notices import queries
from tests.cast import START, Cast
from tests.conftest import BACKEND
from tests.notices.paper import DUE, dossier_of, line, sent

DAY = timedelta(days=1)


@pytest.fixture
def notice(cast: Cast) -> Any:
    """A notice of which one line at Green School was put off twice, and one at Hill School was refused."""
    made = sent(cast, rule="each")
    for who, unit, days, granted in (("chen", "green", 1, True), ("chen", "green", 2, True), ("feng", "hill", 1, False)):
        with acting(cast.actor(who)):
            wish = cases.ask_time(line(made, cast, unit), until=DUE + days * DAY, why="等配件", by=cast.actor(who), at=START)
        with acting(cast.zhao):
            cases.decide_time(wish, granted=granted, decision="", by=cast.zhao, at=START)
    return made


@pytest.fixture
def zhao(cast: Cast, settings: Any) -> Any:
    settings.AUTHENTICATION_BACKENDS = [BACKEND]
    client = Client()
    client.force_login(cast.people["zhao"], backend=BACKEND)
    with clock.travel(START):
        yield client


def test_the_cell_and_the_dossier_say_how_often(cast: Cast, notice: Any, zhao: Client) -> None:
    case = line(notice, cast, "green")
    cell = zhao.get(f"/notices/{notice.pk}/matrix/cell/{case.pk}/").content.decode()
    assert "延期 2 次" in cell and "最早的时限" in cell
    assert "延期" not in zhao.get(f"/notices/{notice.pk}/matrix/cell/{line(notice, cast, 'hill').pk}/").content.decode()
    assert zhao.get(f"/dossiers/{dossier_of(notice, cast, 'green').pk}/").content.decode().count("延期 2 次") == 1
    assert zhao.get("/cases/").content.decode().count("延期 2 次") == 1


def test_the_sheet_counts_by_unit_and_names_the_line(cast: Cast, notice: Any) -> None:
    with acting(cast.zhao):
        data, _name = queries.progress_sheet(notice, cast.zhao, at=START)
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(data)).active.iter_rows()]
    head = next(n for n, row in enumerate(rows) if "延期次数" in row)
    where = rows[head].index("延期次数")
    counts = {row[1]: row[where] for row in rows[head + 1 :] if row[1]}
    assert counts["青禾中学"] == 2 and counts["白鹭小学"] == 0
    assert sum("延期 2 次" in str(value) for row in rows for value in row) == 1


def test_the_report_says_it_in_the_sum_and_by_clause(cast: Cast, notice: Any) -> None:
    with acting(cast.zhao):
        data, _name = queries.progress_document(notice, cast.zhao, at=START)
    paper = Document(io.BytesIO(data))
    assert any("经同意延期 2 次" in p.text for p in paper.paragraphs)
    table = next(t for t in paper.tables if t.rows[0].cells[-1].text == "延期")
    assert sorted(row.cells[-1].text for row in table.rows[1:])[-1] == "2"


def test_a_line_of_the_dossier_leads_to_the_form_for_more_time(cast: Cast, notice: Any, zhao: Client) -> None:
    chen = Client()
    chen.force_login(cast.people["chen"], backend=BACKEND)
    case = line(notice, cast, "green")
    address = f"/cases/{case.pk}/?ask=time#time"
    assert address in chen.get(f"/dossiers/{dossier_of(notice, cast, 'green').pk}/").content.decode()
    assert '<details class="drop-in" open>' in chen.get(address).content.decode()
    assert address not in zhao.get(f"/dossiers/{dossier_of(notice, cast, 'green').pk}/").content.decode()
