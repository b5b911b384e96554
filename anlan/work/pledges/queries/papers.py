"""A letter as Word in the layout of official papers, and the list as rows of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.clock import local
from anlan.kernel.documents import Heading, Official, official_document
from anlan.kernel.sheets import Column
from anlan.registers.people.rules import LAYERS
from anlan.work.pledges.models import Cover, Letter
from anlan.work.pledges.rules import COVER, blocks

SHEET = [
    Column("unit", gettext_lazy("单位")),
    Column("code", gettext_lazy("单位编号")),
    Column("layer", gettext_lazy("层级")),
    Column("state", gettext_lazy("情况")),
    Column("who", gettext_lazy("责任人")),
    Column("people", gettext_lazy("要签几人"), "integer"),
    Column("signed", gettext_lazy("签了几人"), "integer"),
    Column("gaps", gettext_lazy("几个领域没有人"), "integer"),
    Column("until", gettext_lazy("有效到"), "date"),
]


def document(letter: Letter) -> tuple[bytes, str]:
    """(docx, file name): the text as it was sent, with who confirmed it and when."""
    batch = letter.batch
    body: list[Any] = [Heading(level, line, numbered=False) if level else line for level, line in blocks(letter.text)]
    who = " ".join(word for word in (letter.name, str(letter.unit), letter.title) if word)
    body += [f"发出单位：{batch.unit.name}", f"责任人：{who}", _signed(letter)]
    if letter.remark:
        body.append(f"责任人的意见：{letter.remark}")
    if letter.reply:
        body.append(f"发出单位的答复：{letter.reply}")
    sent = local(batch.sent_at or batch.made_at).date()
    paper = Official(title=batch.title, body=body, signer_org=batch.unit.name, date=sent, sealed=True)
    return official_document(paper), f"{batch.title}-{letter.name}.docx"


def _signed(letter: Letter) -> str:
    if letter.confirmed_at is None:
        return "确认：还没有确认"
    when = local(letter.confirmed_at)
    day = f"{when.year}年{when.month}月{when.day}日"
    if letter.confirmed_by_id == letter.person_id:
        return f"确认：{letter.name}于{day}在安澜中确认（编号 {letter.case.number}）"
    return f"确认：{day}登记纸面签字（编号 {letter.case.number}）"


def sheet_rows(rows: Iterable[Cover]) -> Iterator[dict[str, Any]]:
    """The list as it stands, one row a unit and layer."""
    for row in rows:
        yield {
            "unit": row.unit.name, "code": row.unit.code, "layer": _(LAYERS[row.layer]), "state": _(COVER[row.state]), "who": row.who,
            "people": row.people, "signed": row.signed, "gaps": row.gaps, "until": row.until,
        }  # fmt: skip


def note(at: datetime, count: int) -> str:
    """The line above the sheet."""
    return _("截至 %(at)s，%(n)s 行") % {"at": f"{local(at):%Y-%m-%d %H:%M}", "n": count}
