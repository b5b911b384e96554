"""A school's own plan (实施方案), written from the split it made of its dossier: who does what by when, by layer of responsibility."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.clock import local
from anlan.kernel.documents import Heading, Official, Table, official_document
from anlan.registers.org.rules import DOMAINS
from anlan.registers.people import queries as people
from anlan.registers.people.rules import LAYERS
from anlan.work.notices.models import Dossier, Task
from anlan.work.notices.rules import PROOFS, short, way_words
from anlan.work.notices.rules.machine import OPEN


def school_plan(dossier: Dossier, lines: Iterable[dict[str, Any]], *, at: datetime) -> tuple[bytes, str]:
    """The plan as an official Word document; lines are those of queries.dossier(). -> (bytes, file name)

    Only what stands in the dossier and in the responsibility chain is written; a line on which nobody was put says so.
    """
    rows = [row for row in lines if row["case"].state != "withdrawn"]
    unit, notice = dossier.unit, dossier.notice
    owners = _owners(rows, unit.unit_path, at)
    named = f"《{notice.title}》" + (f"（{notice.number}）" if notice.number else "")
    who = "" if notice.title.startswith(notice.unit.name) else notice.unit.name
    body: list[Any] = [
        _("根据%(who)s%(named)s，结合本校实际，制定本方案。") % {"who": who, "named": named},
        Heading(1, _("总体安排")), _overview(rows, owners),
        Heading(1, _("责任分工")),
        Heading(2, _(LAYERS["school"])), _led(unit.unit_path, rows, owners, at),
        Heading(2, _(LAYERS["post"])), _work(rows, owners),
        Heading(1, _("时间安排")), _calendar(rows, owners),
        Heading(1, _("交什么、谁核验")), _proofs(rows),
    ]  # fmt: skip
    if own := [row["task"].notice for row in rows if row["task"].notice_id != dossier.notice_id]:
        asked = {n.pk: n for n in own}.values()
        body.insert(1, _("同时落实：%(also)s。") % {"also": "、".join(f"{n.unit.name}《{n.title}》" for n in asked)})
    paper = Official(
        title=_("%(unit)s%(what)s实施方案") % {"unit": unit.name, "what": short(notice.title)}, body=body, signer_org=unit.name,
        date=local(at).date(), sealed=False,
    )  # fmt: skip
    return official_document(paper), f"{_('实施方案')}-{local(at):%Y%m%d}.docx"


def _owners(rows: Iterable[dict[str, Any]], path: str, at: datetime) -> dict[int, str]:
    """Those on whom lines lie, with the title of their post at this school."""
    return _titled({row["case"].owner_id for row in rows} - {None}, path, at)


def _titled(persons: Iterable[Any], path: str, at: datetime) -> dict[int, str]:
    """Person -> name with title of the post at the unit of `path`."""
    wanted = list(persons)
    names, found = people.names(wanted), {}
    for person in wanted:
        here = next((h for h in people.holders_of(person, at) if h.unit_path.startswith(path)), None)
        name = names.get(person, "")
        found[person] = f"{name}（{here.title}）" if here and here.title else name
    return found


def _who(row: dict[str, Any], owners: dict[int, str]) -> str:
    return owners.get(row["case"].owner_id or 0) or _("还没有定人")


def _overview(rows: list[dict[str, Any]], owners: dict[int, str]) -> str:
    facts = {
        "n": len(rows), "people": len(owners), "open": sum(row["case"].state in OPEN for row in rows),
        "minutes": max(1, round(sum(row["clause"].minutes for row in rows) / 60)),
    }  # fmt: skip
    return _("本方案落实 %(n)d 项要求，由 %(people)d 人承办，预计用时约 %(minutes)d 小时；其中 %(open)d 项还在办理。") % facts


def _led(path: str, rows: list[dict[str, Any]], owners: dict[int, str], at: datetime) -> Table:
    """For each domain of the lines: who answers for the school (named in the responsibility chain, else its head), who does the work."""
    domains = sorted({row["clause"].domain for row in rows}, key=list(DOMAINS).index)
    named = people.answerers([(path, domain, "school") for domain in domains], at)
    heads = [h.person_id for h in people.holders_at(path, ["head"], at)]
    led = {domain: named.get((path, domain, "school")) or next(iter(heads), None) for domain in domains}
    titled = _titled(set(led.values()) - {None}, path, at)
    table = []
    for domain in domains:
        does = dict.fromkeys(_who(row, owners) for row in rows if row["clause"].domain == domain)
        table.append([_(DOMAINS[domain]), titled.get(led[domain] or 0) or _("还没有定人"), "、".join(does)])
    return Table([_("领域"), _(LAYERS["school"]), _(LAYERS["post"])], table, widths=(2, 3, 3))


def _work(rows: list[dict[str, Any]], owners: dict[int, str]) -> Table:
    ordered = sorted(rows, key=lambda r: (_who(r, owners), r["due_at"], r["number"]))
    return Table(
        [_("承办人"), _("做什么"), _("什么时候办完")],
        [[_who(row, owners), row["clause"].text, _when(row)] for row in ordered], widths=(2, 5, 2),
    )  # fmt: skip


def _when(row: dict[str, Any]) -> str:
    day = local(row["due_at"])
    words = _("%(m)d月%(d)d日前") % {"m": day.month, "d": day.day}
    if row["clause"].way == "once":
        return words
    way, rhythm = way_words(row["clause"].way, row["clause"].phrase)
    return f"{rhythm or _(way)}，{words}"


def _calendar(rows: list[dict[str, Any]], owners: dict[int, str]) -> Table:
    by_day: dict[Any, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda r: (r["due_at"], r["number"])):
        by_day.setdefault(local(row["due_at"]).date(), []).append(row)
    table = [
        [_("%(m)d月%(d)d日") % {"m": day.month, "d": day.day}, "；".join(r["clause"].title for r in found), len(found)]
        for day, found in by_day.items()
    ]
    return Table([_("到哪一天"), _("办完什么"), _("几项")], table, widths=(2, 6, 1))


def _proofs(rows: list[dict[str, Any]]) -> str:
    counted: dict[str, int] = {}
    for row in rows:
        task: Task = row["task"]
        counted[task.proof] = counted.get(task.proof, 0) + 1
    words = "、".join(_("%(proof)s %(n)d 项") % {"proof": _(PROOFS[key]), "n": counted[key]} for key in PROOFS if key in counted)
    return _("办完一项交一项：%(words)s。办的人和核验的人不是同一个人，由上级按通知核验。") % {"words": words}
