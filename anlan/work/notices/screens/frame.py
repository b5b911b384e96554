"""What frames a notice, as it was found in its text: title, number, who issued it, when, to whom, what is attached, whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from anlan.work.notices.models import Notice
from anlan.work.notices.reading import Head, Mark


@dataclass(frozen=True)
class Found:
    """One part of the frame. words: as they stand in the text or were corrected since; '' when nothing was found."""

    label: str
    words: str


def frame_of(notice: Notice, head: Head) -> list[Found]:
    """The parts of the frame, those that are missing too; what an officer corrected stands instead of what was found."""
    day = notice.issued_on or head.day
    return [
        Found(_("标题"), notice.title),
        Found(_("文号"), notice.number),
        Found(_("发文机关"), _listed(head.issuer)),
        Found(_("日期"), date_format(day, "DATE_FORMAT") if day else ""),
        Found(_("主送"), head.salutation.text.rstrip("：:") if head.salutation else ""),
        Found(_("附件"), _listed(head.attachments)),
        Found(_("联系人"), head.contact.text if head.contact else ""),
    ]


def _listed(marks: Iterable[Mark]) -> str:
    return "；".join(dict.fromkeys(mark.text for mark in marks))
