"""A district hands a notice on with its own letter: taken in and read like an imported notice, the notice above not asked twice."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from anlan.kernel.acting import acting
from anlan.kernel.errors import Conflict, Refused
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Notice, Obligation, Task
from anlan.work.notices.queries import corrections
from anlan.work.notices.screens.lines import fields_of
from tests.cast import START
from tests.notices.paper import DUE, TEXT, imported, reviewed, sent
from tests.notices_reading.pdf_paper import pdf

TITLE = "东汀区教育局转发市教育局关于做好寒假前校园安全工作的通知的通知"
LETTER = """东汀区教育局
东教安〔2026〕18号
东汀区教育局转发市教育局关于做好寒假前校园安全工作的通知的通知
各学校：
  现将《云汀市教育局关于做好寒假前校园安全工作的通知》（云教安〔2026〕31号）转发给你们，并提出以下要求：
  一、各校要高度重视，绷紧安全这根弦。
  二、各校12月20日前把值班表报区教育局。
  三、各校12月23日前把五层责任人名单报区教育局备案。
东汀区教育局
2026年12月13日
"""
WITH_ANNEX = LETTER + "附件：\n" + TEXT


@pytest.fixture
def city(cast):
    cast.notice = sent(cast, proof="declared", rule="each")
    return cast


def letter(cast, data=WITH_ANNEX, name="转发.txt", **more):
    data = data.encode() if isinstance(data, str) else data
    with acting(cast.zhao):
        return actions.start_reissue(cast.notice, unit=cast.units["east"], file=(data, name), by=cast.zhao, at=START, **more)


def docx(text):
    paper, out = Document(), io.BytesIO()
    for line in text.strip().split("\n"):
        paper.add_paragraph(line)
    paper.save(out)
    return out.getvalue()


def own(notice):
    return list(notice.obligations.filter(passes_on=None).exclude(state="dropped").order_by("order"))


def test_the_head_and_the_further_lines_of_a_letter_are_read_and_the_clauses_of_the_notice_above_follow(city):
    made = letter(city, LETTER, note="结合实际抓紧")
    assert (made.title, made.number, str(made.issued_on), made.file_name) == (TITLE, "东教安〔2026〕18号", "2026-12-13", "转发.txt")
    assert made.text.startswith(LETTER) and made.text.endswith(city.notice.text) and made.note == "结合实际抓紧" and made.asides
    assert [(r.text, r.state) for r in own(made)] == [
        ("各校12月20日前把值班表报区教育局", "open"), ("各校12月23日前把五层责任人名单报区教育局备案", "look"),
    ]  # fmt: skip
    assert all(made.text[r.start : r.end] == r.text for r in made.obligations.all())
    assert made.obligations.exclude(passes_on=None).count() == 4
    assert [b.number for b in made.bases.all()] == ["云教安〔2026〕31号"]


@pytest.mark.parametrize(("make", "name"), [(docx, "转发.docx"), (str.encode, "转发.txt")])
def test_what_a_letter_prints_of_the_notice_above_is_struck_and_reaches_schools_once(city, make, name):
    made = letter(city, make(WITH_ANNEX), name)
    struck = [r for r in made.obligations.filter(passes_on=None) if r.repeats_above]
    assert len(own(made)) == 2 and len(struck) == 4
    assert "云教安〔2026〕31号" in {made.text[a:b] for a, b, _why, _word in made.asides}
    with acting(city.zhao):
        for row in own(made):
            actions.edit(row, by=city.zhao, at=START, due_at=DUE, proof="declared", rule="each")
            actions.confirm(row, by=city.zhao, at=START)
        assert queries.preview(made, at=START).stops == []
        actions.dispatch_now(made, by=city.zhao, at=START)
    assert Task.objects.filter(unit_path=city.units["green"].unit_path).count() == 6
    with acting(city.zhao):
        assert corrections.outcome_of(list(corrections._own(made))).corrections["dropped"] == 0


def test_a_line_that_was_struck_is_taken_back_in_by_the_officer(city):
    made = letter(city)
    row = next(r for r in made.obligations.filter(passes_on=None) if r.repeats_above)
    with acting(city.zhao):
        actions.restore(row, by=city.zhao, at=START)
        assert row.pk in {r.pk for r in own(made)} and not Obligation.objects.get(pk=row.pk).repeats_above


def test_what_a_letter_asks_earlier_or_more_of_is_its_own(city):
    more = LETTER.replace("二、各校12月20日前把值班表报区教育局。", "二、各校12月28日前全面检查食堂、宿舍、实验室、锅炉房，排查有记录。")
    assert "锅炉房" in own(letter(city, more))[0].text


def test_words_struck_from_the_notice_above_do_not_come_back_by_the_letter(cast):
    draft = imported(cast)
    with acting(cast.lin):
        last = draft.obligations.order_by("order").last()
        reviewed(cast, draft, proof="declared", rule="each")
        actions.drop(last, by=cast.lin, at=START)
        cast.notice = actions.dispatch_now(draft, by=cast.lin, at=START)
    made = letter(cast)
    assert len(own(made)) == 2 and made.obligations.exclude(passes_on=None).count() == 3


def test_a_letter_and_typed_lines_go_together_and_each_clause_of_a_pdf_knows_its_page(city):
    lines = LETTER.split("\n")
    made = letter(city, pdf([lines[:6], lines[6:]]), "转发.pdf", text="各校12月24日前张贴举报电话")
    rows = own(made)
    assert [r.text for r in rows][-1] == "各校12月24日前张贴举报电话" and len(rows) == 3
    with acting(city.zhao):
        pages = [fields_of(r).page for r in made.obligations.select_related("notice").order_by("order") if r.is_live]
    assert pages == [2, 2, 0, 0, 0, 0, 0]
    assert all(made.text[r.start : r.end] == r.text for r in rows)


def test_the_same_form_twice_is_one_and_the_same_letter_again_is_said(city):
    nonce = uuid4()
    assert letter(city, nonce=nonce).pk == letter(city, nonce=nonce).pk
    with pytest.raises(Conflict) as again:
        letter(city, nonce=uuid4())
    assert again.value.code == "E-reissue-again"
    city.notice = sent(city, text=TEXT.replace("31号", "32号"), proof="declared", rule="each")
    with pytest.raises(Refused) as known:
        letter(city)
    assert known.value.code == "E-notice-again" and TITLE in str(known.value.sentence)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (f"机密\n{LETTER}", "a.txt", "E-notice-secret"), (f"内部文件\n{LETTER}", "a.txt", "E-notice-internal"),
        (b"PK\x03\x04rubbish", "a.docx", "E-notice-file"), (b"", "a.txt", "E-notice-file"), (b"%PDF-1.7", "a.pdf", "E-notice-file"),
    ],
)  # fmt: skip
def test_a_letter_that_may_not_come_in_is_refused_and_nothing_of_it_is_kept(city, data, name, code):
    with pytest.raises(Refused) as refused:
        letter(city, data, name)
    assert refused.value.code == code and not Notice.objects.filter(reissues=city.notice).exists()
    if code == "E-notice-internal":
        assert letter(city, data, name, confirm_internal=True).secrecy == "internal"


def test_a_letter_for_a_notice_that_is_gone_is_refused_on_the_page_and_what_was_typed_stays(city, signed_in):
    zhao, url = signed_in("zhao"), f"/notices/{city.notice.pk}/reissue/"
    secret = zhao.post(url, {"note": "抓紧办", "file": SimpleUploadedFile("a.txt", f"秘密\n{LETTER}".encode())})
    assert secret.status_code == 409 and "抓紧办" in secret.content.decode() and "没有存下" in secret.content.decode()
    with acting(city.lin):
        actions.withdraw(city.notice, why="发错了", by=city.lin, at=START)
    gone = zhao.post(url, {"note": "抓紧办", "file": SimpleUploadedFile("a.txt", LETTER.encode())})
    assert "E-reissue-gone" in gone.content.decode() and "抓紧办" in gone.content.decode() and "再选一次" in gone.content.decode()


def test_a_district_drops_its_letter_on_the_page_and_reviews_what_was_read(city, signed_in):
    zhao, url = signed_in("zhao"), f"/notices/{city.notice.pk}/reissue/"
    begun = zhao.post(url, {"note": "", "file": SimpleUploadedFile("转发.txt", WITH_ANNEX.encode())})
    page = zhao.get(begun.url).content.decode()
    assert TITLE in page and "已在转发里" in page and "上级的" in page
    row = next(r for r in Notice.objects.get(reissues=city.notice).obligations.all() if r.repeats_above)
    assert "学校不会收到两遍" in zhao.get(f"{begun.url}?on={row.pk}").content.decode()
