"""List marks at the head of a line or sentence: 一、 （二） 3. ④ 一是 第五部分."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUM = "[一二三四五六七八九十百]{1,4}"
_KINDS: tuple[tuple[int, str], ...] = (
    (1, rf"第{NUM}[部分章编篇]{{1,2}}[ \u3000:：、.．]*"),
    (3, rf"第{NUM}[条节阶步][段]?[ \u3000:：、.．]*"),
    (2, rf"{NUM}[、.．](?!{NUM}(?:年级|楼|层|班|级|线|类))\s*"),
    (3, rf"[（(]{NUM}[)）][、.．]?\s*"),
    (4, r"\d{1,2}[、．]\s*"),
    (4, r"\d{1,2}\.(?!\d)\s*|\d{1,2}\.(?=\d{1,2}[月日时点:：])"),
    (5, r"[（(]\d{1,2}[)）][、.．]?\s*"),
    (5, r"\d{1,2}[)）]\s*"),
    (5, "[①-⑳❶-❿㈠-㈩⑴-⑽][、.．]?\\s*"),
    (6, r"【[^】]{1,8}】"),
    (6, rf"第{NUM}[件点](?:事)?[,，、:：]"),
    (6, rf"{NUM}是(?!否)"),
    (6, rf"其{NUM}[,，、]"),
    (6, r"第[一二三四五六七八九十][,，、]"),
    (6, r"[●■◆▲★☆◇△▶➢✓√◎○□▪•·※\-—]{1,2}\s*(?=\S)"),
)
_MARK = re.compile("|".join(f"(?P<k{i}>{p})" for i, (_, p) in enumerate(_KINDS)))


@dataclass(frozen=True)
class ListMark:
    """A list mark: depth 1 (part) to 6 (one of several), its words and its length."""

    level: int
    text: str
    length: int


def mark_at(text: str, pos: int = 0) -> ListMark | None:
    """The list mark that starts exactly at ``pos``, if any."""
    found = _MARK.match(text, pos)
    if not found or not found.group():
        return None
    kind = int(str(found.lastgroup)[1:])
    words = found.group().strip(" \u3000、.．，,:：（）()")
    return ListMark(_KINDS[kind][0], words, found.end() - found.start())
