"""The report of a programme, as an official Word document and as Excel. Every number is counted from records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.clock import local
from anlan.kernel.documents import Heading, Official, Table, official_document
from anlan.kernel.sheets import Column, write_rows
from anlan.registers.org.rules import DOMAINS
from anlan.registers.people import queries as people
from anlan.work.cases.models import Case
from anlan.work.programmes.queries import Account, cases_of

MAJORS = 30
COLUMNS = (
    Column("name", gettext_lazy("区"), width=18),
    Column("asked", gettext_lazy("派出"), "integer"),
    Column("proved", gettext_lazy("已落实"), "integer"),
    Column("late", gettext_lazy("逾期"), "integer"),
    Column("unknown", gettext_lazy("未知"), "integer"),
    Column("found", gettext_lazy("发现"), "integer"),
    Column("major", gettext_lazy("重大"), "integer"),
    Column("closed", gettext_lazy("已办结"), "integer"),
    Column("open", gettext_lazy("没办结"), "integer"),
    Column("open_late", gettext_lazy("超时限"), "integer"),
)
NUMBERS = tuple(c.key for c in COLUMNS[1:])


def _moment(at: datetime) -> str:
    here = local(at)
    return _("%(y)d年%(m)d月%(d)d日 %(t)s") % {"y": here.year, "m": here.month, "d": here.day, "t": f"{here:%H:%M}"}


def sheet(found: Account) -> tuple[bytes, str]:
    """A row a district, the last one all together. -> (bytes, file name)"""
    rows = [{"name": name, **{key: getattr(figures, key) for key in NUMBERS}} for name, figures in found.rows]
    rows.append({"name": _("合计"), **{key: getattr(found.whole, key) for key in NUMBERS}})
    note = _("截至 %(when)s，只计记录里有的；密封的不计") % {"when": _moment(found.at)}
    return write_rows(list(COLUMNS), rows, found.programme.name, note=note), f"{found.programme.name}-{local(found.at):%Y%m%d}.xlsx"


def document(found: Account) -> tuple[bytes, str]:
    """The report in the layout of official papers. -> (bytes, file name)"""
    programme, whole = found.programme, found.whole
    body: list[Any] = [Heading(1, _("总体情况")), _overview(found)]
    if programme.purpose:
        body.insert(0, programme.purpose)
    if found.notices:
        body += [Heading(1, _("部署的")), *(_notice_line(n) for n in found.notices)]
    body += [Heading(1, _("各区情况")), _table(found)]
    if majors := _majors(found):
        body += [Heading(1, _("重大的")), majors]
    if whole.late or whole.unknown or whole.open_late:
        body += [
            Heading(1, _("还没有办好的")),
            _("逾期没有交的 %(late)d 件，没有签收也没有回报的 %(unknown)d 件，发现后没有办结、超过时限的 %(open_late)d 件。") % vars(whole),
        ]
    body.append(_("以上数字只计系统里的记录，密封的不计；没有签收也没有回报的计为未知，不计入已落实。"))
    paper = Official(
        title=_("关于%(name)s情况的报告") % {"name": programme.name}, body=body, kind="报告", signer_org=programme.unit.name,
        date=local(found.at).date(), sealed=False,
    )  # fmt: skip
    return official_document(paper), f"{programme.name}-{local(found.at):%Y%m%d}.docx"


def _overview(found: Account) -> str:
    p, owner = found.programme, people.names([found.programme.owner_id]).get(found.programme.owner_id, "")
    domains = "、".join(_(DOMAINS[d]) for d in p.domains) or _("各领域")
    facts = {
        "when": _moment(found.at), "starts": p.starts.isoformat(), "ends": p.ends.isoformat(), "owner": owner, "domains": domains,
        "notices": len(found.notices), "clauses": found.clauses, **vars(found.whole), "open": found.whole.open,
    }  # fmt: skip
    return (
        _(
            "专项从 %(starts)s 到 %(ends)s，涉及%(domains)s，由%(owner)s负责。截至 %(when)s，印发通知 %(notices)d 份、要求 %(clauses)d 条，"
            "派出 %(asked)d 件，已落实 %(proved)d 件，逾期 %(late)d 件，未知 %(unknown)d 件；发现 %(found)d 处，其中重大 %(major)d 处，"
            "已办结 %(closed)d 处，没办结 %(open)d 处。"
        )
        % facts
    )


def _notice_line(notice: Any) -> str:
    number = f"（{notice.number}）" if notice.number else ""
    day = local(notice.published_at) if notice.published_at else None
    return f"{notice.unit}《{notice.title}》{number}" + (f"，{day.year}年{day.month}月{day.day}日" if day else "")


def _table(found: Account) -> Table:
    rows = [[name, *(getattr(figures, key) for key in NUMBERS)] for name, figures in found.rows]
    rows.append([_("合计"), *(getattr(found.whole, key) for key in NUMBERS)])
    return Table([str(c.title) for c in COLUMNS], rows, widths=(3, *(1,) * len(NUMBERS)))


def _majors(found: Account) -> Table | None:
    rows: list[Case] = list(cases_of(found.programme).filter(level="major").select_related("unit").order_by("opened_at")[:MAJORS])
    if not rows:
        return None
    cells = [[c.number, str(c.unit), c.title, _("已办结") if c.closed_at else _("没办结")] for c in rows]
    return Table([_("编号"), _("单位"), _("是什么"), _("到哪一步")], cells, widths=(2, 2, 4, 1))
