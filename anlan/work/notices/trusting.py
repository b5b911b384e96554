"""Which weights of confidence are in use: those fitted here from the officers' corrections, else those that ship."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from django.conf import settings

from anlan.work.notices.reading import trust

log = logging.getLogger("anlan.notices")


def own_file() -> Path:
    """Where weights lie that were fitted here; they never leave the machine."""
    return Path(settings.ANLAN_VAR) / "reading" / "weights.json"


def weights() -> dict[str, float] | None:
    """Weights fitted here; None when there are none, or none that can be read: then those that ship hold."""
    path = own_file()
    if not path.exists():
        return None
    try:
        return trust.load(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, json.JSONDecodeError):
        log.warning("the weights in %s cannot be read; those that ship are used", path.name)
        return None


def adopt(fitted: dict[str, float], note: str) -> Path:
    """Put fitted weights in use; the file is replaced whole."""
    path = own_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(trust.dump(fitted, note), encoding="utf-8")
    fresh.replace(path)
    return path
