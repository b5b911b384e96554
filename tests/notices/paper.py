"""A small notice for tests, and short ways through its stages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from anlan.kernel.acting import acting
from anlan.work.cases.models import Case
from anlan.work.notices import actions
from anlan.work.notices.models import Dossier, Notice, Task
from tests.cast import START

TEXT = """云汀市教育局关于做好寒假前校园安全工作的通知
云教安〔2026〕31号
各区教育局，各学校：
  现就有关工作通知如下：
  一、压实责任。各校12月25日前把五层责任人名单报区教育局备案。
  二、消除隐患。各校12月28日前全面检查食堂、宿舍、实验室，排查有记录。使用燃气的学校12月23日前逐一检查软管、阀门和报警器。
  三、告知家长。各校12月30日前向每位家长发放《告家长书》。
云汀市教育局
2026年12月11日
"""
BOUNDED = """云汀市教育局关于校园周边治安的通知
各区教育局，各学校：
  一、各校12月28日前对刑满释放人员、吸毒人员逐一摸排建档、专人盯防。
  二、各校12月28日前检查校门一键报警装置。
"""
DUE = START + timedelta(days=14, hours=8)


def imported(cast: Any, text: str = TEXT, *, by: str = "lin", unit: str = "city") -> Notice:
    """The notice, read and waiting for review."""
    with acting(cast.actor(by)):
        return actions.import_notice(text.encode(), "notice.txt", unit=cast.units[unit], by=cast.actor(by), at=START)


def reviewed(cast: Any, notice: Notice, *, by: str = "lin", to: dict[str, Any] | None = None, **fields: Any) -> Notice:
    """Every line addressed to schools (or `to`), dated, with `fields`, confirmed."""
    actor = cast.actor(by)
    with acting(actor):
        for row in notice.obligations.all():
            actions.edit(row, by=actor, at=START, addressees=to or {"kinds": ["school"]}, due_at=DUE, **fields)
            actions.confirm(row, by=actor, at=START)
    return notice


def sent(cast: Any, *, text: str = TEXT, by: str = "lin", unit: str = "city", at: datetime = START, **fields: Any) -> Notice:
    """A notice that is out."""
    notice = reviewed(cast, imported(cast, text, by=by, unit=unit), by=by, **fields)
    with acting(cast.actor(by)):
        return actions.dispatch_now(notice, by=cast.actor(by), at=at)


def line(notice: Notice, cast: Any, unit: str, place: int = 0) -> Case:
    """The `place`-th line of a unit, as the worker sees it."""
    tasks = Task.objects.filter(notice=notice, unit_path=cast.units[unit].unit_path).order_by("obligation__order")
    return Case.objects.get(pk=tasks[place].pk)


def dossier_of(notice: Notice, cast: Any, unit: str) -> Dossier:
    return Dossier.objects.get(notice=notice, unit=cast.units[unit])


def proved(cast: Any, case: Case, who: str, at: datetime, note: str = "已检查，记录在台账第3页") -> Case:
    """Handed in by `who` with a sentence."""
    with acting(cast.actor(who)):
        return actions.submit(case.pk, by=cast.actor(who), at=at, note=note)


def looked(cast: Any, case: Case, who: str, at: datetime) -> None:
    with acting(cast.actor(who)):
        actions.look(case.pk, by=cast.actor(who), at=at)
