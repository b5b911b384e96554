"""Small pieces of WordprocessingML that python-docx has no words for. Text enters only as text, never as markup."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from anlan.kernel.documents.layout import SUBSTITUTES
from anlan.kernel.text import clean

TWIPS = 20  # in a point


def element(tag: str, /, **given: object) -> Any:
    """A w: element with w: attributes: element('pgNumType', start=1)."""
    made = OxmlElement(f"w:{tag}")
    for key, value in given.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def set_fonts(run_properties: Any, font: str) -> None:
    """The same font for Chinese, Latin and digits."""
    fonts = run_properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def set_pitch(run_properties: Any, points: float) -> None:
    """Characters `points` wider apart (or nearer, below 0), outside the character grid: Word and others then agree.

    Other programs give a character of 16 points two cells of a grid of 15.79, so the pitch is said in the text itself.
    """
    for old in run_properties.findall(qn("w:spacing")) + run_properties.findall(qn("w:snapToGrid")):
        run_properties.remove(old)
    after = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:effect", "w:vertAlign", "w:lang")
    run_properties.insert_element_before(element("snapToGrid", val=0), "w:vanish", "w:color", "w:spacing", *after)
    run_properties.insert_element_before(element("spacing", val=math.floor(points * TWIPS)), *after)


def leave_grid(paragraph_properties: Any) -> None:
    """Lines stand where their own exact pitch puts them; the page's grid stays for what is typed in later."""
    made = element("snapToGrid", val=0)
    paragraph_properties.insert_element_before(made, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")


def write(paragraph: Paragraph, text: object, font: str, points: float, colour: str = "", pitch: float = 0) -> Run:
    """A run of text; `pitch` as in `set_pitch`. Control characters go: no XML may hold them."""
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(points)
    properties = run._r.get_or_add_rPr()
    set_fonts(properties, font)
    set_pitch(properties, pitch)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def field_code(paragraph: Paragraph, code: str, font: str, points: float) -> None:
    """A field such as PAGE that Word computes."""
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = write(paragraph, "1" if kind == "shown" else "", font, points)
        if kind == "code":
            instruction = element("instrText")
            instruction.text = code
            run._r.append(instruction)
        elif kind != "shown":
            run._r.append(element("fldChar", fldCharType=kind))


_BEHIND_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")


def line_below(paragraph: Paragraph, points: float, gap: float, colour: str) -> None:
    """A line under the paragraph, as wide as the text; thickness and gap in points."""
    made = element("pBdr")
    made.append(element("bottom", val="single", sz=round(points * 8), space=min(31, round(gap)), color=colour))
    paragraph._p.get_or_add_pPr().insert_element_before(made, *_BEHIND_BORDERS)


def default_size(document: Any, points: float) -> None:
    """The size of all text that says nothing else; the character grid is counted from it."""
    properties = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for tag in ("sz", "szCs"):
        found = properties.find(qn(f"w:{tag}"))
        if found is None:
            found = element(tag)
            properties.append(found)
        found.set(qn("w:val"), str(round(points * 2)))


def grid(section: Any, line_points: float, char_points: float, body_points: float) -> None:
    """Lines and characters a page: 22 × 28 when the pitches are those of the layout."""
    found = section._sectPr.find(qn("w:docGrid"))
    if found is not None:
        section._sectPr.remove(found)
    section._sectPr.append(
        element(
            "docGrid",
            type="linesAndChars",
            linePitch=int(line_points * TWIPS),
            charSpace=round((char_points - body_points) * 4096),
        )
    )


def substitutes(document: Any) -> None:
    """Tell Word which fonts to take where the standard's are not installed."""
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            table = parse_xml(part.blob)
            known = {found.get(qn("w:name")) for found in table}
            for name, others in SUBSTITUTES.items():
                if name not in known:
                    font = element("font", name=name)
                    font.append(element("altName", val=others))
                    font.append(element("charset", val="86"))
                    table.append(font)
            part._blob = _xml(table)


def _xml(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")  # in the order of the schema
_AT_FOOT = (
    "<w:tblpPr w:leftFromText='0' w:rightFromText='0' w:vertAnchor='margin' w:horzAnchor='margin' "
    "w:tblpXSpec='center' w:tblpYSpec='bottom'/><w:tblOverlap w:val='never'/>"
)


class TableMaker:
    """Builds a w:tbl row by row; python-docx's own tables take quadratic time."""

    def __init__(self, widths: Sequence[float], lines: Mapping[str, float], *, at_foot: bool = False) -> None:
        """Widths of the columns and thickness of the lines at some of SIDES, in points; at_foot: floats to the foot of the page."""
        self.widths = [round(width * TWIPS) for width in widths]
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        borders = "".join(
            f"<w:{side} w:val='single' w:sz='{round(lines[side] * 8)}' w:space='0' w:color='000000'/>" for side in SIDES if side in lines
        )
        margin = 0 if at_foot else 80
        self.table = parse_xml(
            f"<w:tbl {nsdecls('w')}><w:tblPr>{_AT_FOOT if at_foot else ''}<w:tblW w:w='{sum(self.widths)}' w:type='dxa'/>"
            f"<w:jc w:val='center'/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type='fixed'/><w:tblCellMar>"
            f"<w:left w:w='{margin}' w:type='dxa'/><w:right w:w='{margin}' w:type='dxa'/></w:tblCellMar></w:tblPr>"
            f"<w:tblGrid>{columns}</w:tblGrid></w:tbl>"
        )

    def row(self, *, header: bool = False, whole: bool = False) -> list[Paragraph]:
        """A new row, never split over pages; gives the paragraph of each cell (of the one cell, with `whole`)."""
        row = element("tr")
        properties = element("trPr")
        properties.append(element("cantSplit"))
        if header:
            properties.append(element("tblHeader"))
        row.append(properties)
        made = []
        for width in [sum(self.widths)] if whole else self.widths:
            cell, cell_properties, paragraph = element("tc"), element("tcPr"), element("p")
            cell_properties.append(element("tcW", w=width, type="dxa"))
            if whole:
                cell_properties.append(element("gridSpan", val=len(self.widths)))
            cell_properties.append(element("vAlign", val="center"))
            cell.append(cell_properties)
            cell.append(paragraph)
            row.append(cell)
            made.append(Paragraph(paragraph, _Nowhere()))  # type: ignore[arg-type]
        self.table.append(row)
        return made


class _Nowhere:
    """A parent for paragraphs that need none: no style is looked up."""

    part = None
