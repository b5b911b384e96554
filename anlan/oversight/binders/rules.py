"""The rules of binders, pure: parts, limits, what is masked."""

from __future__ import annotations

import re
from datetime import timedelta

from anlan.kernel.wording import N_

PARTS = {
    "hazards": N_("隐患台账和整改前后照片"),
    "notices": N_("通知任务和佐证"),
    "returns": N_("报表填报"),
    "chain": N_("责任链"),
}
KEPT = timedelta(days=7)
LONGEST_DAYS = 400
MOST_CASES, MOST_FILES, MOST_BYTES = 5_000, 3_000, 300 * 1024 * 1024
_MOBILE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
_ID = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def masked(text: str) -> str:
    """A text in which mobile and identity numbers show their ends only."""
    return _MOBILE.sub(r"\1****\2", _ID.sub(r"\1********\2", text))


def masked_name(name: str) -> str:
    """A name of which the family name shows: 陆*民 -> 陆**."""
    return name[:1] + "*" * (len(name) - 1) if name else ""


def file_name(text: str) -> str:
    """A text as a part of a file's name on any system."""
    return _UNFIT.sub("_", text).strip(". ")[:80] or "_"
