"""A binder, file by file: lists first, then the proofs they name, last the cover that says what lies in it and what had no room.

Everything is read as the person who asked, under the same policies as the pages; sealed cases are left out whoever asks.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.kernel.actor import Actor
from anlan.kernel.clock import LOCAL, local
from anlan.kernel.documents import Official, Table, official_document
from anlan.kernel.evidence import queries as evidence
from anlan.kernel.evidence import store
from anlan.kernel.evidence.models import Evidence
from anlan.kernel.ledger.queries import case_record
from anlan.kernel.progress import Teller
from anlan.kernel.sheets import Column, write_rows
from anlan.oversight.binders import actions, lists, rules, shelf
from anlan.oversight.binders.models import Binder

PHASES = {"before": "整改前", "after": "整改后", "proof": "佐证", "document": "文件"}


@dataclass
class Entry:
    """One line of the index."""

    name: str
    what: str
    rows: int
    check: str


@dataclass
class Volume:
    """The zip while it is written."""

    binder: Binder
    zip: zipfile.ZipFile
    index: list[Entry] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    files: int = 0
    size: int = 0

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first moment of the first day to the last of the last."""
        first = datetime.combine(self.binder.starts, time(), tzinfo=LOCAL)
        return first, datetime.combine(self.binder.ends, time(), tzinfo=LOCAL) + timedelta(days=1)

    @property
    def as_of(self) -> str:
        return f"截至 {local(self.binder.made_at):%Y-%m-%d %H:%M}"

    def add(self, name: str, data: bytes, *, packed: bool = True) -> bool:
        """Put a file in while there is room; what has none is named in the cover. -> whether it was."""
        if self.files >= rules.MOST_FILES or self.size + len(data) > rules.MOST_BYTES:
            self.left_out.append(name)
            return False
        self.zip.writestr(name, data, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)
        self.files, self.size = self.files + 1, self.size + len(data)
        return True

    def sheet(self, title: str, columns: list[Column], rows: list[dict[str, Any]], case_ids: Iterable[int] = ()) -> None:
        """A list as xlsx, with as of when and what the ledger says of its cases."""
        name = f"{len(self.index) + 1:02d} {title}.xlsx"
        check = checked(case_ids)
        note = " · ".join(w for w in (str(self.binder.unit), self.as_of, check) if w)
        data = write_rows(columns, rows, title, note=note)
        if self.add(name, data):
            self.index.append(Entry(name, title, len(rows), check))

    def proofs(self, folder: str, number: str, files: list[Evidence]) -> list[str]:
        """The files of a case: pictures as they are shown, without what the camera wrote; documents as they came. -> their names."""
        counted: dict[str, int] = {}
        names = []
        for row in files:
            counted[row.phase] = counted.get(row.phase, 0) + 1
            ending = "jpg" if row.is_image else row.name.rpartition(".")[2]
            name = f"{folder}/{rules.file_name(number)}/{PHASES[row.phase]}-{counted[row.phase]}.{rules.file_name(ending)}"
            try:
                data = store.shown(row.sha256, store.FULL) if row.is_image else store.original(row.sha256)
            except store.Lost:
                self.left_out.append(f"{name}（服务器上找不到）")
                continue
            if self.add(name, data, packed=not row.is_image):
                names.append(name)
        return names


def checked(case_ids: Iterable[int]) -> str:
    """What the ledger says of these cases: how many entries, none changed; or which cases have one that does not hold."""
    entries, bad, count = 0, 0, 0
    for pk in case_ids:
        found = case_record(pk)
        entries, bad, count = entries + found.entries, bad + (not found.whole), count + 1
    if not count:
        return ""
    return f"台账 {entries} 条，{bad} 件核对不上" if bad else f"台账 {entries} 条，未被改动"


def build(binder: Binder, actor: Actor, teller: Teller) -> None:
    """Write the zip, lay it on the shelf, and say that it is ready. Documents are Chinese, whatever language the worker's thread has."""
    with override("zh-hans"), zipfile.ZipFile(shelf.working(binder.nonce), "w", allowZip64=True) as file:
        volume = Volume(binder, file)
        for step, part in enumerate(binder.parts):
            teller.say(step, len(binder.parts) + 1, force=True)
            PARTS[part](volume, actor, teller)
        volume.zip.writestr("00 封面和目录.docx", cover(volume), zipfile.ZIP_DEFLATED)
        teller.say(len(binder.parts), len(binder.parts) + 1, force=True)
    sha256 = shelf.put(binder.nonce)
    size = shelf.place(binder.nonce).stat().st_size
    actions.finish(
        binder, size=size, files=volume.files + 1, left_out=len(volume.left_out), sha256=sha256, by=actor, at=binder.made_at
    )  # fmt: skip


def _hazards(volume: Volume, actor: Actor, teller: Teller) -> None:
    found = lists.hazards_in(volume.binder, volume.span)
    files = evidence.of_cases([case.pk for case in found])
    rows = []
    for case, line in zip(found, lists.hazard_lines(found), strict=True):
        names = volume.proofs("隐患照片和佐证", case.number, files.get(case.pk, []))
        rows.append(line | {"files": "\n".join(names)})
        teller.say(0, 0, says=case.number)
    volume.sheet("隐患台账", lists.HAZARD_COLUMNS, rows, [case.pk for case in found])
    _note_most(volume, "隐患", len(found))


def _notices(volume: Volume, actor: Actor, teller: Teller) -> None:
    tasks = lists.tasks(volume.binder, volume.span)
    files = evidence.of_cases([task.case_id for task in tasks])
    rows = []
    for task in tasks:
        names = volume.proofs("任务佐证", task.case.number, files.get(task.case_id, []))
        rows.append(lists.task_line(task) | {"files": "\n".join(names)})
    volume.sheet("通知任务", lists.TASK_COLUMNS, rows, [task.case_id for task in tasks])
    _note_most(volume, "任务", len(tasks))


def _returns(volume: Volume, actor: Actor, teller: Teller) -> None:
    sheets = lists.returns(volume.binder, volume.span)
    volume.sheet("报表填报", lists.RETURN_COLUMNS, [lists.return_line(s) for s in sheets], [s.case_id for s in sheets])


def _chain(volume: Volume, actor: Actor, teller: Teller) -> None:
    volume.sheet("责任链", lists.CHAIN_COLUMNS, list(lists.chain_lines(volume.binder)))


def _note_most(volume: Volume, what: str, count: int) -> None:
    if count >= rules.MOST_CASES:
        volume.left_out.append(f"{what}超过 {rules.MOST_CASES} 件，只装了前面的；分几次按时间装")


PARTS = {"hazards": _hazards, "notices": _notices, "returns": _returns, "chain": _chain}


def cover(volume: Volume) -> bytes:
    """The cover: what it is about, as of when, the index, what was left out, how it can be held against the ledger."""
    from anlan.registers.org.rules import DOMAINS

    binder = volume.binder
    about = "、".join(_(DOMAINS[key]) for key in binder.domains) or "全部"
    body: list[Any] = [
        f"单位：{binder.unit}", f"时间：{binder.starts:%Y-%m-%d} 至 {binder.ends:%Y-%m-%d}", f"领域：{about}",
        f"以下材料由系统从记录中汇集，{volume.as_of}。姓名只留姓，电话和证件号已遮盖；文件是原件，没有遮盖；照片去掉了拍摄设备的信息；保密的事项没有装入。",
        Table(
            ["序号", "文件", "条数", "台账核对"], [[str(n), e.name, str(e.rows), e.check or "—"] for n, e in enumerate(volume.index, 1)],
            caption="目录", widths=[1, 5, 2, 5],
        ),
    ]  # fmt: skip
    if volume.left_out:
        body.append(
            f"有 {len(volume.left_out)} 项没有装入（最多 {rules.MOST_BYTES // 1024 // 1024} MB、{rules.MOST_FILES} 个文件，或文件找不到）："
        )
        body += volume.left_out[:100]
    body.append("这份资料的摘要记在台账里；拿副本去对，能知道有没有被改过。")
    return official_document(
        Official(
            title=f"{binder.unit}\n安全工作迎检资料",
            body=body,
            kind="报告",
            signer_org=str(binder.unit),
            date=local(binder.made_at).date(),
            sealed=False,
        )
    )
