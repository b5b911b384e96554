"""What people do with tasks: receive, share out, prove, look, confirm, return, ask for time, urge."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from anlan.kernel.actor import Actor
from anlan.kernel.evidence import actions as evidence
from anlan.kernel.scope import below
from anlan.registers.places.models import Place
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case, TimeRequest
from anlan.work.notices import actions as notices
from anlan.work.notices.models import Dossier, Task
from sim import people_habits, proof_texts
from sim.deciding import RUN
from sim.deeds import Deed
from sim.folk import DAY
from sim.hands import Doing, Hands
from sim.hazard_hands import due_on
from sim.hazard_texts import HELD_UP

OPEN = ("sent", "doing", "returned")
SCENES = {"gas": "gas_hose", "fire": "extinguisher", "chemicals": "chemicals", "building": "wall_crack", "food": "pantry",
          "weather": "icy_path", "electric": "loose_wire"}  # fmt: skip


def receive(hands: Hands, deed: Deed, by: Actor) -> None:
    """The whole dossier in one tap; then some lines go to colleagues."""
    dossier = Dossier.objects.select_related("unit").get(pk=deed.more["dossier"])
    if deed.more.get("lines"):
        for pk in Case.objects.filter(pk__in=deed.more["lines"], state="sent").values_list("pk", flat=True):
            cases.advance(pk, "receive", by=by, at=deed.moment)
    elif dossier.received_at is None:
        notices.receive_dossier(dossier, by=by, at=deed.moment)
    _share_out(hands, dossier, deed, by)


def _share_out(hands: Hands, dossier: Dossier, deed: Deed, by: Actor) -> None:
    """Lines that belong to another post's work are handed to its holder; mostly, not always."""
    code = hands.folk.unit_by_id[dossier.unit_id].code
    wanted: dict[int, list[int]] = defaultdict(list)
    by_hand: dict[str, int] = deed.more.get("owners", {})
    for case, owner, obligation, title in Task.objects.filter(dossier=dossier, case__state__in=OPEN).values_list(
        "case_id", "case__owner_id", "obligation_id", "case__title"
    ):
        demand = hands.demands.get(obligation)
        person = hands.folk.at_post(code, demand.owner) if demand else None
        person = hands.folk.substitute(person, deed.moment) or person if person else None
        person = next((who for words, who in by_hand.items() if words in title), person)
        if person and person != owner and (hands.chance(dossier.unit_path, obligation).random() < 0.7 or deed.more.get("all")):
            wanted[person].append(case)
    for person, lines in wanted.items():
        notices.assign_lines(lines, to_person=person, by=by, at=deed.moment)


# ── proving ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def submit(hands: Hands, deed: Deed, by: Actor) -> None:
    """Hand in a line, and with the same record those others it proves as well."""
    case = hands.case(deed)
    proof, rule, kind = Task.objects.values_list("proof", "rule", "obligation__evidence_kind").get(pk=case.pk)
    rng = hands.chance(case.number, "proof", case.version)
    lines = [case.pk]
    if not deed.poor and rng.random() < 0.6:
        near = {d.case_id: d for d in hands.deciding.next_of(deed, case.bundle_id or 0, deed.moment + DAY)}
        same = Task.objects.filter(pk__in=near, proof=proof, case__domain=case.domain, case__state__in=OPEN)
        lines += list(same.values_list("pk", flat=True)[:3]) if near else []
        hands.moved |= {(pk, near[pk].version) for pk in lines[1:]}
    note = deed.more.get("says") or proof_texts.proof_note(kind or "record", rng, poor=deed.poor)
    files, code = [], None
    if proof in ("photo", "onsite"):
        scene = SCENES.get(case.domain, "extinguisher")
        name, data = hands.photo(scene, "after", case.number, case.unit, deed.moment)
        files = [evidence.attach(data, name, unit_id=case.unit_id, unit_path=case.unit_path, by=by, at=deed.moment).pk]
    if proof == "onsite":
        code = Place.objects.filter(below(case.unit_path)).order_by("pk").values_list("code", flat=True).first()
    record = notices.make_record(case.unit, title=case.title, text=note, files=files, place_code=code, by=by, at=deed.moment)
    notices.submit_lines(lines, record=record, by=by, at=deed.moment)
    (hands.poor.update if deed.poor else hands.poor.difference_update)(lines)
    if rule == "doubt" and rng.random() < 0.03:
        for held in hands.folk.holders(hands.deciding.above(case.unit_path), RUN, deed.moment)[:1]:
            hands.write(deed.moment, rng.uniform(4, 30), held.person_id, "doubt", case.pk)


def not_apply(hands: Hands, deed: Deed, by: Actor) -> None:
    notices.ask_not_applicable(hands.case(deed), why="本校没有这一项", by=by, at=deed.moment)


def answer_na(hands: Hands, deed: Deed, by: Actor) -> None:
    """The level above agrees that it does not apply, or does not."""
    case = hands.case(deed)
    if hands.chance(case.number, "na").random() < 0.7:
        cases.advance(case, "agree_na", by=by, at=deed.moment)
    else:
        cases.advance(case, "refuse_na", by=by, at=deed.moment, given={"note": "你校有，照办"})


def verify(hands: Hands, deed: Deed, by: Actor) -> None:
    """Open what was handed in, then confirm it or send it back."""
    case = hands.case(deed)
    rng = hands.chance(case.number, "verify", case.version)
    if rng.random() < 0.01 and Task.objects.filter(pk=case.pk).exclude(proof="declared").exists():
        with hands.refusing(deed, by, "E-task-look"):
            notices.verify_line(case.pk, by=by, at=deed.moment)
    notices.look(case, by=by, at=deed.moment)
    passes = people_habits.passes(hands.folk.habit(by.person_id), case.pk in hands.poor, rng)
    if passes and not deed.more.get("why"):
        notices.verify_line(case, by=by, at=deed.moment + timedelta(minutes=1), note=rng.choice(proof_texts.VERIFIED))
        return
    kind = Task.objects.values_list("obligation__evidence_kind", flat=True).get(pk=case.pk) or "record"
    why = deed.more.get("why") or proof_texts.return_reason(kind, rng)
    notices.return_line(case, note=why, by=by, at=deed.moment + timedelta(minutes=1))


def doubt(hands: Hands, deed: Deed, by: Actor) -> None:
    """The level above looks again at what was only declared."""
    notices.doubt(deed.case_id, note="说的和现场不一样，重查", by=by, at=deed.moment)


# ── time and people ────────────────────────────────────────────────────────────────────────────────────────────────────


def ask_time(hands: Hands, deed: Deed, by: Actor) -> None:
    """Ask for a later limit; who asked does not decide."""
    case = hands.case(deed)
    if case.state not in ("rectifying", "major_rectifying", "doing", "returned") or case.due_at <= deed.moment:
        return
    if TimeRequest.objects.filter(case=case, decided_at__isnull=True).exists():
        return
    rng = hands.chance(case.number, "time")
    until = due_on(max(deed.more["until"], case.due_at), 1)
    request = cases.ask_time(case, until=until, why=rng.choice(HELD_UP), by=by, at=deed.moment)
    above = [h for h in hands.folk.holders(hands.deciding.above(case.unit_path), RUN, deed.moment) if h.person_id != by.person_id]
    if above:
        hands.write(deed.moment, rng.uniform(0.5, 7), above[0].person_id, "decide_time", request=request.pk)


def decide_time(hands: Hands, deed: Deed, by: Actor) -> None:
    """Granted or not; the limit first given stays on the case either way."""
    request = TimeRequest.objects.select_related("case").get(pk=deed.more["request"])
    if request.decided_at or request.case.closed_at:
        return
    granted = hands.chance("time", request.pk).random() < 0.65
    says = "同意，只此一次" if granted else "不同意，加派人手按期办完"
    cases.decide_time(request, granted=granted, decision=says, by=by, at=deed.moment)


def urge(hands: Hands, deed: Deed, by: Actor) -> None:
    case = hands.case(deed)
    cases.urge(case, note="请今天办，办不了说一声", by=by, at=deed.moment)
    hands.deciding.urged(case.pk, deed.moment)


def assign(hands: Hands, deed: Deed, by: Actor) -> None:
    """Hand it to somebody else of the unit."""
    case = hands.case(deed)
    if case.kind == "task":
        notices.assign_lines([case.pk], to_person=deed.more["to"], by=by, at=deed.moment)
    else:
        cases.assign(case, to_person=deed.more["to"], by=by, at=deed.moment)


def note(hands: Hands, deed: Deed, by: Actor) -> None:
    cases.note(deed.case_id, text=deed.more["says"], by=by, at=deed.moment)


VERBS: dict[str, Doing] = {
    "receive": receive, "submit": submit, "not_apply": not_apply, "answer_na": answer_na, "verify": verify, "doubt": doubt,
    "ask_time": ask_time, "decide_time": decide_time, "urge": urge, "assign": assign, "note": note,
}  # fmt: skip
