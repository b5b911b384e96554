"""A daily Merkle root over the heads of all chains, kept with those heads: one line that can be published and computed again."""

from __future__ import annotations

import hashlib
from bisect import insort
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import connection, transaction

from anlan.kernel.clock import local

Head = tuple[int, int, bytes]  # unit, sequence number, hash
FOUND = date.min  # the day under which chains stand that were there before heads were kept


@dataclass(frozen=True)
class Root:
    """The root of a day as it is kept. Without `anchored` it is older than the keeping of heads, and cannot be computed again."""

    day: date
    digest: bytes
    anchored: bool


def leaf(head: Head) -> bytes:
    """The leaf of one chain."""
    unit, seq, digest = head
    return hashlib.sha256(b"\x00" + f"{unit} {seq} ".encode() + bytes(digest)).digest()


def merkle_root(leaves: list[bytes]) -> bytes:
    """Root over `leaves` in their order (RFC 6962 style: leaf and node hashes are told apart); empty: hash of nothing."""
    level = leaves
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\x01" + p[0] + p[1]).digest() if len(p) == 2 else p[0] for p in pairs]
    return level[0]


def publish_root(at: datetime) -> int:
    """Keep the root of the day of `at` with the heads that moved since the root before, once; returns 1 when it is new."""
    day = local(at).date()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select 1 from ledger_root where day = %s", [day])
        if cursor.fetchone():
            return 0
        cursor.execute("select unit_id, seq, hash from ledger_anchor_heads(%s)", [day])
        heads: list[Head] = cursor.fetchall()
        cursor.execute(
            "insert into ledger_root (day, units, entries, root, at, anchored) values (%s, %s, %s, %s, %s, true) on conflict do nothing",
            [day, len(heads), sum(head[1] for head in heads), merkle_root([leaf(head) for head in heads]), at],
        )
        return int(cursor.rowcount)


def kept_roots() -> list[Root]:
    """Every root that is kept, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("select day, root, anchored from ledger_root order by day")
        return [Root(day, bytes(digest), anchored) for day, digest, anchored in cursor.fetchall()]


def computed_roots(days: Iterable[date]) -> tuple[dict[date, bytes], set[date]]:
    """(day -> root for each of `days`, computed from the kept heads alone; every day of which heads are kept)."""
    found: dict[date, bytes] = {}
    waiting = deque(sorted(days))
    leaves: dict[int, bytes] = {}
    order: list[int] = []
    anchored: set[date] = set()

    def give(before: date) -> None:
        while waiting and waiting[0] < before:
            found[waiting.popleft()] = merkle_root([leaves[unit] for unit in order])

    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute("select day, unit_id, seq, hash from ledger_anchor order by day, unit_id")
        for day, moved in groupby(cursor, key=lambda row: row[0]):
            give(before=day)
            anchored.add(day)
            for _day, unit, seq, digest in moved:
                if unit not in leaves:
                    insort(order, unit)
                leaves[unit] = leaf((unit, seq, digest))
    give(before=date.max)
    return found, anchored - {FOUND}


def broken_roots() -> Iterator[str]:
    """Sentences on roots that the heads kept with them do not give, and on days whose root is gone."""
    kept = {root.day: root.digest for root in kept_roots() if root.anchored}
    found, anchored = computed_roots(kept)
    for day in sorted(kept):
        if kept[day] != found[day]:
            yield f"root of {day}: the heads kept with it give another"
    if anchored - kept.keys():
        now = {root.day for root in kept_roots()}  # again: one may have been kept meanwhile
        for day in sorted(anchored - now):
            yield f"root of {day}: heads are kept for this day, its root is gone"


def compare(digest: bytes) -> tuple[bool, str]:
    """Whether a root that was published elsewhere is one of ours, with a sentence that says of which day."""
    kept = kept_roots()
    found, _days = computed_roots(root.day for root in kept if root.anchored)
    for root in kept:
        if root.digest == digest and not root.anchored:
            return False, f"is the root of {root.day}, which was kept without its heads: there is nothing to compare it with"
        if found.get(root.day) == digest:
            held = root.digest == digest
            return held, f"is the root of {root.day}: the heads kept of that day give it" + ("" if held else ", but another root is kept")
        if root.digest == digest:
            return False, f"is the root kept of {root.day}, but the heads kept with it give another"
    days = f"of {kept[0].day} to {kept[-1].day}" if kept else "(there are none)"
    return False, f"is none of the roots kept here {days}: this record is not the one it was published of"
