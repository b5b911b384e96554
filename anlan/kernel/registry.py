"""What apps bring to the house, filled by their manifests (apps.py): kinds, jobs, menu entries, panels, words of the trail.

Imports go down, words go up by registration; `anlan wiring` prints all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise

from anlan.kernel.machine import Machine

Text = str | Promise


@dataclass(frozen=True)
class Kind:
    """A case kind: words, number prefix, machine, and the doors its app opens to the generic pages.

    facts(case) -> list of (label, value) shown on the case page; panels(case, actor, at) -> list of template fragments
    step_form(step, case, actor) -> an unbound form with the extra fields of a step, or None; its `made_with` are the keywords
    it was made with, so that the page can make it again with what was sent
    before(case, step, given, by, at): may refuse, may tidy `given`; what it returns (due_at, limit_at, level, owner_id,
    lister_id, rules) is set on the case with the step · after(case, step, given, by, at): writes the kind's own facts
    standing(case, actor, at) -> further pairs (role, level) · stamp(unit_path, domain, level, at) -> limits and ladder in force
    way(case, trail) -> rows for the line of steps (word, state, at), when one machine knows several ways · chips(case) ->
    marks beside the title (tone, icon, text) · offers(case, steps, at) -> those of the offered steps that fit this case
    door(case) -> address of the page where such a case is done, when that is not the case's own page
    says(verb, payload) -> what an entry of the trail says when it carries no note, "" for nothing
    bundled(counts, state) -> bundle id -> title of the one row that stands for so many of its cases
    house(case) -> path of the office that hands the case on, able(case, at) -> holders there to whom it may be given, where these are not
    the people of its unit
    close_tells: who hears that a case is closed · together(case ids) -> for those whose reminders are read as one message: `group`,
    where one group of them leads (`one`), and where several of its parts lead (`many`)
    stamps() -> by name of a level or phase ('' for all) what `stamp` gives where no region has changed a number; for the docs
    """

    key: str
    label: Text
    icon: str
    prefix: str
    machine: Machine
    facts: Callable[..., list[tuple[str, Any]]] | None = None
    panels: Callable[..., list[dict[str, Any]]] | None = None
    conditions: Callable[..., list[dict[str, Any]]] | None = None
    step_form: Callable[..., Any] | None = None
    before: Callable[..., dict[str, Any] | None] | None = None
    after: Callable[..., None] | None = None
    standing: Callable[..., frozenset[tuple[str, str]]] | None = None
    stamp: Callable[..., dict[str, Any]] | None = None
    way: Callable[..., list[dict[str, Any]]] | None = None
    chips: Callable[..., list[dict[str, Any]]] | None = None
    offers: Callable[..., list[Any]] | None = None
    door: Callable[..., str] | None = None
    says: Callable[..., str] | None = None
    house: Callable[..., str] | None = None
    able: Callable[..., list[Any]] | None = None
    close_tells: tuple[str, ...] = ("opener", "owner")
    together: Callable[[list[int]], dict[int, dict[str, str]]] | None = None
    sealed: bool = False
    offices: bool = False  # arises in offices alone: no tab of the board, nothing that a return could know of a school
    began: Text = ""  # how the beginning of its waterline is called; '' for what was found
    bundled: Callable[..., Mapping[int, Text]] | None = None
    new_url: str = ""
    levels: Mapping[str, Text] = field(default_factory=dict)
    stamps: Callable[[], Mapping[str, Mapping[str, Any]]] | None = None


UNHURRIED = timedelta(seconds=20)  # of a job that can wait a moment: an empty tick asks the less


@dataclass(frozen=True)
class Job:
    """A part of the clockwork: run(at) -> number of things done. Runs at most once in `every`, in the order of `order`."""

    name: str
    run: Callable[[datetime], int]
    every: timedelta = timedelta(0)
    order: int = 50


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the rail. `show(actor)` decides whether it is there at all; `count(actor, at)` what waits for the actor.

    label  words, or label(actor) where they depend on who looks
    rare   used now and then: in a long rail it is folded away under 更多
    """

    key: str
    label: Text | Callable[[Any], Text]
    icon: str
    url: str
    section: str = ""
    order: int = 50
    show: Callable[[Any], bool] = lambda actor: True
    count: Callable[[Any, datetime], int] | None = None
    phone: bool = False
    rare: bool = False


@dataclass(frozen=True)
class Panel:
    """A fragment that a higher app shows on a lower page: on ('case', 'unit', 'person', 'notice', 'chain', 'place'), template,
    context(row, actor, at)."""

    on: str
    template: str
    context: Callable[..., dict[str, Any] | None]
    order: int = 50


@dataclass(frozen=True)
class Sourced:
    """A rule with where it comes from: what people may look up, and whether it was checked against its source.

    standing  V-LAW V-OFF V-SEC RECALLED DESIGN; all but the first two are shown 待核实
    """

    key: str
    label: Text
    value: str
    source: str
    standing: str


KINDS: dict[str, Kind] = {}
JOBS: dict[str, Job] = {}
MENU: dict[str, MenuEntry] = {}
PANELS: list[Panel] = []
VERBS: dict[str, Text] = {}  # ledger verb -> words of the trail
MESSAGES: dict[str, Callable[..., tuple[Text, str]]] = {}  # message kind -> (title, url) from a message
TERMS: dict[str, Mapping[str, Text]] = {}  # what a table of words names -> code -> word
RULES: dict[str, Callable[[], Iterable[Sourced]]] = {}  # where the rules are kept -> its rows
GROUP_LINES: dict[str, Callable[[str, datetime], list[str]]] = {}  # what an app has to say to a unit's group, by the app's name


def add_kind(kind: Kind) -> None:
    """Register a case kind; twice the same key is a mistake of the build."""
    if kind.key in KINDS and KINDS[kind.key] is not kind:
        raise ValueError(f"kind {kind.key} registered twice")
    KINDS[kind.key] = kind


def add_job(job: Job) -> None:
    """Register a part of the clockwork."""
    JOBS[job.name] = job


def add_menu(*entries: MenuEntry) -> None:
    """Register entries of the rail and the phone's bar."""
    for entry in entries:
        MENU[entry.key] = entry


def add_panel(panel: Panel) -> None:
    """Register a fragment for a lower page."""
    PANELS.append(panel)


def add_words(verbs: Mapping[str, Text]) -> None:
    """Register the words with which the trail tells a ledger verb."""
    VERBS.update(verbs)


def verb_words(verb: str, kind: str = "") -> Text:
    """How the trail tells a verb; registered as `kind:verb` where several kinds use the same one."""
    found = VERBS.get(f"{kind}:{verb}") or VERBS.get(verb)
    if found:
        return found
    known = KINDS.get(kind)
    return next((s.past or s.label for s in known.machine.steps if s.verb == verb), verb) if known else verb


def add_message(kind: str, tell: Callable[..., tuple[Text, str]]) -> None:
    """Register how a message kind reads: tell(message) -> (title, url)."""
    MESSAGES[kind] = tell


def add_terms(tables: Mapping[str, Mapping[str, Text]]) -> None:
    """Register tables of words for the glossary: what the table names (`role`) -> code -> word."""
    TERMS.update(tables)


def add_rules(kept: str, rows: Callable[[], Iterable[Sourced]]) -> None:
    """Register rules with their sources; `kept` says in which table or file they are kept and changed."""
    RULES[kept] = rows


def add_group_lines(name: str, lines: Callable[[str, datetime], list[str]]) -> None:
    """Register what the group of a unit hears in the morning: lines(path, at) are counts and names of units that are missing, never a
    person and nothing of a sealed case."""
    GROUP_LINES[name] = lines


def kind(key: str) -> Kind:
    """The case kind `key`; KeyError when no app registered it."""
    return KINDS[key]


def jobs() -> list[Job]:
    """The clockwork in its order."""
    return sorted(JOBS.values(), key=lambda job: (job.order, job.name))


def panels(on: str) -> list[Panel]:
    """Fragments registered for a page, in order."""
    return sorted((p for p in PANELS if p.on == on), key=lambda p: p.order)
