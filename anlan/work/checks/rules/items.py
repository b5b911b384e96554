"""The items of a checklist: what is looked at, how it is judged, where it is demanded, and whether a photo is wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from anlan.kernel.wording import N_

MOST_ITEMS = 120
TEXT, HOW, SOURCE = 120, 300, 200
# what may be said of a source; '' for an item of our own without one
STANDINGS = {"checked": N_("已核实"), "to_check": N_("待核实")}


@dataclass(frozen=True)
class Item:
    """One thing to look at.

    key       stable within the list, so that two rounds of it can be compared
    domain    category of the hazard that a fail becomes
    how       how to judge it
    source    document and article, as the office wrote it; standing a key of STANDINGS
    photo     a photo is wanted, whether it is in order or not
    """

    key: str
    text: str
    domain: str = "other"
    how: str = ""
    source: str = ""
    standing: str = ""
    photo: bool = False


def load(data: Iterable[Mapping[str, Any]]) -> list[Item]:
    """From JSON as kept by `dump`."""
    return [Item(**row) for row in data]


def dump(items: Iterable[Item]) -> list[dict[str, Any]]:
    """As JSON."""
    return [asdict(item) for item in items]


def free_key(used: Collection[str]) -> str:
    """The next key that no item of the list ever had: i1, i2 …"""
    return f"i{max((int(k[1:]) for k in used if k[1:].isdecimal()), default=0) + 1}"


def unsettled(item: Item) -> bool:
    """Whether people are told that the source is still to be checked (待核实)."""
    return bool(item.source) and item.standing != "checked"


def check(items: Collection[Item], domains: Collection[str]) -> dict[str, str]:
    """Item key ('' the whole list) -> what is wrong with it; empty when the list can be used."""
    wrong: dict[str, str] = {}
    if not items:
        wrong[""] = N_("至少要有一项")
    if len(items) > MOST_ITEMS:
        wrong[""] = N_("一张表最多 120 项，分成两张")
    seen: set[str] = set()
    for item in items:
        if not item.text.strip():
            wrong[item.key] = N_("写清看什么")
        elif item.text.strip() in seen:
            wrong[item.key] = N_("和上面一项一样")
        elif item.domain not in domains:
            wrong[item.key] = N_("选一类")
        seen.add(item.text.strip())
    return wrong
