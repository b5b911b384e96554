"""docs/generated/wiring.md: what the apps brought to the house in their manifests."""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps

from anlan.kernel import registry
from anlan.kernel.docs.marking import code, head, table, text


def page() -> str:
    """Apps, kinds, jobs, menu, panels, messages, words of the trail."""
    lines = head("Wiring", "Imports go down, words go up by registration: all of it, in one place.")
    lines += ["## Apps", "", *table(["app", "label", "what"], _apps())]
    lines += ["## Kinds", "", *table(["kind", "word", "number", "states", "steps"], _kinds())]
    lines += ["## Jobs of the clockwork, in their order", "", *table(["order", "job", "at most every"], _jobs())]
    lines += ["## Menu", "", *table(["order", "entry", "word", "opens", "section", "on the phone"], _menu())]
    lines += ["## Panels on lower pages", "", *table(["page", "order", "template"], _panels())]
    lines += ["## Messages", "", *table(["message"], [[code(kind)] for kind in sorted(registry.MESSAGES)])]
    lines += ["## Words of the trail", "", *table(["verb", "words"], [[code(v), w] for v, w in sorted(registry.VERBS.items())])]
    return text(lines)


def _apps() -> list[list[str]]:
    ours = [config for config in apps.get_app_configs() if config.name.startswith("anlan.")]
    rows = []
    for config in ours:
        said = (type(config).__doc__ or "").strip().splitlines()
        rows.append([code(config.name), code(config.label), said[0] if said else ""])
    return rows


def _kinds() -> list[list[object]]:
    kinds = sorted(registry.KINDS.values(), key=lambda k: k.key)
    return [[code(k.key), k.label, code(k.prefix), len(k.machine.states), len(k.machine.steps)] for k in kinds]


def _jobs() -> list[list[object]]:
    return [[job.order, code(job.name), _every(job.every)] for job in registry.jobs()]


def _every(every: timedelta) -> str:
    return str(every) if every else "tick"


def _menu() -> list[list[object]]:
    rows: list[list[object]] = []
    for entry in sorted(registry.MENU.values(), key=lambda m: (m.order, m.key)):
        label = "by the post of who looks" if callable(entry.label) else entry.label
        rows.append([entry.order, code(entry.key), label, code(entry.url), entry.section, "yes" if entry.phone else ""])
    return rows


def _panels() -> list[list[object]]:
    return [[p.on, p.order, code(p.template)] for p in sorted(registry.PANELS, key=lambda p: (p.on, p.order, p.template))]
