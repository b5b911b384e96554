"""The story in the place of chance: its hazards go from scene to scene, its lines stand where the pictures show them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from anlan.kernel.actor import Actor
from anlan.registers.org.models import Unit
from anlan.registers.places import actions as places
from anlan.registers.places.models import Place
from anlan.work.cases.models import Case
from anlan.work.hazards import actions as hazards
from anlan.work.notices.models import Dossier
from sim import hazard_hands, story
from sim.deeds import Deed, Diary, Row
from sim.folk import Folk
from sim.hands import Hands
from sim.photos import photo
from sim.rounds import Rounds
from sim.specs import Unit as Planned
from sim.story import Scene, StoryHazard, StoryLine

MAIN_NOTICE = "元旦寒假"


class Stage:
    """A story on the stage of a founded city. Parts whose school is not in a small city are left out."""

    def __init__(self, folk: Folk, *, main_number: str) -> None:
        self.folk, self.main_number = folk, main_number
        self.schools = {s.name: s for s in folk.city.schools}
        self.units = {name: folk.units[s.code].pk for name, s in self.schools.items()}
        self.hazards = [h for h in (*story.MAJORS, *story.SMALL) if h.unit in self.schools]
        self.lines: dict[int, list[StoryLine]] = {}
        for line in story.LINES:
            if line.unit in self.units:
                self.lines.setdefault(self.units[line.unit], []).append(line)
        self.cases: dict[str, int] = {}  # title of the story -> case
        self.held: set[int] = set()
        self.rounds = Rounds(folk, self.cases)
        self.hands: Hands | None = None

    def enter(self, hands: Hands, diary: Diary) -> None:
        """Write every scene into the diary and teach the hands to play it."""
        self.hands = hands
        hands.verbs["scene"] = self._play
        for hazard in self.hazards:
            for scene in hazard.scenes:
                diary.write(Deed(scene.at, self._who(hazard.unit, scene.who), "scene", more={"hazard": hazard, "scene": scene}))
        self.rounds.enter(hands, diary)
        for unit, lines in self.lines.items():
            for line in lines:
                if line.stands == "doing" and line.says:
                    more = {"unit": unit, "line": line}
                    diary.write(Deed(story.RETURNED_AT - timedelta(hours=17), self._who(line.unit, line.owner), "scene", more=more))

    def _who(self, unit: str, who: str) -> int:
        """The person behind a name of the cast or a post code of the unit."""
        found = self.folk.by_name(who)
        return found if found is not None else self.folk.somebody(self.schools[unit].code, (who, "logistics_lead", "principal"))

    # what chance leaves alone ------------------------------------------------------------------------------------------

    def decides(self, row: Row) -> list[Deed] | None:
        """Deeds of a case of the story: none for its hazards (the scenes do it), the next one for its lines."""
        if row.id in self.held:
            return []
        line = self._line(row)
        if line is None:
            return None
        if row.state == "doing" and line.stands in ("verified", "submitted", "declared", "returned"):
            at = max(story.HANDED_IN + timedelta(minutes=row.id % 90), row.since)
            return [Deed(at, row.turn_person_id or row.owner_id or 0, "submit", row.id, row.version, line.stands == "returned")]
        if row.state == "submitted" and line.stands in ("verified", "returned") and row.turn_unit_id:
            officer = self.folk.holders(self.folk.unit_by_id[row.turn_unit_id].unit_path, (row.turn_role,), row.since)[0].person_id
            at = max(story.LOOKED_AT if line.stands == "verified" else story.RETURNED_AT, row.since)
            return [Deed(at, officer, "verify", row.id, row.version, more={"why": line.says} if line.says else {})]
        return []

    def _line(self, row: Row) -> StoryLine | None:
        if row.kind != "task" or row.unit_id not in self.lines or not self._is_main(row.bundle_id):
            return None
        return next((line for line in self.lines[row.unit_id] if line.words in row.title), None)

    def _is_main(self, bundle_id: int | None) -> bool:
        return bundle_id is not None and Dossier.objects.filter(pk=bundle_id, notice__number=self.main_number).exists()

    def receipt(self, dossier: Dossier) -> Deed | None:
        """Schools of the story receive the main notice in the same hour; those with a silent line receive the others one by one."""
        if dossier.unit_id not in self.lines or dossier.notice.number != self.main_number:
            return None
        unit = self.folk.unit_by_id[dossier.unit_id]
        person = self.folk.somebody(unit.code, ("safety_lead", "principal"))
        silent = [line.words for line in self.lines[dossier.unit_id] if line.stands == "silent"]
        more: dict[str, Any] = {"dossier": dossier.pk, "all": True}
        if silent:
            rows = Case.objects.filter(bundle_id=dossier.pk).values_list("pk", "title")
            more["lines"] = [pk for pk, title in rows if not any(words in title for words in silent)]
        more["owners"] = {line.words: self._who(line.unit, line.owner) for line in self.lines[dossier.unit_id] if line.owner}
        return Deed(dossier.sent_at + timedelta(minutes=50), person, "receive", more=more)

    def is_quiet(self, school: Planned, at: datetime) -> bool:
        """Whether nobody walks about finding things there any more: what is found stands in the story."""
        return school.name == story.STAGE_SCHOOL and at >= story.STAGE_FROM

    # scenes ------------------------------------------------------------------------------------------------------------

    def _play(self, hands: Hands, deed: Deed, by: Actor) -> None:
        if "line" in deed.more:
            self._remark(deed, by)
            return
        hazard, scene = deed.more["hazard"], deed.more["scene"]
        getattr(self, f"_{scene.verb}")(hazard, scene, by)

    def _case(self, hazard: StoryHazard) -> Case:
        return Case.objects.select_related("place", "unit").get(pk=self.cases[hazard.title])

    def _photos(self, hazard: StoryHazard, scene: Scene, state: str) -> list[tuple[str, bytes]]:
        unit = Unit.objects.get(pk=self.units[hazard.unit])
        found = []
        for number, (kind, wanted) in enumerate(scene.photos):
            taken = scene.at - timedelta(minutes=4 - number)
            data = photo(kind, wanted, seed=hazard.title, taken_at=taken, lon=unit.longitude or 0.0, lat=unit.latitude or 0.0)  # type: ignore[arg-type]
            found += [(f"IMG_{taken:%m%d_%H%M}.jpg", data)] if wanted == state else []
        return found

    def _report(self, hazard: StoryHazard, scene: Scene, by: Actor) -> None:
        unit = Unit.objects.get(pk=self.units[hazard.unit])
        row = hazards.report(
            unit, category=hazard.category, description=f"{hazard.title}。{hazard.detail}", by=by, at=scene.at, place=self._place(hazard),
            criteria=[hazard.criterion] if hazard.criterion else [], danger=hazard.danger, found_at=scene.at,
            photos=self._photos(hazard, scene, "before"),
        )  # fmt: skip
        self.cases[hazard.title] = row.pk
        self.held.add(row.pk)

    def _place(self, hazard: StoryHazard) -> Place:
        plan = self.folk.places_of(self.schools[hazard.unit].code)
        found = next((p for p in plan if p.label == hazard.place), None)
        found = found or next((p for p in plan if p.name == hazard.place.rpartition(" ")[2]), None)
        return Place.objects.get(pk=self.folk.places[(found or plan[len(hazard.title) % len(plan)]).code])

    def _raise(self, hazard: StoryHazard, scene: Scene, by: Actor) -> None:
        hazards.step(self._case(hazard), "raise", by=by, at=scene.at, note=scene.says)

    def _grade(self, hazard: StoryHazard, scene: Scene, by: Actor) -> None:
        owner = self._who(hazard.unit, hazard.owner)
        hazards.step(self._case(hazard), "grade", by=by, at=scene.at, owner=owner, deadline=hazard.due)

    def _control(self, hazard: StoryHazard, scene: Scene, by: Actor) -> None:
        case = self._case(hazard)
        places.control(case.place, kind=hazard.control, why=scene.says, by=by, at=scene.at, case_id=case.pk)  # type: ignore[arg-type]

    def _list(self, hazard: StoryHazard, scene: Scene, by: Actor) -> None:
        hazards.list_for_supervision(
            self._case(hazard), lister=by.grants[0].unit_id, list_number=hazard.listed.removeprefix("市局挂牌督办"), signer=scene.says,
            deadline=hazard.due, by=by, at=scene.at,
        )  # fmt: skip

    def _assure(self, hazard: StoryHazard, scene: Scene, by: Actor) -> None:
        hazards.give_assurances(
            self._case(hazard), responsible=self._who(hazard.unit, hazard.owner), measures="、".join(hazard.measures),
            money=hazard.money_yuan, money_source=hazard.fund, deadline=hazard.due, plan=hazard.plan, by=by, at=scene.at,
        )  # fmt: skip

    def _rectify(self, hazard: StoryHazard, scene: Scene, by: Actor) -> None:
        note = scene.says or "，".join(hazard.measures)
        case = self._case(hazard)
        hazards.step(case, "rectify", by=by, at=scene.at, note=note, photos=self._photos(hazard, scene, "after"),
                     **hazard_hands.cause(case))  # fmt: skip

    def _accept(self, hazard: StoryHazard, scene: Scene, by: Actor) -> None:
        case = self._case(hazard)
        hazards.step(case, "accept", by=by, at=scene.at, note=scene.says, **hazard_hands.cause(case))

    def _visit(self, hazard: StoryHazard, scene: Scene, by: Actor) -> None:
        hazards.on_site(self._case(hazard).place, by=by, at=scene.at)  # type: ignore[arg-type]

    def _remark(self, deed: Deed, by: Actor) -> None:
        from anlan.work.cases import actions as cases

        line: StoryLine = deed.more["line"]
        found = Case.objects.filter(unit_id=deed.more["unit"], kind="task", title__contains=line.words).order_by("-pk").first()
        if found is not None:
            cases.note(found, text=line.says, by=by, at=deed.moment)
