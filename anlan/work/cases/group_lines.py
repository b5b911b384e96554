"""What the group of a unit hears of cases in the morning: how many are late and due today. Sealed ones are not counted."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.clock import tonight
from anlan.kernel.scope import below
from anlan.work.cases.models import Case


def lines(path: str, at: datetime) -> list[str]:
    """Counts for the unit at `path` with all below it; [] when nothing is late or due."""
    rows = Case.objects.filter(below(path), closed_at__isnull=True, sealed=False)
    late, today = rows.filter(due_at__lt=at).count(), rows.filter(due_at__gte=at, due_at__lte=tonight(at)).count()
    found = []
    if late:
        found.append(_("逾期 %(n)d 件") % {"n": late})
    if today:
        found.append(_("今天到期 %(n)d 件") % {"n": today})
    return ["，".join(found)] if found else []
