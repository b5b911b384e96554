"""What frames a notice stands beside its text, and every line that was read says how sure that is and why."""

from __future__ import annotations

from datetime import date

from django.test import Client

from anlan.work.notices.models import Notice
from anlan.work.notices.reading import head
from anlan.work.notices.screens.frame import frame_of
from tests.notices import paper

TEXT = """东山市教育局关于做好冬季取暖安全工作的通知
东教安〔2026〕12号
各区教育局，局属各学校：
现就做好冬季取暖安全工作通知如下：
一、各校12月20日前检查一次取暖设备。
联系人：安全科 王老师，电话55501234。
附件：1.取暖设备登记表
2.检查记录表
东山市教育局
2026年12月1日
"""


def test_title_number_issuer_date_addressees_attachments_and_contact_are_shown() -> None:
    notice = Notice(title="冬季取暖安全", number="东教安〔2026〕12号", issued_on=date(2026, 12, 1))
    found = {f.label: f.words for f in frame_of(notice, head(TEXT))}
    assert found["标题"] == "冬季取暖安全" and found["文号"] == "东教安〔2026〕12号"
    assert found["发文机关"] == "东山市教育局" and found["日期"] == "2026年12月1日"
    assert found["主送"] == "各区教育局，局属各学校"
    assert "取暖设备登记表" in found["附件"] and "检查记录表" in found["附件"]
    assert "王老师" in found["联系人"]


def test_what_was_not_found_is_said() -> None:
    found = {f.label: f.words for f in frame_of(Notice(title="通知"), head("关于防火的通知\n各校：\n各校检查一次食堂。\n"))}
    assert found["文号"] == found["附件"] == found["联系人"] == ""


def test_the_review_shows_confidence_and_reason_of_each_line_that_was_read(cast, signed_in) -> None:
    notice = paper.imported(cast)
    lin: Client = signed_in("lin")
    page = lin.get(f"/notices/{notice.pk}/review/").content.decode()
    rows = list(notice.obligations.exclude(state="dropped"))
    assert page.count('class="cf"') == len(rows) - 1, "every closed line; the open one says it in words"
    assert "读得准的把握" in page and "文件信息" in page
    typed = rows[-1]
    typed.draft = {"added": True}
    typed.save()
    after = lin.get(f"/notices/{notice.pk}/review/").content.decode()
    assert after.count('class="cf"') == len(rows) - 2, "what an officer wrote bears no such figure"
