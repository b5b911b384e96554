"""The example lists that the program brings along: our own, no office's standard, on no unit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "examples.json"


def example_rows() -> list[dict[str, Any]]:
    """Fields of the table of lists. Items are kept as `rules.items.dump` keeps them."""
    rows = []
    for one in json.loads(DATA.read_text("utf-8")):
        items = [
            {"key": f"i{n}", "text": item["text"], "domain": item["domain"], "how": item.get("how", ""), "source": "", "standing": "",
             "photo": item.get("photo", False)}
            for n, item in enumerate(one["items"], start=1)
        ]  # fmt: skip
        rows.append({"title": one["title"], "note": one["note"], "items": items, "keys": [i["key"] for i in items], "example": True})
    return rows
