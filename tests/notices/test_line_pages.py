"""The pages up and down the line: what is shown before it is done, what is typed and kept, who may open what."""

from __future__ import annotations

import io

from docx import Document

from anlan.kernel.acting import acting
from anlan.work.notices import actions
from anlan.work.notices.models import Notice, Record, Task
from tests.cast import START
from tests.notices.paper import TEXT, dossier_of, line, sent
from tests.notices.test_line import OWN, handed_on


def test_an_amendment_is_shown_with_what_it_does_before_it_is_done(cast, signed_in):
    notice = sent(cast, proof="declared", rule="each")
    lin, clause = signed_in("lin"), notice.obligations.order_by("order").first()
    url = f"/notices/{notice.pk}/amend/"
    assert lin.get(url).status_code == 200 and signed_in("zhao").get(url).status_code == 403
    typed = {"seen": notice.version, "why": "推迟放假", f"text-{clause.pk}": clause.text, f"due-{clause.pk}": "2026-12-30T17:00"}
    shown = lin.post(url, typed | {"do": "preview"}).content.decode()
    assert "4 件还在办的会跟着变" in shown and "告诉 4 个单位的" in shown and not notice.amendments.exists()
    assert lin.post(url, typed | {"do": "amend", "why": ""}).status_code == 409
    assert lin.post(url, typed | {"do": "amend"}).status_code == 302
    second = lin.post(url, typed | {"do": "amend"})
    assert second.status_code == 409 and "推迟放假" in second.content.decode()
    assert "推迟放假" in signed_in("chen").get(f"/notices/{notice.pk}/").content.decode()
    (told,) = lin.get(f"/api/notices/{notice.pk}/line").json()["amendments"]
    assert told["why"] == "推迟放假" and told["changes"][0]["id"] == clause.pk


def test_a_district_hands_on_from_the_page_and_the_bureau_sees_who_did_not(cast, signed_in):
    notice = sent(cast, proof="declared", rule="each")
    zhao, url = signed_in("zhao"), f"/notices/{notice.pk}/reissue/"
    assert "转发给学校" in zhao.get(f"/notices/{notice.pk}/").content.decode() and signed_in("chen").get(url).status_code == 403
    begun = zhao.post(url, {"text": OWN, "note": "抓紧"})
    made = Notice.objects.get(reissues=notice)
    assert begun.url == f"/notices/{made.pk}/review/" and "上级的原话" in zhao.get(begun.url + f"?on={_passed(made)}").content.decode()
    assert zhao.post(url, {"text": OWN}).status_code == 409
    page = signed_in("lin").get(f"/notices/{notice.pk}/").content.decode()
    assert "在写" in page and "没转" in page


def _passed(made):
    return made.obligations.exclude(passes_on=None).first().pk


def test_what_a_school_was_typing_is_kept_as_a_record_when_the_notice_is_withdrawn_meanwhile(cast, signed_in):
    notice = sent(cast, proof="declared", rule="each")
    made, case, dossier = handed_on(cast, notice, note="抓紧"), line(notice, cast, "green"), dossier_of(notice, cast, "green")
    chen = signed_in("chen")
    page = chen.get(f"/dossiers/{dossier.pk}/").content.decode()
    assert "东汀区教育局转发" in page and "抓紧" in page and "加了 2 项" in page
    assert chen.get(f"/dossiers/{dossier.pk}/prove/?line={case.pk}").status_code == 200
    with acting(cast.lin):
        actions.withdraw(notice, why="发错了", by=cast.lin, at=START)
    sent_late = chen.post(f"/dossiers/{dossier.pk}/prove/", {"line": case.pk, "title": "", "text": "查过了，记在台账第3页"}, follow=True)
    assert "刚被上级撤回" in sent_late.content.decode() and "下面这些还要办" in sent_late.content.decode()
    assert Record.objects.get().text == "查过了，记在台账第3页"
    assert set(Task.objects.filter(notice=made).values_list("state", flat=True)) == {"sent"}


def test_a_notice_stands_beside_the_likest_earlier_one(cast, signed_in):
    old = sent(cast, text=TEXT.replace("31号", "9号").replace("2026年12月11日", "2025年12月9日"), proof="declared", rule="each")
    new = TEXT.replace("向每位家长发放《告家长书》", "更换老化的燃气软管，逐一登记")
    notice = sent(cast, text=new, proof="declared", rule="each")
    page = signed_in("lin").get(f"/notices/{notice.pk}/compare/").content.decode()
    assert f"with={old.pk}" in page and "更换老化的燃气软管" in page and "不再要求 1 条" in page
    told = signed_in("lin").get(f"/api/notices/{notice.pk}/compare?other={old.pk}").json()
    assert len(told["new"]) == 1 and told["same"] == 3


def test_a_school_writes_its_own_plan_from_the_split_of_its_dossier(cast, signed_in):
    notice = sent(cast, proof="declared", rule="each")
    dossier = dossier_of(notice, cast, "green")
    with acting(cast.chen):
        actions.assign_lines([line(notice, cast, "green", 1).pk], to_person=cast.people["su"].pk, by=cast.chen, at=START)
    answer = signed_in("chen").get(f"/dossiers/{dossier.pk}/plan.docx")
    paper = Document(io.BytesIO(answer.content))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "青禾中学" in text and "实施方案" in text and "学校主体责任" in text and "本方案落实 4 项要求" in text
    cells = [[c.text for c in row.cells] for table in paper.tables for row in table.rows]
    assert any(row[0] == "Su（班主任）" for row in cells) and any("Lu" in row[1] for row in cells)
    assert signed_in("feng").get(f"/dossiers/{dossier.pk}/plan.docx").status_code == 404
