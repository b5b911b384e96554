"""Files come in as text, or are refused with a sentence that says what to do."""

import io
import zipfile

import docx
import pytest

from anlan.work.notices.intake import MAX_BYTES, SENTENCES, Unreadable, read_file

NOTICE = "云汀市教育局关于校园安全的通知\n各学校：\n　　各校要检查锅炉。\n"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def packed(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def body(xml: str, **more: str | bytes) -> bytes:
    return packed({"word/document.xml": f'<?xml version="1.0"?><w:document {W} {MC}><w:body>{xml}</w:body></w:document>', **more})


def para(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def refused(name: str, data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_file(name, data)
    assert caught.value.sentence == SENTENCES[caught.value.code]
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert read_file("通知.txt", NOTICE.encode(encoding)).text == NOTICE


def test_two_characters_in_gb18030_are_not_taken_for_utf8() -> None:
    assert read_file("a.txt", "通知".encode("gb18030")).text == "通知"


def test_newlines_and_composition_are_made_uniform_and_no_word_is_lost() -> None:
    got = read_file("a.txt", "\ufeff各校\r\n要e\u0301检查\x07\r[bookmark: _GoBack]一、".encode()).text
    assert got == "各校\n要é检查\n[bookmark: _GoBack]一、"


def test_a_word_file_gives_paragraphs_numbers_and_table_rows() -> None:
    document = docx.Document()
    document.add_paragraph("各学校：")
    document.add_paragraph("检查锅炉。", style="List Number")
    document.add_paragraph("检查电梯。", style="List Number")
    table = document.add_table(2, 3)
    for cell, words in zip(table.rows[1].cells, ["1", "值班表", "1月5日"], strict=True):
        cell.text = words
    stream = io.BytesIO()
    document.save(stream)
    assert read_file("a.docx", stream.getvalue()).text == "各学校：\n1.检查锅炉。\n2.检查电梯。\n1\t值班表\t1月5日"


def test_deleted_words_go_inserted_words_stay_and_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{para('盒中')}</w:txbxContent>"
    xml = (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText></w:r></w:del><w:ins><w:r><w:t>丙</w:t></w:r></w:ins></w:p>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert [line for line in read_file("a.docx", body(xml)).text.split("\n") if line] == ["甲丙", "盒中"]


def test_a_nested_table_is_read_once() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{para('里')}</w:tc></w:tr></w:tbl>"
    assert read_file("a.docx", body(f"<w:tbl><w:tr><w:tc>{para('外')}{inner}</w:tc></w:tr></w:tbl>")).text.count("里") == 1


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.pdf"])
def test_an_empty_file_is_refused(name: str) -> None:
    assert refused(name, b"") == "empty"


def test_a_large_file_is_refused_before_it_is_looked_at() -> None:
    assert refused("a.txt", b"x" * (MAX_BYTES + 1)) == "too_large"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refused("a.docx", packed({"word/document.xml": b" " * 30_000_000})) == "zip_bomb"
    assert refused("a.docx", packed({f"word/{n}.xml": b"x" for n in range(2500)})) == "zip_bomb"


def test_macros_are_refused_under_either_name() -> None:
    more = {"word/vbaProject.bin": b"x"}
    assert refused("a.docx", body(para("x"), **more)) == "macro"
    assert refused("a.docm", body(para("x"))) == "macro"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY b "bbbb">]>',
        '<!DOCTYPE a SYSTEM "http://example.com/a.dtd">',
    ],
)
def test_document_types_and_entities_are_refused(doctype: str) -> None:
    xml = f'<?xml version="1.0"?>{doctype}<w:document {W}><w:body>{para("&b;" if "ENTITY" in doctype else "x")}</w:body></w:document>'
    assert refused("a.docx", packed({"word/document.xml": xml})) == "entity"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", b"just words", "not_docx"),
        ("a.docx", packed({"hello.txt": "x"}), "not_docx"),
        ("a.docx", packed({"xl/workbook.xml": "<a/>"}), "other_office"),
        ("a.docx", body("<w:p>") + b"", "broken"),
        ("a.docx", body(para("x"))[:-40], "broken"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "doc"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.pdf", b"%PDF-1.7 ...", "broken"),
        ("a.txt", b"%PDF-1.7 ...", "broken"),
        ("a.pdf", b"words", "broken"),
        ("a.png", b"\x89PNG....", "image"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image"),
        ("a.txt", bytes(range(256)) * 8, "binary"),
        ("a.txt", b"\xff\xfb\xfa\xf1" * 40, "binary"),
        ("a.xyz", b"words", "type"),
        ("a.txt", b"\x00\x00\x00", "empty"),
        ("a.docx", body(para(" ")), "no_text"),
    ],
)
def test_what_is_not_a_notice_file_is_refused_with_a_sentence(name: str, data: bytes, code: str) -> None:
    assert refused(name, data) == code


def test_deeply_nested_parts_are_refused() -> None:
    assert refused("a.docx", body("<w:p>" + "<w:r>" * 300 + "</w:r>" * 300 + "</w:p>")) == "broken"


@pytest.mark.parametrize(
    "mark", ["机密", "秘密★1年", "绝密★长期", "机 密", "密级：秘密", "秘密★启用前", "【机密】", "云教安〔2024〕1号　　　机密★10年"]
)
def test_a_secrecy_mark_at_the_head_is_seen(mark: str) -> None:
    assert read_file("a.txt", f"{mark}\n{NOTICE}".encode()).secrecy == "secret"


def test_a_secrecy_mark_in_the_page_header_is_seen() -> None:
    header = f'<?xml version="1.0"?><w:hdr {W}>{para("机密★10年")}</w:hdr>'
    assert read_file("a.docx", body(para("正文"), **{"word/header1.xml": header})).secrecy == "secret"


@pytest.mark.parametrize(
    "words", ["各校要严格保守国家秘密，做好机密文件管理。", "关于做好秘密文件清退工作的通知", "试卷启封前属机密级材料，须由两人看管。"]
)
def test_words_about_secrets_in_a_sentence_are_no_mark(words: str) -> None:
    assert read_file("a.txt", f"{NOTICE}{words}\n".encode()).secrecy == ""


@pytest.mark.parametrize("mark", ["内部资料　注意保存", "（内部文件，不得外传）", "内部明电"])
def test_internal_papers_ask_first(mark: str) -> None:
    assert read_file("a.txt", f"{mark}\n{NOTICE}".encode()).secrecy == "internal"
