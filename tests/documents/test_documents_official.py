"""Official documents leave in the layout of GB/T 9704, and nothing typed becomes markup."""

import io
import zipfile
from dataclasses import fields, replace
from datetime import date

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from anlan.kernel.documents import Heading, Layout, Official, Table, document_number, official_document
from anlan.kernel.documents.layout import sources
from anlan.kernel.documents.official import chars, chinese_number, fit_number, title_lines
from anlan.kernel.documents.rendering import signature_indents
from anlan.kernel.evidence.office import open_office

NOTICE = Official(
    title="关于做好寒假前后校园安全工作的通知",
    head_org="云汀市教育局文件",
    number="云教安[2026]031号",
    addressee="各辖市区教育局",
    body=[
        "为做好有关工作，现通知如下。",
        Heading(1, "压实责任"),
        Heading(2, "排查隐患", "逐一排查。"),
        Heading(2, "整改销号"),
        Heading(3, "立查立改"),
        Heading(4, "列清单"),
        Heading(1, "强化值守"),
        Heading(2, "领导带班"),
        "第一段\n第二段",
        Table(["单位", "数"], [["甲校", 12], ["乙校", None]], caption="落实情况"),
    ],
    attachments=["排查表。", "名单"],
    signer_org="云汀市教育局",
    date=date(2026, 12, 8),
    public_note="此件公开发布",
    cc=["云汀市公安局", "云汀市消防救援支队"],
    printed_by="云汀市教育局办公室",
    printed_on=date(2026, 12, 9),
)


def opened(official: Official) -> Document:
    return docx.Document(io.BytesIO(official_document(official)))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def fonts(document: Document, text: str) -> set[str]:
    """The Chinese fonts of the runs of the paragraph that begins with `text`."""
    paragraph = next(p for p in document.paragraphs if p.text.startswith(text))
    return {run._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) for run in paragraph.runs if run.text.strip()}


def test_the_paper_holds_22_lines_of_28_characters() -> None:
    section = opened(NOTICE).sections[0]
    for found, wanted in (
        (section.page_width, 210), (section.page_height, 297), (section.top_margin, 37), (section.left_margin, 28),
        (section.right_margin, 26), (section.bottom_margin, 35),
    ):  # fmt: skip
        assert found is not None
        assert abs(found - Mm(wanted)) < Mm(0.05)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert grid.get(qn("w:linePitch")) == "579"
    assert int(grid.get(qn("w:charSpace"))) == pytest.approx((15.79 - 16) * 4096, abs=20)
    layout = Layout()
    assert layout.type_height >= 22 * 579 / 20
    body = next(p for p in opened(NOTICE).paragraphs if p.text.startswith("为做好有关"))
    spacing = int(body.runs[0]._r.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 * (16 + spacing) <= layout.type_width < 29 * (16 + spacing)


def test_the_text_comes_in_order_with_its_marks() -> None:
    assert texts(opened(NOTICE)) == [
        "云汀市教育局文件",
        "云教安〔2026〕31号",
        "关于做好寒假前后校园安全工作的通知",
        "各辖市区教育局：",
        "为做好有关工作，现通知如下。",
        "一、压实责任",
        "（一）排查隐患。逐一排查。",
        "（二）整改销号",
        "1.立查立改",
        "（1）列清单",
        "二、强化值守",
        "（一）领导带班",
        "第一段",
        "第二段",
        "落实情况",
        "附件：1. 排查表",
        "2. 名单",
        "云汀市教育局",
        "2026年12月8日",
        "（此件公开发布）",
    ]


def test_each_rank_has_its_font() -> None:
    document = opened(NOTICE)
    assert fonts(document, "云汀市教育局文件") == {"方正小标宋简体"}
    assert fonts(document, "关于做好") == {"方正小标宋简体"}
    assert fonts(document, "一、") == {"黑体"}
    assert fonts(document, "（一）排查") == {"楷体_GB2312", "仿宋_GB2312"}
    assert fonts(document, "1.") == {"仿宋_GB2312"}
    assert fonts(document, "为做好有关") == {"仿宋_GB2312"}
    with zipfile.ZipFile(io.BytesIO(official_document(NOTICE))) as parts:
        table = parts.read("word/fontTable.xml").decode()
    assert "Noto Serif CJK SC" in table


def test_head_and_line_are_red_and_the_line_stands_under_the_number() -> None:
    document = opened(NOTICE)
    head, number = document.paragraphs[0], next(p for p in document.paragraphs if "〔2026〕" in p.text)
    assert str(head.runs[0].font.color.rgb) == "FF0000"
    line = number._p.find(f".//{qn('w:pBdr')}/{qn('w:bottom')}")
    assert line.get(qn("w:color")) == "FF0000"
    assert line.get(qn("w:space")) == "11"


def test_a_document_that_goes_up_names_who_signed_it() -> None:
    document = opened(replace(NOTICE, kind="请示", signatory="陆怀民"))
    assert "云教安〔2026〕31号\t签发人：陆怀民" in texts(document)


def test_pages_are_numbered_at_the_outer_side() -> None:
    document = opened(NOTICE)
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (2, 0)
    for paragraph in (odd, even):
        assert paragraph.text == "— 1 —"
        assert [i.text for i in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]


def test_the_header_of_a_table_comes_again_on_each_page() -> None:
    table = opened(NOTICE).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["单位", "数"], ["甲校", "12"], ["乙校", ""]]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_colophon_stands_at_the_foot() -> None:
    table = opened(NOTICE).tables[-1]
    assert table.rows[0].cells[0].text == "抄送：云汀市公安局，云汀市消防救援支队。"
    assert [c.text for c in table.rows[1].cells] == ["云汀市教育局办公室", "2026年12月9日印发"]
    assert table._tbl.tblPr.find(qn("w:tblpPr")).get(qn("w:tblpYSpec")) == "bottom"


def test_what_is_left_empty_leaves_no_trace() -> None:
    document = opened(Official(title="报告", body=["一段。"]))
    assert texts(document) == ["报告", "一段。"]
    assert document.tables == []


@pytest.mark.parametrize("evil", ["</w:t></w:r><w:r><w:t>x", "&amp;<![CDATA[x]]>", "<!DOCTYPE x>", "a\"b'c", "{{ 7*7 }}", "]]>"])
def test_markup_in_any_place_stays_text(evil: str) -> None:
    said = Official(
        title=evil, head_org=evil, number=evil, addressee=evil, body=[evil, Heading(1, evil, evil), Table([evil], [[evil]], evil)],
        attachments=[evil], signer_org=evil, public_note=evil, cc=[evil], printed_by=evil, signatory=evil, urgency=evil, kind="请示",
        date=date(2026, 1, 1),
    )  # fmt: skip
    data = official_document(said)
    assert open_office(data, wanted="docx").kind == "docx"
    document = docx.Document(io.BytesIO(data))
    assert document.tables[0].rows[1].cells[0].text == evil
    assert "".join(p.text for p in document.paragraphs).count(evil) >= 6


def test_control_characters_and_half_characters_are_dropped() -> None:
    document = opened(
        Official(title="标\x00题\ud800", body=["一\x0b段\x1f\ufffe。\u202e", Table(["a\x07"], [["\x1b[31m"]])], date=date(2026, 1, 1))
    )
    assert texts(document)[:2] == ["标题", "一段。"]
    assert document.tables[0].rows[1].cells[0].text == "[31m"


def test_every_part_is_sound_xml_in_the_order_of_the_schema() -> None:
    with zipfile.ZipFile(io.BytesIO(official_document(replace(NOTICE, kind="报告", signatory="某", urgency="特急")))) as parts:
        body = etree.fromstring(parts.read("word/document.xml"))
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))
    order = ["pStyle", "keepNext", "keepLines", "widowControl", "pBdr", "tabs", "snapToGrid", "spacing", "ind", "jc", "rPr"]
    for properties in body.iter(qn("w:pPr")):
        places = [order.index(etree.QName(child).localname) for child in properties]
        assert places == sorted(places)
    order = ["rFonts", "snapToGrid", "color", "spacing", "sz"]
    for properties in body.iter(qn("w:rPr")):
        places = [order.index(etree.QName(child).localname) for child in properties]
        assert places == sorted(places)


def test_a_thousand_rows_are_no_burden() -> None:
    rows = [[f"学校{n}", n, "说明"] for n in range(2_000)]
    assert len(opened(Official(title="表", body=[Table(["单位", "数", "说明"], rows)])).tables[0]._tbl.tr_lst) == 2_001


def test_the_same_document_gives_the_same_parts() -> None:
    first, second = (zipfile.ZipFile(io.BytesIO(official_document(NOTICE))) for _ in range(2))
    assert {n: first.read(n) for n in first.namelist()} == {n: second.read(n) for n in second.namelist()}


def test_signer_and_date_stand_as_the_standard_says() -> None:
    layout = Layout()
    signer, day = "云汀市教育局", "2026年12月18日"
    assert (chars(signer), chars(day)) == (6, 7)
    sealed = signature_indents(signer, day, True, layout)
    assert sealed == (4.5, 4)  # the middle of both is 7.5 from the right
    long = "云汀市教育局校园安全工作领导小组办公室和同级部门"
    signer_right, date_right = signature_indents(long, day, True, layout)
    assert signer_right == 0
    assert date_right + chars(day) / 2 == chars(long) / 2
    signer_right, date_right = signature_indents(long, day, False, layout)
    assert signer_right == 2
    assert (signer_right + chars(long)) - (date_right + chars(day)) == 2
    signer_right, date_right = signature_indents(signer, day, False, layout)
    assert date_right == 2
    assert (signer_right + chars(signer)) - (date_right + chars(day)) == 2


def test_numbers_and_titles_are_put_right() -> None:
    assert document_number("云教安", 2026, 31) == "云教安〔2026〕31号"
    for written in ("云教安[2026]第031号", "云教安（2026）31号", "云教安【2026】31号", "云教安〔2026〕31号"):
        assert fit_number(written) == "云教安〔2026〕31号"
    assert [chinese_number(n) for n in (1, 10, 11, 20, 21, 99)] == ["一", "十", "十一", "二十", "二十一", "九十九"]


def test_a_long_title_breaks_into_like_lines_and_not_inside_words() -> None:
    title = "关于开展2026年寒假前后校园安全隐患大排查大整治“百日攻坚”行动的通知"
    found = title_lines(title)
    assert "".join(found) == title
    assert all(chars(line) <= 19 for line in found)
    assert max(map(chars, found)) - min(map(chars, found)) <= 5
    assert found[0].endswith("安全")
    assert title_lines("短\n标题") == ["短", "标题"]
    assert title_lines("") == []
    assert len(title_lines("长" * 100)) == 6


def test_every_measure_names_its_source_and_stands_to_be_checked() -> None:
    listed = {rule["key"]: rule for rule in sources()}
    assert set(listed) == {f.name for f in fields(Layout)}
    assert all(rule["source"] and rule["standing"] == "待核实" for rule in listed.values())
    assert replace(Layout(), margin_top=40).type_height < Layout().type_height
