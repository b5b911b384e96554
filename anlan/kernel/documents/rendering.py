"""An official document as Word, in the layout of GB/T 9704 (measures and their standing: layout.py)."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from anlan.kernel.documents import word
from anlan.kernel.documents.layout import MM, Layout
from anlan.kernel.documents.official import (
    UPWARD,
    Heading,
    Numbering,
    Official,
    Table,
    chars,
    chinese_date,
    fit_number,
    lines,
    one_line,
    title_lines,
)

CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


def official_document(official: Official, layout: Layout | None = None) -> bytes:
    """The document as docx bytes. Nothing of the text is read as markup; control characters are dropped."""
    return _Page(official, layout or Layout()).bytes()


class _Page:
    """One document on its way onto paper."""

    def __init__(self, official: Official, layout: Layout) -> None:
        self.said, self.layout = official, layout
        self.document = Document()
        self.numbering = Numbering()

    def bytes(self) -> bytes:
        self._paper()
        self._page_numbers()
        self._head()
        self._title()
        for block in self.said.body:
            self._block(block)
        self._attachments()
        self._signature()
        self._colophon()
        word.substitutes(self.document)
        self._properties()
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()

    def _paper(self) -> None:
        a, section = self.layout, self.document.sections[0]
        section.page_width, section.page_height = Mm(a.page_width), Mm(a.page_height)
        section.top_margin, section.bottom_margin = Mm(a.margin_top), Mm(a.margin_bottom)
        section.left_margin, section.right_margin = Mm(a.margin_left), Mm(a.margin_right)
        section.gutter = 0
        section.footer_distance = Mm(a.margin_bottom - a.page_number_gap - a.small_pt / MM)
        word.grid(section, a.line_pt, a.char_pt, a.body_pt)
        style = self.document.styles["Normal"]
        style.font.size = Pt(a.body_pt)
        properties = style.element.get_or_add_rPr()
        word.set_fonts(properties, a.body_font)
        word.set_pitch(properties, a.char_pt - a.body_pt)
        word.default_size(self.document, a.body_pt)
        word.leave_grid(style.element.get_or_add_pPr())
        style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)

    def _page_numbers(self) -> None:
        """— 1 —: odd pages at the right, even pages at the left, one character in."""
        a, section = self.layout, self.document.sections[0]
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, side in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.style = self.document.styles["Normal"]
            paragraph.alignment = side
            shape = paragraph.paragraph_format
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(a.small_pt)
            if side is RIGHT:
                shape.right_indent = Pt(a.small_pt * a.side_chars)
            else:
                shape.left_indent = Pt(a.small_pt * a.side_chars)
            word.write(paragraph, "— ", a.number_font, a.small_pt)
            word.field_code(paragraph, "PAGE", a.number_font, a.small_pt)
            word.write(paragraph, " —", a.number_font, a.small_pt)

    def _line(
        self,
        text: object = "",
        *,
        font: str = "",
        align: Any = None,
        first: float = 0,
        left: float = 0,
        right: float = 0,
        points: float = 0,
    ) -> Paragraph:
        """A paragraph in lines of the layout's pitch; first, left, right: indents in characters."""
        a = self.layout
        paragraph = self.document.add_paragraph()
        shape = paragraph.paragraph_format
        shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        shape.line_spacing = Pt(int(a.line_pt * word.TWIPS) / word.TWIPS)
        shape.widow_control = False
        paragraph.alignment = align
        if first:
            shape.first_line_indent = Pt(first * a.char_pt)
        if left:
            shape.left_indent = Pt(left * a.char_pt)
        if right:
            shape.right_indent = Pt(right * a.char_pt)
        if text:
            self._write(paragraph, text, font, points)
        return paragraph

    def _write(self, paragraph: Paragraph, text: object, font: str = "", points: float = 0) -> None:
        """Text in the body's font, size and pitch unless another is named."""
        a = self.layout
        points = points or a.body_pt
        pitch = a.char_pt - a.body_pt if points == a.body_pt else 0
        word.write(paragraph, text, font or a.body_font, points, pitch=pitch)

    def _blank(self, count: int) -> None:
        for _ in range(count):
            self._line()

    def _head(self) -> None:
        """Urgency, red head, number (and who signed), red line."""
        a, said = self.layout, self.said
        organ, number = one_line(said.head_org), fit_number(said.number)
        used = 0.0
        if said.urgency:
            self._line(one_line(said.urgency), font=a.first_font)
            used = a.line_pt
        if organ:
            paragraph = self.document.add_paragraph()
            paragraph.alignment = CENTER
            points = min(a.head_most_pt, int(a.type_width / max(chars(organ), 1)))
            shape = paragraph.paragraph_format
            shape.space_before = Pt(a.head_drop * MM - used)
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points * 1.2)
            word.write(paragraph, organ, a.title_font, points, a.red)
            self._blank(a.head_gap_lines)
        if number or organ:
            self._number(number)
            self._blank(a.title_gap_lines)

    def _number(self, number: str) -> None:
        a, said = self.layout, self.said
        if said.kind in UPWARD and said.signatory:
            paragraph = self._line(number, left=a.side_chars, right=a.side_chars)
            place = Pt((a.chars - a.side_chars) * a.char_pt)
            paragraph.paragraph_format.tab_stops.add_tab_stop(place, WD_TAB_ALIGNMENT.RIGHT)
            self._write(paragraph, "\t签发人：")
            self._write(paragraph, one_line(said.signatory), a.second_font)
        else:
            paragraph = self._line(number, align=CENTER)
        if said.head_org:
            word.line_below(paragraph, a.red_line_pt, a.red_line_gap * MM, a.red)
            if paragraph.paragraph_format.left_indent:  # the line stays as wide as the text
                paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = None
                paragraph.paragraph_format.first_line_indent = Pt(a.side_chars * a.char_pt)

    def _title(self) -> None:
        a = self.layout
        per_line = int(a.type_width / a.title_pt) - 1
        for line in title_lines(self.said.title, per_line):
            self._line(line, font=a.title_font, points=a.title_pt, align=CENTER)
        self._blank(a.addressee_gap_lines)
        if self.said.addressee:
            self._line(one_line(self.said.addressee).rstrip("：:") + "：")

    def _block(self, block: str | Heading | Table) -> None:
        a = self.layout
        if isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Heading):
            mark = self.numbering.next(block.level) if block.numbered else ""
            font = {1: a.first_font, 2: a.second_font}.get(block.level, a.body_font)
            text = one_line(block.text)
            if block.then and text and text[-1] not in "。：；？！":
                text += "。"
            paragraph = self._line(f"{mark}{text}", font=font, first=a.indent_chars)
            paragraph.paragraph_format.keep_with_next = not block.then
            if block.then:
                self._write(paragraph, one_line(block.then))
        else:
            for line in lines(block):
                self._line(line, first=a.indent_chars)

    def _table(self, table: Table) -> None:
        a = self.layout
        if table.caption:
            caption = self._line(one_line(table.caption), font=a.first_font, align=CENTER)
            caption.paragraph_format.keep_with_next = True
        shares = list(table.widths) or [1.0] * len(table.header)
        whole = sum(shares)
        maker = word.TableMaker([a.type_width * share / whole for share in shares], dict.fromkeys(word.SIDES, 0.5))
        for paragraph, text in zip(maker.row(header=True), table.header, strict=True):
            self._cell(paragraph, one_line(text), a.first_font, CENTER)
        for row in table.rows:
            for paragraph, value in zip(maker.row(), row, strict=True):
                number = isinstance(value, int | float) and not isinstance(value, bool)
                self._cell(paragraph, "" if value is None else value, a.body_font, RIGHT if number else LEFT)
        self._append(maker.table)
        self._line()

    def _cell(self, paragraph: Paragraph, text: object, font: str, align: Any) -> None:
        paragraph.alignment = align
        _room(paragraph, self.layout.table_pt)
        word.write(paragraph, text, font, self.layout.table_pt)

    def _append(self, table: Any) -> None:
        self.document.element.body._insert_tbl(table)

    def _attachments(self) -> None:
        """附件：1. ××, no mark at the end; further lines stand under the first name."""
        a, names = self.layout, [one_line(n).rstrip("。；;，,") for n in self.said.attachments if one_line(n)]
        if not names:
            return
        self._blank(a.attachment_gap_lines)
        for place, name in enumerate(names):
            mark = f"{place + 1}. " if len(names) > 1 else ""
            label = "附件：" if place == 0 else ""
            left = a.indent_chars + chars("附件：") + chars(mark)
            self._line(f"{label}{mark}{name}", left=left, first=-(chars(label) + chars(mark)))

    def _signature(self) -> None:
        a, said = self.layout, self.said
        signer, day = one_line(said.signer_org), chinese_date(said.date) if said.date else ""
        if signer or day:
            self._blank(a.signature_gap_lines)
            signer_right, date_right = signature_indents(signer, day, said.sealed, a)
            if signer:
                self._line(signer, align=RIGHT, right=signer_right).paragraph_format.keep_with_next = bool(day)
            if day:
                self._line(day, align=RIGHT, right=date_right)
        note = one_line(said.public_note).strip("（）()")
        if note:
            self._line(f"（{note}）", left=a.note_left_chars)

    def _colophon(self) -> None:
        """版记 at the foot of the last page: 抄送, 印发机关 and 印发日期 between lines."""
        a, said = self.layout, self.said
        cc = "，".join(one_line(name) for name in said.cc if one_line(name))
        printer, day = one_line(said.printed_by), said.printed_on
        if not (cc or printer or day):
            return
        thick, thin = a.colophon_thick * MM, a.colophon_thin * MM
        lines = {"top": thick, "bottom": thick, "insideH": thin}
        maker = word.TableMaker([a.type_width * 0.6, a.type_width * 0.4], lines, at_foot=True)
        side = Pt(a.side_chars * a.small_pt)
        if cc:
            (paragraph,) = maker.row(whole=True)
            _room(paragraph, a.small_pt)
            word.write(paragraph, f"抄送：{cc}。", a.body_font, a.small_pt)
            shape = paragraph.paragraph_format
            shape.left_indent, shape.right_indent = Pt((a.side_chars + 3) * a.small_pt), side
            shape.first_line_indent = Pt(-3 * a.small_pt)
        if printer or day:
            left, right = maker.row()
            _room(left, a.small_pt)
            word.write(left, printer, a.body_font, a.small_pt)
            left.paragraph_format.left_indent = side
            word.write(right, f"{chinese_date(day)}印发" if day else "", a.body_font, a.small_pt)
            right.alignment, right.paragraph_format.right_indent = RIGHT, side
        self._append(maker.table)
        anchor = self.document.add_paragraph()
        anchor.paragraph_format.line_spacing_rule, anchor.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)

    def _properties(self) -> None:
        said, core = self.said, self.document.core_properties
        day = said.date or said.printed_on
        core.title, core.author = one_line(said.title)[:255], one_line(said.signer_org or said.head_org)[:255]
        core.last_modified_by, core.comments, core.keywords = "", "", ""
        core.created = core.modified = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2026, 1, 1, tzinfo=UTC)


def _room(paragraph: Paragraph, points: float) -> None:
    """Lines of a table with room for the characters."""
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(points * 1.5)


def signature_indents(signer: str, day: str, sealed: bool, layout: Layout) -> tuple[float, float]:
    """Right indents of signer and date, in characters.

    With a seal the date keeps 4 free and the signer is centred on it; without, the signer keeps 2 free and the date begins 2 to
    the right of it (if the date is the longer one, the date keeps 2 free).
    """
    n, m = chars(signer), chars(day)
    if sealed:
        date_right = max(layout.date_right_chars, (n - m) / 2)
        return date_right + (m - n) / 2, date_right
    signer_right = layout.signer_right_chars
    date_right = signer_right + n - layout.date_shift_chars - m
    if date_right >= layout.signer_right_chars:
        return signer_right, date_right
    return layout.signer_right_chars + m + layout.date_shift_chars - n, layout.signer_right_chars
