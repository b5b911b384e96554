"""A pdf gives the words of the notice: no page heads, no page numbers, no lines broken by the edge of the page."""

import pytest

from anlan.work.notices.intake import Unreadable, read_file
from anlan.work.notices.reading import decompose, head

from .pdf_paper import pdf

TITLE = "云汀市教育局关于做好冬季校园安全工作的通知"
FIRST = "　　一、检查锅炉。各校12月20日前要对锅炉、压力容器和管道逐一进行检查，"
SECOND = "存在隐患的立即停用并报告；司炉工持证上岗。"
THIRD = "　　二、学校要组织一次疏散演练。"


def test_page_heads_and_numbers_go_and_broken_lines_are_joined() -> None:
    pages = [
        ["云汀市教育局文件", TITLE, "各学校：", FIRST, "— 1 —"],
        ["云汀市教育局文件", SECOND, THIRD, "— 2 —"],
        ["云汀市教育局文件", "云汀市教育局", "2024年12月2日", "— 3 —"],
    ]
    got = read_file("通知.pdf", pdf(pages))
    lines = got.text.split("\n")
    assert lines[:2] == [TITLE, "各学校："]
    assert (FIRST + SECOND).strip() in got.text
    assert "— 1 —" not in got.text
    assert "教育局文件" not in got.text
    assert len(got.pages) == 3
    assert got.text[got.pages[1] :].startswith(SECOND)
    assert got.text[got.pages[2] :].startswith("云汀市教育局\n")
    found = head(got.text)
    assert found.title and found.title.text == TITLE
    asked = [s.text for s in decompose(got.text) if s.label == "obligation"]
    assert any(text.startswith("各校12月20日前") for text in asked)
    assert "学校要组织一次疏散演练" in asked


def test_a_line_that_ends_short_or_with_a_new_mark_below_is_not_joined() -> None:
    long = "各校要对实验室、食堂、宿舍、配电房等重点部位逐一进行检查并登记"
    text = read_file("a.pdf", pdf([[TITLE, long, "（一）实验室。", "短行", long]])).text
    assert text.split("\n")[1:5] == [long, "（一）实验室。", "短行", long]


def test_a_scan_is_refused_with_a_sentence_that_says_what_to_do() -> None:
    with pytest.raises(Unreadable) as caught:
        read_file("a.pdf", pdf([[], []]))
    assert caught.value.code == "pdf_scan"
    assert "扫描件" in caught.value.sentence


@pytest.mark.parametrize("cut", [9, 40, 200, 700, -30])
def test_a_pdf_cut_off_is_read_or_refused_and_never_crashes(cut: int) -> None:
    data = pdf([[TITLE, FIRST]])[:cut]
    try:
        assert "锅炉" in read_file("a.pdf", data).text
    except Unreadable as refused:
        assert refused.code in ("broken", "pdf_scan", "binary")


def test_a_secret_pdf_is_seen_to_be_secret() -> None:
    assert read_file("a.pdf", pdf([["机密★3年", TITLE, FIRST]])).secrecy == "secret"


def test_a_pdf_with_too_many_pages_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        read_file("a.pdf", pdf([["各校要检查。"]] * 201))
    assert caught.value.code == "too_long"
