"""What a major hazard does at once, without asking anybody: stop the place, tell head, supervisor and city."""

from __future__ import annotations

from datetime import datetime

from anlan.kernel.actor import Actor
from anlan.kernel.outbox.actions import Telling, tell
from anlan.registers.org import queries as org
from anlan.registers.places import actions as places
from anlan.registers.places.models import Control
from anlan.work.cases import telling
from anlan.work.cases.models import Case
from anlan.work.hazards.models import Hazard
from anlan.work.hazards.rules import LIFTABLE, MAJOR


def stop_and_tell(case: Case, hazard: Hazard, *, by: Actor, at: datetime) -> None:
    """Lay interim control on the place and report upward, urgently; part of the action that made the hazard major.

    Source of the duty to clear people out and stop use while safety cannot be assured: 安全生产法 第六十五条 (V-LAW).
    """
    if case.place is not None:
        places.control(case.place, kind="clear" if hazard.danger else "stop", why=case.title, by=by, at=at, case_id=case.pk)
    tell(upward(case, at), at=at)


def upward(case: Case, at: datetime) -> list[Telling]:
    """Urgent messages: the unit's head and safety officer, the supervising officer, the city's officer and leader."""
    home = org.whole_unit(case.unit_path)
    supervisor = org.supervisor_of(case.unit_path, case.domain, at)
    top = org.ancestors(case.unit_path)[-1]
    wanted = {(home.pk, home.unit_path, "head"), (home.pk, home.unit_path, "safety"), (top.pk, top.unit_path, "safety")}
    wanted.add((top.pk, top.unit_path, "leader"))
    if supervisor:
        wanted.add((supervisor.pk, supervisor.unit_path, "safety"))
    return [
        telling.case_telling(case, "case.danger", at=at, unit_id=unit_id, unit_path=path, role=role, urgent=True)
        for unit_id, path, role in sorted(wanted)
    ]


def not_yet(running: Control, at: datetime) -> str:
    """Guard of lifting: a room stopped for a major hazard stays so until the review is passed (安全生产法 第六十五条)."""
    from django.utils.translation import gettext as _

    if running.case_id is None:
        return ""
    case = Case.objects.filter(pk=running.case_id, kind="hazard", level=MAJOR).first()
    if case is None or case.state in LIFTABLE:
        return ""
    return _("重大隐患复核通过前不能恢复使用")
