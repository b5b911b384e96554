"""Hostile and wrong files are refused with a sentence, before any parser opens them."""

import io
import os
import random
import struct
import zipfile

import openpyxl
import pytest

from anlan.kernel.evidence.office import OLE
from anlan.kernel.sheets import Column, Unreadable, read_rows

COLUMNS = [Column("name", "名称"), Column("n", "数", "integer")]
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def honest() -> dict[str, bytes]:
    workbook = openpyxl.Workbook()
    workbook.active.append(["名称", "数"])  # type: ignore[union-attr]
    workbook.active.append(["甲", 1])  # type: ignore[union-attr]
    buffer = io.BytesIO()
    workbook.save(buffer)
    with zipfile.ZipFile(buffer) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return buffer.getvalue()


def code(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_rows(data, COLUMNS)
    assert str(refused.value.sentence)
    assert refused.value.status == 400
    return refused.value.code


def test_the_honest_file_these_are_made_from_is_read() -> None:
    assert read_rows(packed(honest()), COLUMNS).rows == [{"name": "甲", "n": 1}]


def test_nothing_noise_and_other_formats_are_refused() -> None:
    assert code(b"") == "E-file-empty"
    assert code("名称,数\n甲,1\n".encode()) == "E-file-kind"
    assert code(b"<html><table><tr><td>x</table>") == "E-file-kind"
    assert code(b"%PDF-1.7") == "E-file-kind"
    assert code(b"PK\x03\x04" + os.urandom(2000)) == "E-file-broken"
    assert code(packed({"a.txt": b"x"})) == "E-file-kind"
    assert code(packed(honest())[:-200]) == "E-file-broken"


def test_an_old_xls_is_told_to_be_saved_as_xlsx_and_a_locked_one_to_be_unlocked() -> None:
    with pytest.raises(Unreadable) as old:
        read_rows(OLE + bytes(5000), COLUMNS)
    assert old.value.code == "E-file-old"
    assert "另存为 xlsx" in str(old.value.sentence)
    assert code(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)) == "E-file-locked"


def test_a_document_where_a_sheet_is_wanted_is_refused() -> None:
    import docx

    buffer = io.BytesIO()
    docx.Document().save(buffer)
    assert code(buffer.getvalue()) == "E-file-kind"


def test_macros_and_controls_are_refused() -> None:
    assert code(packed({**honest(), "xl/vbaProject.bin": b"x"})) == "E-file-macro"
    assert code(packed({**honest(), "xl/macrosheets/sheet1.xml": b"<x/>"})) == "E-file-macro"
    parts = honest()
    types = (
        parts["[Content_Types].xml"]
        .replace(b"spreadsheetml.sheet.main+xml", b"x")
        .replace(b"application/vnd.openxmlformats-officedocument.x", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    )
    assert code(packed({**parts, "[Content_Types].xml": types})) == "E-file-macro"


def test_a_bomb_is_refused_by_its_declared_size() -> None:
    assert code(packed({**honest(), "xl/media/image1.png": bytes(500_000_000)})) == "E-file-bomb"


def test_a_bomb_within_the_size_is_refused_by_its_ratio() -> None:
    assert code(packed({**honest(), "xl/worksheets/sheet2.xml": bytes(50_000_000)})) == "E-file-bomb"


def test_ten_thousand_parts_are_refused() -> None:
    assert code(packed({**honest(), **{f"xl/p{n}.bin": b"" for n in range(10_000)}})) == "E-file-bomb"


def test_a_part_that_lies_about_its_size_gives_no_more_than_it_declares() -> None:
    """A member that declares 100 bytes and would unpack to 2 MB."""
    data = bytearray(packed({**honest(), "xl/sharedStrings.xml": b"<sst>" + b"<si><t>x</t></si>" * 120_000 + b"</sst>"}))
    at = data.rindex(b"xl/sharedStrings.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = struct.pack("<L", 100)
    assert code(bytes(data)) == "E-file-broken"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "_rels/.rels", "xl/styles.xml"])
def test_external_entities_are_refused_in_every_part(part: str) -> None:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    for text in (HEAD + doctype, HEAD + "<!-- " + "x" * 9000 + " -->" + doctype, doctype):
        assert code(packed({**honest(), part: (text + f'<sst xmlns="{MAIN}"/>').encode()})) == "E-file-entity"
    wide = (HEAD.replace("UTF-8", "UTF-16") + doctype + "<x/>").encode("utf-16")
    assert code(packed({**honest(), part: wide})) == "E-file-entity"


def test_a_billion_laughs_are_refused() -> None:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE x [<!ENTITY l0 "ha">{lines}]><x>&l9;</x>'
    assert code(packed({**honest(), "xl/sharedStrings.xml": laughs.encode()})) == "E-file-entity"


def test_a_prolog_that_never_ends_is_refused() -> None:
    long = HEAD + "<!--" + "x" * 200_000 + "--><x/>"
    assert code(packed({**honest(), "xl/styles.xml": long.encode()})) == "E-file-broken"


def test_a_row_of_millions_of_cells_is_refused_before_memory_fills() -> None:
    cells = "".join(f'<c s="{n % 7}"><v>{n}</v></c>' for n in range(1_250_000))
    sheet = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData><row>{cells}</row></sheetData></worksheet>'
    data = packed({**honest(), "xl/worksheets/sheet1.xml": sheet.encode()})
    assert code(data) in ("E-sheet-cells", "E-file-big")


def test_parts_that_climb_out_or_come_twice_are_refused() -> None:
    assert code(packed({**honest(), "../../etc/passwd": b"x"})) == "E-file-broken"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target, pytest.warns(UserWarning):
        for name, content in [*honest().items(), ("xl/workbook.xml", b"<x/>")]:
            target.writestr(name, content)
    assert code(buffer.getvalue()) == "E-file-broken"


def test_a_locked_member_is_refused() -> None:
    data = bytearray(packed(honest()))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert code(bytes(data)) == "E-file-locked"


def test_more_than_ten_megabytes_are_refused_at_once() -> None:
    assert code(b"PK\x03\x04" + bytes(11_000_000)) == "E-file-big"


def test_broken_xml_and_wild_references_are_refused_or_named() -> None:
    for part, content in {
        "xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row",
        "xl/workbook.xml": b"<workbook><sheets></workbook>",
        "xl/sharedStrings.xml": b"not xml at all",
    }.items():
        assert code(packed({**honest(), part: content})) == "E-file-broken"
    wild = (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>数</t></is></c></row><row r="x"><c r="ZZZ99999999"/><c r="A2" t="s"><v>999999</v></c>'
        '<c r="B2"><v>1e400</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    )
    rows = read_rows(packed({**honest(), "xl/worksheets/sheet1.xml": wild.encode()}), COLUMNS)
    assert not rows.ok


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut or put in."""
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(changed))
        kind = chance.randrange(3)
        if kind == 0:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            del changed[at : at + chance.randrange(1, 20)]
        else:
            changed[at:at] = chance.randbytes(chance.randrange(1, 9))
    return bytes(changed)


@pytest.mark.parametrize("seed", range(8))
def test_a_spoilt_file_is_read_or_refused_and_never_a_fault(seed: int) -> None:
    chance, parts = random.Random(seed), honest()
    for _ in range(120):
        name = chance.choice([n for n in parts if n.endswith((".xml", ".rels"))])
        for data in (spoilt(packed(parts), chance), packed({**parts, name: spoilt(parts[name], chance)})):
            try:
                read_rows(data, COLUMNS)
            except Unreadable as refused:
                assert refused.code.startswith("E-")
