"""Checks (检查): rounds of self-check, re-check and sample; rooms at the edges of a break; leaders' walks."""
