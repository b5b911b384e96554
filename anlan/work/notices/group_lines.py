"""What the group of a unit hears of notices in the morning: which units have not received theirs."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.scope import below
from anlan.kernel.words import several
from anlan.work.notices.models import PUBLISHED, Dossier

NOTICES = 5


def lines(path: str, at: datetime) -> list[str]:
    """A line for each notice whose receipt is overdue at units at or below `path`."""
    rows = Dossier.objects.filter(below(path), received_at__isnull=True, receipt_by__lt=at, notice__state=PUBLISHED).order_by(
        "receipt_by", "unit_path"
    )
    missing: dict[tuple[int, str], list[str]] = {}
    for number, title, short, name in rows.values_list("notice_id", "notice__title", "unit__short", "unit__name"):
        missing.setdefault((number, title), []).append(short or name)
    return [_("还没签收《%(title)s》：%(units)s") % {"title": title, "units": several(units)} for (_n, title), units in missing.items()][
        :NOTICES
    ]
