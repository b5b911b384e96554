"""What officers change is kept, counted, and learned from only when that is better."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from anlan.kernel.acting import acting
from anlan.work.notices import actions, trusting
from anlan.work.notices.models import Notice
from anlan.work.notices.queries import corrections
from anlan.work.notices.queries.preview import repeats_of_line
from anlan.work.notices.reading import decompose
from anlan.work.notices.reading.fitting import Case
from anlan.work.notices.rules.text import weekday_clash
from anlan.work.notices.screens.original import paragraphs
from tests.cast import START
from tests.notices.paper import DUE, imported, sent

GREY = """云汀市教育局关于冬季安全的通知
各区教育局，各学校：
  一、各校要高度重视，绷紧安全这根弦。各校12月28日前检查校门一键报警装置。
  二、各校12月28日前开展一次疏散演练，确保师生平安。
"""


def rows(notice: Notice) -> list:
    return list(notice.obligations.order_by("order", "id"))


def publish(cast, notice: Notice) -> Notice:
    with acting(cast.lin):
        for row in notice.obligations.exclude(state="dropped"):
            actions.edit(row, by=cast.lin, at=START, due_at=DUE)
            actions.confirm(row, by=cast.lin, at=START)
        return actions.dispatch_now(notice, by=cast.lin, at=START)


def test_what_became_of_each_draft_is_told(cast):
    notice = imported(cast)
    first, second, third, fourth = rows(notice)
    with acting(cast.lin):
        actions.edit(first, by=cast.lin, at=START, domain="gas")
        actions.drop(second, by=cast.lin, at=START)
        actions.split(third, 14, by=cast.lin, at=START)
        at = notice.text.index("排查有记录")
        added = actions.add(notice, at, at + 5, by=cast.lin, at=START)
    assert added.draft["added"] is True
    found = corrections.outcome_of(rows(notice))
    assert (found.read, found.kept, found.added, found.stand) == (4, 3, 1, 1)
    assert (found.precision, found.recall) == (0.75, 0.75)
    assert found.corrections["dropped"] == found.corrections["split"] == found.corrections["added"] == 1
    assert any(what.startswith("domain ") and what.endswith("> gas") for what in found.corrections)
    assert corrections.changes(fourth) == []


def test_only_what_went_out_is_evaluated_by_issuer_and_month(cast):
    imported(cast, GREY)
    assert corrections.evaluation().notices == 0
    publish(cast, imported(cast))
    found = corrections.evaluation()
    assert (found.notices, found.whole.read, found.whole.precision, found.whole.recall) == (1, 4, 1.0, 1.0)
    assert list(found.by_month) == [START.strftime("%Y-%m")]
    assert [outcome.read for outcome in found.by_issuer.values()] == [4]
    out = io.StringIO()
    call_command("notices", "evaluate", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["all"]["read"] == 4
    assert told["all"]["precision"] == 1.0
    plain = io.StringIO()
    call_command("notices", "evaluate", stdout=plain)
    assert "精确率 100%" in plain.getvalue() or "precision 100%" in plain.getvalue()


def test_a_merged_line_is_a_correction_and_no_loss(cast):
    notice = imported(cast)
    with acting(cast.lin):
        actions.merge_up(rows(notice)[1], by=cast.lin, at=START)
    found = corrections.outcome_of(rows(notice))
    assert (found.read, found.kept, found.stand) == (4, 4, 3)
    assert found.corrections["merged"] == 1


def test_lines_become_cases_to_learn_from(cast):
    notice = imported(cast)
    with acting(cast.lin):
        actions.edit(rows(notice)[0], by=cast.lin, at=START, domain="gas")
    publish(cast, notice)
    found = corrections.cases()
    assert [case.stands for case in found] == [False, True, True, True]
    assert all(case.signs for case in found)


def test_too_little_teaches_nothing(cast):
    with pytest.raises(CommandError, match="40"):
        call_command("notices", "refit", stdout=io.StringIO())


def test_a_better_fit_is_adopted_only_when_asked_and_is_then_in_use(cast, monkeypatch, settings, tmp_path):
    settings.ANLAN_VAR = tmp_path
    known = [Case(f"notice {n}", (sign,), sign == "who:said") for n in range(12) for sign in ("who:said", "short") * 6]
    monkeypatch.setattr(corrections, "cases", lambda: known)
    out = io.StringIO()
    call_command("notices", "refit", stdout=out)
    assert trusting.weights() is None
    call_command("notices", "refit", "--adopt", stdout=out)
    assert trusting.weights()["short"] < trusting.weights()["who:said"]
    trusting.own_file().write_text("{broken", encoding="utf-8")
    assert trusting.weights() is None


def test_what_asks_nothing_is_grey_and_one_click_makes_it_a_line(cast):
    notice = imported(cast, GREY)
    assert notice.asides
    assert [s.start for s in decompose(notice.text) if s.label == "exhortation"] == [a[0] for a in notice.asides]
    pairs = [(row, n) for n, row in enumerate(rows(notice), start=1)]
    parts = [part for p in paragraphs(notice.text, pairs, None, notice.asides) for part in p.parts]
    grey = [part for part in parts if part.css == "aside"]
    assert [part.text for part in grey] == [notice.text[a[0] : a[1]] for a in notice.asides]
    assert all(part.why and part.sentence for part in grey)
    assert "".join(part.text for part in parts).split() == "".join(line.strip() for line in notice.text.split("\n")).split()
    with acting(cast.lin):
        added = actions.add(notice, grey[0].start, grey[0].end, by=cast.lin, at=START)
    assert added.text == grey[0].text
    pairs = [(row, n) for n, row in enumerate(rows(notice), start=1)]
    again = [part for p in paragraphs(notice.text, pairs, None, notice.asides) for part in p.parts if part.css == "aside"]
    assert len(again) == len(grey) - 1


def test_a_line_alike_to_one_the_same_units_have_open_is_told_while_it_is_reviewed(cast):
    sent(cast)
    again = imported(cast, GREY.replace("检查校门一键报警装置", "全面检查食堂、宿舍、实验室，排查有记录"))
    row = next(r for r in rows(again) if "宿舍" in r.text)
    schools = [cast.units["green"].pk, cast.units["hill"].pk]
    with acting(cast.lin):
        found = repeats_of_line(row, schools)
        assert [r.units for r in found] == [2]
        assert repeats_of_line(row, []) == []


def test_a_day_of_the_week_that_is_not_that_day_is_seen():
    assert weekday_clash("12月28日（周二）前", DUE.date().replace(month=12, day=28))
    assert not weekday_clash("12月28日（周一）前", DUE.date().replace(month=12, day=28))
    assert not weekday_clash("每周二前", DUE.date())
    assert not weekday_clash("12月28日（周二）前", None)
