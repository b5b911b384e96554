"""What a proof must hold for each proof level. Pure."""

from __future__ import annotations

from anlan.kernel.wording import N_

LOWEST_FIRST = ("declared", "record", "photo", "onsite")
_WORDS = {
    "text": N_("写一句做了什么"),
    "record": N_("附上台账，或写明记录在哪里"),
    "photo": N_("拍一张现场照片"),
    "scan": N_("到现场扫一下位置码"),
}


def enough(level: str, *, text: str = "", files: int = 0, images: int = 0, scanned: bool = False) -> list[str]:
    """Keys of what is still missing for `level`; empty when the proof serves. A higher proof serves for a lower level.

    declared  a sentence            record  a sentence that says where, or any file
    photo     at least one picture  onsite  a picture, and the place's code scanned on the spot
    """
    said, shown = bool(text.strip()), files + images > 0
    if level == "declared":
        return [] if said or shown or scanned else ["text"]
    if level == "record":
        return [] if said or shown else ["record"]
    missing = [] if images > 0 else ["photo"]
    if level == "onsite" and not scanned:
        missing.append("scan")
    return missing


def missing_words(keys: list[str]) -> list[str]:
    """The sentences for what is missing (source strings)."""
    return [_WORDS[key] for key in keys]
