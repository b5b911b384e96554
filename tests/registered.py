"""What the product's own manifests registered: taken when tests are collected, before any test adds a kind of its own."""

from __future__ import annotations

from typing import Any

from anlan.kernel import registry

TABLES = ("KINDS", "JOBS", "MENU", "VERBS", "MESSAGES", "TERMS", "RULES")
SHIPPED: dict[str, dict[str, Any]] = {name: dict(getattr(registry, name)) for name in TABLES}
KINDS: dict[str, registry.Kind] = SHIPPED["KINDS"]


def as_shipped(monkeypatch: Any) -> None:
    """For one test, the registry as the manifests filled it."""
    for name, table in SHIPPED.items():
        monkeypatch.setattr(registry, name, dict(table))
