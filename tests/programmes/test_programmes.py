"""A programme's figures come from records alone, as far as somebody's scope goes; its report says the same."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from docx import Document

from anlan.kernel.acting import acting
from anlan.kernel.errors import NotYours, Refused
from anlan.work.cases import actions as cases
from anlan.work.programmes import actions, queries
from anlan.work.programmes.models import Programme
from anlan.work.programmes.rules import Book, Figures
from tests import errand
from tests.cast import START
from tests.hazards import steps
from tests.notices.paper import line, proved, sent

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 12, 10), date(2027, 1, 31)


def running(cast, **more):
    with acting(cast.lin):
        given = {"name": "冬季消防专项整顿", "starts": FIRST, "ends": LAST, "owner_id": cast.people["lin"].pk, "domains": ["fire"], **more}
        return actions.start(cast.units["city"], **given, by=cast.lin, at=START)


def test_districts_add_up_and_a_path_outside_of_them_stands_for_itself():
    book = Book()
    for path, n in (("1.01.001.", 2), ("1.01.002.", 1), ("1.02.", 4), ("1.009.", 5)):
        book.at(path, ["1.01.", "1.02."]).add(Figures(asked=n, found=n, closed=1))
    assert {path: f.asked for path, f in book.ordered().items()} == {"1.009.": 5, "1.01.": 3, "1.02.": 4}
    assert (book.whole.asked, book.whole.open) == (12, 8)


def test_what_was_asked_proved_found_and_closed_is_counted_from_records(cast, signed_in):
    errand.register()
    notice = sent(cast, proof="declared", rule="each", to={"kinds": ["school"]})
    done = line(notice, cast, "green")
    proved(cast, done, "chen", START)
    programme = running(cast)
    hazard = steps.report(cast, criteria=["F-4"], at=START)
    steps.report(cast, fixed_now=True, after_photos=[steps.photo()], at=START - 9 * DAY)  # before it began
    with acting(cast.lin):
        sealed = cases.open_case("errand", cast.units["green"], title="密", by=cast.lin, at=START, sealed=True)
        extra = cases.open_case("errand", cast.units["river"], title="西区一件", by=cast.lin, at=START, domain="food")
        with pytest.raises(Refused):
            actions.lay_over(programme, case=sealed, by=cast.lin, at=START)
        assert actions.lay_over(programme, notice=notice, by=cast.lin, at=START)
        assert not actions.lay_over(programme, notice=notice, by=cast.lin, at=START)
        actions.lay_over(programme, case=extra, by=cast.lin, at=START)
        found = queries.account(programme, cast.lin, at=START + DAY)
        assert (found.whole.asked, found.whole.proved, found.whole.found, found.whole.major, found.whole.closed) == (16, 0, 2, 1, 0)
        assert {p.pk for p in queries.over(case=hazard.case)} == {programme.pk}
    with acting(cast.zhao):
        actions_of = queries.account(programme, cast.zhao, at=START + DAY)
        assert (actions_of.whole.asked, actions_of.whole.found) == (12, 1)
        with pytest.raises((NotYours, Programme.DoesNotExist)):
            actions.end(programme, by=cast.zhao, at=START)
    page = signed_in("lin").get(f"/programmes/{programme.pk}/").content.decode()
    assert "0 / 16" in page and notice.title in page and "西区一件" in page
    word = signed_in("lin").get(f"/programmes/{programme.pk}/report.docx")
    text = "\n".join(p.text for p in Document(io.BytesIO(word.content)).paragraphs)
    assert "派出 16 件，已落实 0 件" in text and "发现 2 处，其中重大 1 处" in text and "冬季消防专项整顿" in text
    assert signed_in("lin").get(f"/programmes/{programme.pk}/report.xlsx").status_code == 200
    told = signed_in("zhao").get(f"/api/programmes/{programme.pk}").json()
    assert told["districts"][0]["found"] == 1 and told["clauses"] == 4


def test_a_programme_is_run_by_its_office_until_it_ends(cast, signed_in):
    programme = running(cast)
    notice = sent(cast, proof="declared", rule="each")
    with acting(cast.chen), pytest.raises(NotYours):
        actions.start(cast.units["green"], name="x", starts=FIRST, ends=LAST, owner_id=1, by=cast.chen, at=START)
    wrongs = [({"name": " "}, "E-programme-name"), ({"ends": FIRST - DAY}, "E-programme-days"), ({"owner_id": 0}, "E-programme-owner")]
    for wrong, code in wrongs:
        with pytest.raises(Refused) as refused:
            running(cast, **wrong)
        assert refused.value.code == code
    lin = signed_in("lin")
    assert lin.post("/programmes/lay/", {"programme": programme.pk, "notice": notice.pk}).status_code == 302
    assert "冬季消防专项整顿" in signed_in("chen").get(f"/notices/{notice.pk}/").content.decode()
    assert lin.post("/programmes/lay/", {"programme": programme.pk, "notice": notice.pk, "do": "remove"}).status_code == 302
    assert lin.get(f"/programmes/{programme.pk}/edit/").status_code == 200
    assert lin.post(f"/programmes/{programme.pk}/end/").status_code == 302
    with acting(cast.lin), pytest.raises(Refused):
        actions.lay_over(programme, notice=notice, by=cast.lin, at=START)
