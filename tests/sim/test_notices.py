"""The bureau's own notices: every span stands in its text, and the main one meets a bounded clause."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import re
from pathlib import Path

import pytest
from docx import Document

from sim.notices import UNIT_FILTERS, Notice, all_notices, docx, main_notice
from sim.specs import POSTS

SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).resolve().parents[3] / "shared"))
CHECKER = SHARED / "notices" / "check_labels.py"


def _id(notice: Notice) -> str:
    return notice.key


def test_notices_come_in_the_order_of_their_dates_on_workdays() -> None:
    days = [n.issued for n in all_notices()]
    assert days == sorted(days) and len(days) == 8
    assert all(d.weekday() < 5 for d in days)
    assert all_notices()[-1] == main_notice()


@pytest.mark.parametrize("notice", all_notices(), ids=_id)
def test_a_notice_is_well_made(notice: Notice) -> None:
    assert 300 <= len(notice.text) <= 900
    assert notice.text.splitlines()[:2] == [notice.title, notice.number]
    assert re.fullmatch(r"云教安〔2026〕\d+号", notice.number)
    assert f"{notice.issued.year}年{notice.issued.month}月{notice.issued.day}日" in notice.text
    assert len(notice.demands) >= 8
    for d in notice.demands:
        assert notice.text[d.start : d.end] == d.text
        assert d.owner in POSTS and d.units in UNIT_FILTERS
        assert len(d.title) <= 22
        assert d.due is None or d.due >= notice.issued


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("notice", all_notices(), ids=_id)
def test_labels_follow_the_scheme(notice: Notice, tmp_path: Path) -> None:
    if not CHECKER.exists():
        pytest.skip("the labelling scheme and its checker are not beside the project")
    spec = importlib.util.spec_from_file_location("check_labels", CHECKER)
    assert spec and spec.loader
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    (tmp_path / "n.txt").write_text(notice.text, encoding="utf-8", newline="")
    checker.KEYS.add("bounded")
    rows = [{"bounded": False, **r} for r in notice.rows()]
    (tmp_path / "n.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    _rows, errors, warnings = checker.check(str(tmp_path / "n.jsonl"))
    assert not errors
    headings = re.compile("unlabelled: (关于|[一二三四五六七八九十]、)")
    assert not [w for w in warnings if not headings.match(w)]


def test_the_main_notice_has_one_bounded_clause_with_a_lawful_substitute() -> None:
    bounded = [d for d in main_notice().demands if d.bounded]
    assert len(bounded) == 1 and bounded[0].substitute
    assert len(main_notice().demands) == 14
    assert not any(d.bounded for n in all_notices() for d in n.demands if n != main_notice())


def test_the_word_version_holds_the_same_words() -> None:
    notice = main_notice()
    paragraphs = Document(io.BytesIO(docx(notice))).paragraphs
    assert "".join(p.text for p in paragraphs) == notice.text.replace("\n", "").replace("\u3000", "")


def test_a_reader_s_finer_span_finds_its_obligation() -> None:
    notice = main_notice()
    start = notice.text.index("先清人、停用，再整改")
    found = notice.demand_for(start, start + 5)
    assert found and found.title == "重大隐患立即报市局，先清人停用"
    assert notice.demand_for(0, 5) is None
