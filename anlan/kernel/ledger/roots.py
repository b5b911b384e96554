"""A daily Merkle root over the heads of all chains: one line that can be published and compared later."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection

from anlan.kernel.clock import local


def merkle_root(leaves: list[bytes]) -> bytes:
    """Root over `leaves` in their order (RFC 6962 style: leaf and node hashes are told apart); empty: hash of nothing."""
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\x01" + p[0] + p[1]).digest() if len(p) == 2 else p[0] for p in pairs]
    return level[0]


def publish_root(at: datetime) -> int:
    """Keep the root of the day of `at`, once; returns 1 when it is new."""
    with connection.cursor() as cursor:
        cursor.execute("select unit_id, seq, hash from ledger_head order by unit_id")
        heads = cursor.fetchall()
        root = merkle_root([f"{unit} {seq} ".encode() + bytes(head) for unit, seq, head in heads])
        cursor.execute(
            "insert into ledger_root (day, units, entries, root, at) values (%s, %s, %s, %s, %s) on conflict do nothing",
            [local(at).date(), len(heads), sum(seq for _, seq, _ in heads), root, at],
        )
        return int(cursor.rowcount)
