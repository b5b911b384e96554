"""Names of a directory that nobody confirmed are kept for a week, no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.registers.channels import actions
from anlan.registers.channels.rules import KEEP_PROPOSALS_DAYS


def prune(at: datetime) -> int:
    """Drop proposals that are older. -> how many."""
    return actions.drop_proposals(before=at - timedelta(days=KEEP_PROPOSALS_DAYS))
