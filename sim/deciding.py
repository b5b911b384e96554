"""Who does what next, and when: asked once for every case and version, and again when the ladder told somebody."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Protocol

from anlan.kernel import registry
from anlan.kernel.machine import Step
from anlan.work.cases.models import Party
from anlan.work.notices.models import Dossier
from sim import people_habits as habits
from sim.deeds import Deed, Diary, Row, open_versions, rows
from sim.folk import Folk
from sim.people_habits import Decision, Verb

#: (kind, state) -> (what the habit is asked, what is done)
WAYS: dict[tuple[str, str], tuple[Verb, str]] = {
    ("hazard", "fixed"): ("accept", "confirm"),
    ("hazard", "reported"): ("assign", "grade"),
    ("hazard", "rectifying"): ("rectify", "rectify"),
    ("hazard", "rectified"): ("accept", "accept"),
    ("hazard", "outside"): ("answer", "outside_done"),
    ("hazard", "looking_back"): ("review", "look_back"),
    ("hazard", "assuring"): ("assign", "assure"),
    ("hazard", "major_rectifying"): ("rectify", "rectify"),
    ("hazard", "major_rectified"): ("accept", "accept"),
    ("hazard", "major_outside"): ("answer", "outside_done"),
    ("hazard", "accepted"): ("review", "review"),
    ("hazard", "reviewed"): ("verify", "close_out"),
    ("hazard", "major_looking_back"): ("review", "look_back"),
    ("task", "doing"): ("submit", "submit"),
    ("task", "returned"): ("submit", "submit"),
    ("task", "submitted"): ("verify", "verify"),
    ("task", "asked_na"): ("answer", "answer_na"),
}
REMINDERS = {"task": 2, "hazard": 1}
RUN = ("safety", "leader", "head")
SOON = timedelta(days=1)


class Staging(Protocol):
    """What a story decides in the place of chance."""

    def decides(self, row: Row) -> list[Deed] | None:
        """The deeds of a case that belongs to the story ([] = it stands still); None when chance decides."""

    def receipt(self, dossier: Dossier) -> Deed | None:
        """How the story has a unit receive a dossier; None when chance decides."""


class Chance:
    """No story: everything comes from habit and chance."""

    def decides(self, row: Row) -> list[Deed] | None:
        return None

    def receipt(self, dossier: Dossier) -> Deed | None:
        return None


class Deciding:
    """Reads what changed and writes into the diary."""

    def __init__(self, folk: Folk, diary: Diary, *, seed: int, staging: Staging | None = None) -> None:
        self.folk, self.diary, self.seed, self.staging = folk, diary, seed, staging or Chance()
        self.known: dict[int, tuple[int, int]] = {}
        self.planned: dict[int, Deed] = {}
        self.bundles: dict[int, set[int]] = {}
        self.dossiers: dict[int, int] = {}

    def chance(self, *about: object) -> random.Random:
        return habits.chance(self.seed, *about)

    def look(self, at: datetime, since: datetime) -> int:
        """Decide about everything that changed after `since`. -> how many cases."""
        now = open_versions()
        fresh = [pk for pk, (version, _c) in now.items() if self.known.get(pk, (0, 0))[0] != version]
        told = [pk for pk, (v, climbed) in now.items() if pk in self.known and self.known[pk][0] == v and self.known[pk][1] < climbed]
        for pk in self.known.keys() - now.keys():
            self.planned.pop(pk, None)
        self.known = now
        for row in rows(fresh):
            self.planned.pop(row.id, None)
            if row.bundle_id:
                self.bundles.setdefault(row.bundle_id, set()).add(row.id)
            self._decide(row, row.since if row.since > since else at)
        for row in rows(told):
            self._told(row, at)
        self._receipts(at)
        return len(fresh) + len(told)

    # one case ----------------------------------------------------------------------------------------------------------

    def _decide(self, row: Row, at: datetime) -> None:
        staged = self.staging.decides(row)
        if staged is not None:
            for deed in staged:
                self._plan(deed, main=True)
            return
        way = WAYS.get((row.kind, row.state))
        if way is None:
            return
        asked, verb = way
        rng = self.chance(row.number, verb, row.version)
        person = self.performer(row, at, rng)
        if person is None:
            return
        self._beside(row, at, rng)
        if substitute := self._absent(row, person, at):
            self._hand_over(row, at, substitute, rng)
            return
        verb = self._turned(row, verb, rng)
        mine = self.chance(row.number, verb, self.folk.username(person), row.version)
        decided = habits.acts(self.folk.habit(person), asked, at, row.due_at, mine, is_workday=self.folk.is_workday)
        if decided.at is None:
            return
        self._plan(Deed(self._gathered(verb, decided.at, at), person, verb, row.id, row.version, decided.poor), main=True)
        if decided.at > row.due_at and verb in ("rectify", "submit") and row.due_at > at + timedelta(hours=12) and rng.random() < 0.3:
            asked_at = max(at, row.due_at - timedelta(hours=rng.uniform(3, 11)))
            self._plan(Deed(asked_at, person, "ask_time", row.id, 0, more={"until": decided.at}))

    def _plan(self, deed: Deed, *, main: bool = False) -> None:
        if main:
            self.planned[deed.case_id] = deed
        self.diary.write(deed)

    def _gathered(self, verb: str, moment: datetime, at: datetime) -> datetime:
        """Whoever looks through what others handed in does so in runs: at half past of some hour."""
        if verb not in ("verify", "answer_na"):
            return moment
        half = moment.replace(minute=30, second=0, microsecond=0)
        return half if half >= at else moment

    def _turned(self, row: Row, verb: str, rng: random.Random) -> str:
        """Now and then it goes another way than the straight one."""
        lot = rng.random()
        if row.kind == "hazard" and row.state == "reported":
            return "duplicate" if lot < 0.02 else "void" if lot < 0.05 else verb
        if row.kind == "hazard" and row.state == "looking_back":
            return "relapse" if lot < 0.04 else verb
        if row.kind == "task" and row.state == "doing":
            return "not_apply" if lot < 0.015 else verb
        return verb

    def _beside(self, row: Row, at: datetime, rng: random.Random) -> None:
        """What others do meanwhile: hand over to an outside body, list a major hazard, lift a control."""
        if row.kind != "hazard":
            return
        if row.state == "assuring":
            self._danger(row, at, rng)
        share = {"rectifying": 0.03, "major_rectifying": 0.1}.get(row.state, 0)
        if rng.random() < share:
            self._other(row, "own", at, (4, 20), "hand_outside", rng)
        if row.state == "rectifying" and rng.random() < 0.006:
            self._other(row, "own", at, (2, 12), "raise", rng)
        if row.state == "reviewed":
            self._other(row, "own", at, (1, 5), "ask_lift", rng, version=0)
            self._other(row, "supervisor", at, (6, 14), "lift", rng, version=0)

    def _danger(self, row: Row, at: datetime, rng: random.Random) -> None:
        """The school answers within minutes; the level above lists some and takes a few back."""
        for held in self.folk.holders(row.unit_path, ("safety", "head"), at)[:1]:
            habit = self.folk.habit(held.person_id)
            decided = habits.acts_on_danger(habit, at, rng, is_workday=self.folk.is_workday)
            if decided.at:
                self._plan(Deed(decided.at, held.person_id, "control", row.id))
        lot = rng.random()
        if lot < 0.35 and not row.lister_id:
            self._other(row, "supervisor", at, (1, 6), "list", rng, version=0)
        elif lot < 0.4:
            self._other(row, "supervisor", at, (2, 8), "lower", rng)

    def _other(
        self, row: Row, level: str, at: datetime, hours: tuple[float, float], verb: str, rng: random.Random, *,
        version: int | None = None,
    ) -> None:  # fmt: skip
        """Somebody at the unit or above it does something beside the turn, some working hours later."""
        path = row.unit_path if level == "own" else self.above(row.unit_path)
        held = self.folk.holders(path, RUN, at)
        if held:
            moment = habits.add_work_hours(at, rng.uniform(*hours), self.folk.is_workday)
            self._plan(Deed(moment, held[0].person_id, verb, row.id, row.version if version is None else version))

    @staticmethod
    def above(path: str) -> str:
        """The path one level up; the city's own for the city."""
        return path.rstrip(".").rpartition(".")[0] + "." if path.count(".") > 1 else path

    # who ---------------------------------------------------------------------------------------------------------------

    def performer(self, row: Row, at: datetime, rng: random.Random) -> int | None:
        """Whose turn it is as the product says: the person, or one of those in the role who did none of the other half."""
        if row.turn_person_id:
            return row.turn_person_id
        if row.turn_unit_id is None:
            return None
        step = registry.kind(row.kind).machine.turn(row.state)
        path = self.folk.unit_by_id[row.turn_unit_id].unit_path
        held = self.folk.holders(path, (row.turn_role,), at) or self.folk.holders(path, step.role if step else (), at)
        away = self._away(row, step)
        able = list(dict.fromkeys(h.person_id for h in held if h.person_id not in away))
        if not able:
            return None
        return able[0] if rng.random() < 0.7 else rng.choice(able)

    @staticmethod
    def _away(row: Row, step: Step | None) -> set[int]:
        if step is None or not step.apart:
            return set()
        return set(Party.objects.filter(case_id=row.id, part__in=step.apart).values_list("person_id", flat=True))

    def _absent(self, row: Row, person: int, at: datetime) -> int | None:
        """The substitute of somebody who is on leave and owns the case."""
        return self.folk.substitute(person, at) if row.owner_id == person else None

    def _hand_over(self, row: Row, at: datetime, to_person: int, rng: random.Random) -> None:
        held = self.folk.holders(row.unit_path, RUN, at)
        if held:
            moment = habits.add_work_hours(at, rng.uniform(0.5, 6), self.folk.is_workday)
            self._plan(Deed(moment, held[0].person_id, "assign", row.id, row.version, more={"to": to_person}), main=True)

    # told --------------------------------------------------------------------------------------------------------------

    def _told(self, row: Row, at: datetime) -> None:
        """The ladder spoke: whoever forgot, or is slow, may act now; high rungs bring others into it."""
        if self.staging.decides(row) is not None or (row.kind, row.state) not in WAYS:
            return
        rng = self.chance(row.number, "told", row.version, row.climbed)
        planned = self.planned.get(row.id)
        if planned and planned.moment <= at + SOON:
            return
        person = self.performer(row, at, rng)
        if person is None:
            return
        rung = max(0, row.climbed - REMINDERS[row.kind])
        if rung >= 3:
            self._from_above(row, at, person, rng)
        decided: Decision = habits.after_telling(self.folk.habit(person), at, rung, rng, is_workday=self.folk.is_workday)
        if decided.at and (planned is None or decided.at < planned.moment):
            verb = WAYS[row.kind, row.state][1]
            self._plan(Deed(decided.at, person, verb, row.id, row.version, decided.poor), main=True)

    def _from_above(self, row: Row, at: datetime, person: int, rng: random.Random) -> None:
        """The supervising officer urges, or the head hands the thing to somebody else."""
        lot = rng.random()
        if lot < 0.5:
            self._other(row, "supervisor", at, (0.5, 5), "urge", rng, version=0)
        elif lot < 0.7 and row.owner_id == person and row.state in ("rectifying", "major_rectifying", "doing", "returned"):
            able = [h.person_id for h in self.folk.holders(row.unit_path, RUN, at) if h.person_id != person]
            if able:
                self._hand_over(row, at, able[-1], rng)

    # dossiers ----------------------------------------------------------------------------------------------------------

    def _receipts(self, at: datetime) -> None:
        """Dossiers that came, and those that were asked for again."""
        waiting = Dossier.objects.filter(received_at__isnull=True, notice__state="published").select_related("notice")
        for dossier in waiting.defer("notice__text", "notice__undo"):
            asked = self.dossiers.get(dossier.pk)
            if asked is not None and asked >= dossier.chased:
                continue
            self.dossiers[dossier.pk] = dossier.chased
            self._receipt(dossier, at, first=asked is None)

    def _receipt(self, dossier: Dossier, at: datetime, *, first: bool) -> None:
        held = self.folk.holders(dossier.unit_path, RUN, at)
        if not held:
            return
        if first and (staged := self.staging.receipt(dossier)):
            self.diary.write(staged)
            return
        person = held[min(dossier.chased, len(held) - 1)].person_id
        rng = self.chance("dossier", dossier.notice.number, dossier.unit_path, dossier.chased)
        habit, day = self.folk.habit(person), self.folk.is_workday
        if first:
            decided = habits.receives(habit, dossier.sent_at, rng, is_workday=day, always=self.folk.always(person))
        else:
            decided = habits.after_telling(habit, at, dossier.chased, rng, is_workday=day)
        if decided.at:
            self.diary.write(Deed(decided.at, person, "receive", more={"dossier": dossier.pk}))

    def next_of(self, deed: Deed, bundle_id: int, until: datetime) -> list[Deed]:
        """Other lines of one dossier that the same person means to hand in by `until`."""
        found = (self.planned.get(pk) for pk in sorted(self.bundles.get(bundle_id, ())) if pk != deed.case_id)
        return [d for d in found if d and d.verb == "submit" and d.person_id == deed.person_id and d.moment <= until]

    def urged(self, case_id: int, at: datetime) -> None:
        """Somebody called: whoever has the turn acts now, or soon."""
        for row in rows([case_id]):
            rng = self.chance(row.number, "urged", at)
            person = self.performer(row, at, rng)
            if person is None or (row.kind, row.state) not in WAYS or self.staging.decides(row) is not None:
                return
            decided = habits.after_telling(self.folk.habit(person), at, 3, rng, is_workday=self.folk.is_workday)
            planned = self.planned.get(row.id)
            if decided.at and (planned is None or decided.at < planned.moment):
                self._plan(Deed(decided.at, person, WAYS[row.kind, row.state][1], row.id, row.version, decided.poor), main=True)
