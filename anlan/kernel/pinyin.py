"""Chinese names as they are typed on a keyboard; the embedded server knows no Chinese order of its own."""

from __future__ import annotations


def pinyin_key(name: str) -> str:
    """Key to sort and find a name by: whole syllables, a blank, initials. 青禾中学 -> 'qinghezhongxue qhzx'."""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a third of a second and 30 MB: for who writes a name, not for all

    name = name.strip()
    return f"{''.join(lazy_pinyin(name))} {''.join(lazy_pinyin(name, style=Style.FIRST_LETTER))}".lower().strip()
