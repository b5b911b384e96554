"""Words and order of everything a question divides and narrows by, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.actor import Actor
from anlan.oversight.questions.queries.reading import column_of, states_alike
from anlan.oversight.questions.rules import ANSWERS, UNIT_DIMS, Spec, Subject
from anlan.oversight.questions.rules.subjects import ASK_OF, OWN_DIMS
from anlan.registers.org.rules import DOMAINS, KINDS, NATURES, STAGES, TRAITS
from anlan.registers.people.rules import ROLES
from anlan.registers.places.rules import KINDS as PLACE_KINDS
from anlan.work.notices.models import Notice
from anlan.work.returns.models import Round
from anlan.work.returns.rules import load

if TYPE_CHECKING:
    from anlan.oversight.questions.queries.places_of import Homes

ROUNDS = 60


@dataclass
class Choices:
    """words: division -> key -> word, in the order of the register · rounds: tables whose answers may be asked for · columns, where:
    columns of the chosen ones"""

    words: dict[str, dict[str, str]]
    rounds: list[tuple[str, str]] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    where: list[tuple[str, str]] = field(default_factory=list)

    def dim_words(self, dim: str) -> str:
        """How a division is called."""
        return _(UNIT_DIMS.get(dim) or OWN_DIMS[dim])

    def place(self, dim: str, key: str) -> tuple[int, str]:
        """Where a key stands in its division; numbers by their value, units by their path."""
        order = self.words.get(dim, {})
        if key in order:
            return list(order).index(key), ""
        return (len(order) + 1, key.rjust(20, "0") if key.replace(".", "", 1).isdecimal() and dim == "value" else key)

    def word(self, dim: str, key: str, homes: Homes) -> str:
        """A key in words."""
        if dim == "unit":
            return str(homes.all[key])
        if dim == "district":
            return homes.names.get(key, "") or _("不属于哪个区")
        return self.words.get(dim, {}).get(key) or key or _("没有写")


def _words(table: Mapping[str, object]) -> dict[str, str]:
    return {key: _(str(word)) for key, word in table.items()}


def choices_of(spec: Spec, subject: Subject, actor: Actor, districts: Mapping[str, str]) -> Choices:
    """What may be chosen for the subject of the question."""
    inside = {path: name for path, name in sorted(districts.items()) if actor.covers(path)}
    yes_no = {"yes": _("是"), "no": _("否")}
    words = {
        "district": inside, "stage": _words(STAGES), "nature": _words(NATURES), "unit_kind": _words(KINDS), "trait": _words(TRAITS),
        "domain": _words(DOMAINS), "place_kind": _words(PLACE_KINDS), "role": _words(ROLES),
        "held": {"yes": _("有人"), "no": _("空着")}, "late": yes_no, "state": {}, "level": {}, "value": {},
    }  # fmt: skip
    if subject.kind in ASK_OF:
        words["ask"] = _sent(subject.kind)
    if subject.kind:
        kind = registry.kind(subject.kind)
        alike = states_alike(subject.kind)
        words["state"] = {key: _(str(state.label)) for key, state in kind.machine.states.items() if alike[key] == key}
        words["level"] = _words(kind.levels)
    found = Choices(words)
    rounds = Round.objects.exclude(state="draft").order_by("-sent_at", "-id").values_list("pk", "title", "sent_at")[:ROUNDS]
    found.rounds = [(str(pk), f"{title} {sent_at:%Y-%m}" if sent_at else title) for pk, title, sent_at in rounds]
    if subject.key == ANSWERS:
        found.columns = _columns(spec.round)
        if (one := column_of(spec.round, spec.column)) is not None:
            known = {"choice": dict(one[1].choices), "boolean": {"1": _("是"), "0": _("否")}}.get(one[1].kind, {})
            words["value"] = {**known, "+": _("答了"), "-": _("没有答")}
    found.where = _columns(spec.where)
    return found


def _sent(kind: str) -> dict[str, str]:
    """Notices or tables that are out and in sight, the newest first."""
    if kind == "task":
        out = Notice.objects.filter(state="published").order_by("-published_at", "-id").values_list("pk", "title")
        return {str(pk): title for pk, title in out[:ROUNDS]}
    return {str(pk): title for pk, title in Round.objects.exclude(state="draft").order_by("-id").values_list("pk", "title")[:ROUNDS]}


def _columns(round_id: str) -> list[tuple[str, str]]:
    if not round_id.isdecimal() or len(round_id) > 18:
        return []
    row = Round.objects.exclude(state="draft").filter(pk=int(round_id)).first()
    return [(f.key, f.title) for f in load(row.fields)] if row else []
