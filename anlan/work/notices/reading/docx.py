"""The words of a docx: paragraphs with plain numbering, tables row by row, text boxes; no deleted text.

Parsed with defusedxml (no DTD, no entity, no outside reference). Parts are read up to a stated size.
"""

from __future__ import annotations

import re
import zipfile
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIP = {
    W + "del",
    W + "moveFrom",
    W + "instrText",
    W + "delText",
    W + "delInstrText",
    MC + "Fallback",
    W + "pPr",
    W + "rPr",
    W + "sectPr",
    W + "sdtPr",
    W + "tblPr",
    W + "annotationRef",
}
_CN = "零一二三四五六七八九"


class DocxError(ValueError):
    """The package cannot be read; ``code`` is one of the intake's refusals."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def _part(archive: zipfile.ZipFile, name: str, limit: int) -> Any:
    """Parse one part safely; None when it is missing."""
    from defusedxml import DefusedXmlException
    from defusedxml import ElementTree as Safe

    try:
        with archive.open(name) as stream:
            data = stream.read(limit + 1)
    except KeyError:
        return None
    if len(data) > limit:
        raise DocxError("zip_bomb")
    try:
        return Safe.fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise DocxError("entity") from error
    except Exception as error:
        raise DocxError("broken") from error


def docx_text(archive: zipfile.ZipFile, limit: int) -> str:
    """All visible words of the body in reading order, one paragraph or table row a line."""
    root = _part(archive, "word/document.xml", limit)
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise DocxError("not_docx")
    numbering = Numbering(_part(archive, "word/numbering.xml", limit), _part(archive, "word/styles.xml", limit))
    lines: list[str] = []
    _blocks(body, numbering, lines, 0)
    return "\n".join(lines)


def header_text(archive: zipfile.ZipFile, limit: int) -> str:
    """The words of the page headers (a secrecy mark may stand there and nowhere else)."""
    lines: list[str] = []
    for name in sorted(n for n in archive.namelist() if re.fullmatch(r"word/header\d*\.xml", n))[:9]:
        _blocks(_part(archive, name, limit), Numbering(None, None), lines, 0)
    return "\n".join(lines)


def _blocks(parent: Any, numbering: Numbering, lines: list[str], depth: int) -> None:
    if depth > 40:
        raise DocxError("broken")
    for child in parent:
        if child.tag in _SKIP:
            continue
        if child.tag == W + "p":
            _paragraph(child, numbering, lines, depth)
        elif child.tag == W + "tbl":
            _table(child, numbering, lines, depth)
        else:
            _blocks(child, numbering, lines, depth + 1)


def _paragraph(node: Any, numbering: Numbering, lines: list[str], depth: int) -> None:
    boxes: list[Any] = []
    words: list[str] = []
    _runs(node, words, boxes, 0)
    text = "".join(words)
    if text.strip():
        text = numbering.label(node) + text
    lines += text.split("\n")
    for box in boxes:
        _blocks(box, numbering, lines, depth + 1)


def _runs(node: Any, words: list[str], boxes: list[Any], depth: int) -> None:
    if depth > 60:
        raise DocxError("broken")
    for child in node:
        tag = child.tag
        if tag in _SKIP:
            continue
        if tag == W + "t":
            words.append(child.text or "")
        elif tag == W + "tab":
            words.append("\t")
        elif tag in (W + "br", W + "cr"):
            words.append("\n" if child.get(W + "type") in (None, "textWrapping") else "")
        elif tag == W + "noBreakHyphen":
            words.append("-")
        elif tag == W + "txbxContent":
            boxes.append(child)
        else:
            _runs(child, words, boxes, depth + 1)


def _table(node: Any, numbering: Numbering, lines: list[str], depth: int) -> None:
    """One line a row, cells parted by a tab; line breaks inside a cell become blanks."""
    rows = [
        r
        for child in node
        for r in (
            [child]
            if child.tag == W + "tr"
            else child.findall(f"{W}sdtContent/{W}tr")
            if child.tag == W + "sdt"
            else child.findall(W + "tr")
            if child.tag == W + "ins"
            else []
        )
    ]
    for row in rows:
        if row.find(f"{W}trPr/{W}del") is not None:
            continue
        cells = []
        for cell in row:
            if cell.tag == W + "sdt":
                cell = cell.find(f"{W}sdtContent/{W}tc")
            if cell is None or cell.tag != W + "tc":
                continue
            inner: list[str] = []
            _blocks(cell, numbering, inner, depth + 1)
            cells.append(re.sub(r"\s*\n\s*", " ", "\n".join(i.strip() for i in inner if i.strip())))
        if any(cells):
            lines.append("\t".join(cells))


class Numbering:
    """Automatic list labels where they are plain: decimal, Chinese counting, brackets, letters."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counts: dict[str, list[int]] = {}
        self.styles: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read(numbering)
        for style in styles.iter(W + "style") if styles is not None else ():
            found = _num_pr(style)
            if found:
                self.styles[style.get(W + "styleId", "")] = found

    def _read(self, root: Any) -> None:
        abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        for node in root.iter(W + "abstractNum"):
            levels = {}
            for level in node.findall(W + "lvl"):
                form = _value(level, "numFmt") or "decimal"
                start = _value(level, "start") or "1"
                levels[int(level.get(W + "ilvl", "0"))] = (form, _value(level, "lvlText") or "", int(start) if start.isdigit() else 1)
            abstract[node.get(W + "abstractNumId", "")] = levels
        for node in root.findall(W + "num"):
            for index, level in abstract.get(_value(node, "abstractNumId") or "", {}).items():
                self.levels[(node.get(W + "numId", ""), index)] = level

    def label(self, paragraph: Any) -> str:
        """The label Word would show before this paragraph, or ''."""
        found = _num_pr(paragraph)
        if found is None:
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            found = self.styles.get(style.get(W + "val", "")) if style is not None else None
        if not found or found not in self.levels:
            return ""
        number, index = found
        counts = self.counts.setdefault(number, [])
        while len(counts) <= index:
            counts.append(self.levels.get((number, len(counts)), ("", "", 1))[2] - 1)
        counts[index] += 1
        del counts[index + 1 :]
        text = self.levels[found][1]
        for n, value in enumerate(counts):
            form = self.levels.get((number, n), ("decimal", "", 1))[0]
            text = text.replace(f"%{n + 1}", _figure(value, form))
        return "" if re.search(r"[\ue000-\uf8ff%]", text) else text


def _num_pr(node: Any) -> tuple[str, int] | None:
    place = node.find(f"{W}pPr/{W}numPr")
    if place is None:
        return None
    number, level = _value(place, "numId"), _value(place, "ilvl") or "0"
    return (number, int(level)) if number and number != "0" and level.isdigit() else None


def _value(node: Any, name: str) -> str | None:
    found = node.find(W + name)
    return found.get(W + "val") if found is not None else None


def _figure(value: int, form: str) -> str:
    """A number in the form a list level asks for."""
    if form.startswith(("chinese", "japaneseCounting", "ideograph", "taiwanese")):
        return _chinese(value)
    if form == "upperLetter":
        return chr(64 + (value - 1) % 26 + 1)
    if form == "lowerLetter":
        return chr(96 + (value - 1) % 26 + 1)
    if form == "decimalEnclosedCircle" and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    return "" if form in ("none", "bullet") else str(value)


def _chinese(value: int) -> str:
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    head = "" if not tens else ("十" if tens == 1 else _CN[tens] + "十")
    return head + (_CN[ones] if ones or not tens else "")
