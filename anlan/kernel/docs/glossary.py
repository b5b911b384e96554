"""The generated part of docs/glossary.md: every kind, state, step and registered word beside its name in the code."""

from __future__ import annotations

from anlan.kernel import registry
from anlan.kernel.docs.machines import LEVELS
from anlan.kernel.docs.marking import code, table


def lines() -> list[str]:
    """Kinds, then states and steps of each, levels, then the registered tables of words by name."""
    kinds = sorted(registry.KINDS.values(), key=lambda k: k.key)
    made = ["### Kinds of cases", "", *table(["中文", "code"], [[k.label, code(k.key)] for k in kinds])]
    for kind in kinds:
        states = [[state.label, code(key), state.todo] for key, state in kind.machine.states.items()]
        made += [f"### States of `{kind.key}` {kind.label}", "", *table(["中文", "code", "to do"], states)]
        made += [f"### Steps of `{kind.key}` {kind.label}", "", *table(["中文", "code", "in the trail"], _steps(kind))]
    made += ["### Levels, seen from the case's own unit", "", *table(["中文", "code"], [[w, code(k)] for k, w in LEVELS.items()])]
    for name, words in sorted(registry.TERMS.items()):
        made += [f"### {name[0].upper()}{name[1:]}", "", *table(["中文", "code"], [[w, code(k)] for k, w in words.items()])]
    return made


def _steps(kind: registry.Kind) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for step in kind.machine.steps:
        labels = found.setdefault(step.verb, [])
        if str(step.label) not in labels:
            labels.append(str(step.label))
    return [[" / ".join(labels), code(verb), str(registry.verb_words(verb, kind.key))] for verb, labels in found.items()]
