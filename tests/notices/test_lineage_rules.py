"""What a notice rests on, and which earlier notice it is like: read from words and dates alone."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.work.notices.rules.lineage import fitted, likest, named_in, same_season

TEXT = """各区教育局：
  根据教育部办公厅2021年3月5日《关于做好校园安全工作的通知》（教安厅〔2021〕031号）和《中华人民共和国消防法》，按照云教安〔2026〕8号要求，
现就有关工作通知如下。各校要签订《安全责任书》，发放《告家长书》。按照省教育厅《关于加强校车管理的函》执行。
"""


def test_documents_are_found_with_number_issuer_and_date_and_papers_to_be_made_are_not():
    found = named_in(TEXT)
    assert [(n.title, n.number, n.issuer) for n in found] == [
        ("关于做好校园安全工作的通知", "教安厅〔2021〕31号", ""),
        ("中华人民共和国消防法", "", ""),
        ("关于加强校车管理的函", "", "省教育厅"),
        ("", "云教安〔2026〕8号", ""),
    ]
    assert found[0].issued_on == date(2021, 3, 5)
    assert [n.number for n in named_in(TEXT, own="云教安〔2026〕08号")] == ["教安厅〔2021〕31号", "", ""]


@pytest.mark.parametrize("typed", ["云教安[2026]第08号", "云教安（2026）8号", "云教安〔2026〕8号 "])
def test_a_number_is_the_same_however_its_brackets_are_typed(typed):
    assert fitted(typed) == "云教安〔2026〕8号"


def test_the_likest_earlier_notice_is_of_the_same_matter_and_season():
    title, day = "云汀市教育局关于做好2027年元旦寒假期间校园安全工作的通知", date(2026, 12, 11)
    others = [
        (1, "云汀市教育局关于做好2026年元旦寒假期间校园安全工作的通知", date(2025, 12, 20)),
        (2, "云汀市教育局关于做好2026年元旦寒假期间校园安全工作的通知", date(2026, 6, 1)),
        (3, "云汀市教育局关于开展教师培训的通知", date(2025, 12, 20)),
        (4, title, date(2026, 12, 20)),
    ]
    assert [pk for pk, _alike in likest(title, day, others)] == [1, 2]
    assert same_season(day, date(2024, 11, 20)) and not same_season(day, date(2026, 11, 20)) and not same_season(day, date(2025, 6, 1))
