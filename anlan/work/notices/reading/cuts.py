"""Whether two segments that stand side by side are one obligation or two: the rules of ``group`` looked over by fitted weights.

The rules decide; the weights overrule them only where they are sure. Clues are how the second segment begins, what
both ask and prove, who does them, and what the rules said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .choice import spoken, worded
from .domains import act_of, evidence_of, thing_of
from .group import Draft
from .judge import judge
from .logit import Weights, chances
from .segments import Segment
from .subjects import subject_of
from .times import own_time

#: From how far above and below one half the weights overrule the rules. Our own choice: most gain for least change.
MARGIN = 0.15


@dataclass(frozen=True)
class Joint:
    """Two neighbouring segments of obligations in one clause; ``parted`` when the rules made two of them."""

    before: Segment
    after: Segment
    first: bool
    parted: bool
    sizes: tuple[int, int]


def joints(drafts: Sequence[Draft]) -> Iterator[Joint]:
    """The joints of the obligations of one sentence, from left to right."""
    last: tuple[int, Draft, Segment] | None = None
    for number, draft in enumerate(d for d in drafts if d.label == "obligation"):
        segments = [*draft.lead, *draft.segments]
        for place, segment in enumerate(segments):
            led = last is not None and any(last[2] is s for s in last[1].lead)
            if last is not None and last[1].clause == draft.clause and not led:
                yield Joint(last[2], segment, last[0] == 0, place == 0, (len(last[1].segments), len(draft.segments)))
            last = number, draft, segment


def clues(joint: Joint) -> dict[str, float]:
    """The named clues of a joint with their values."""
    one, two = joint.before.text, joint.after.text
    out = worded(
        ("^1", two[:6], 1, 0.25), ("^", two[:6], 2, 0.5), ("$", one[-4:], 2, 0.4), ("%", two[-4:], 2, 0.4), ("<", one, 2, 0.15),
        (">", two, 2, 0.25),
    )  # fmt: skip
    out |= {"parted": float(joint.parted), "mark:" + joint.before.delim: 0.5, "first": float(joint.first)}
    out["head:" + two[:1]], out["head:" + two[:2]] = 0.5, 0.7
    out |= {"after " + k: 0.3 for k in spoken(two)} | {"before " + k: 0.2 for k in spoken(one)}
    doer, other = subject_of(one), subject_of(two)
    out["doer:" + ("+".join(other.roles) if other else "-")] = 0.6
    out[f"doers:{bool(doer)}{bool(other)}"] = 0.4
    out["same doer"] = float(bool(doer and other and doer.roles == other.roles))
    said, next_said = judge(one, False), judge(two, True)
    out |= {f"is:{said.kind}": 0.5, f"then:{next_said.kind}": 0.6, f"{said.kind}>{next_said.kind}": 0.6, f"key:{next_said.key}": 0.4}
    proof, next_proof = evidence_of(one), evidence_of(two)
    out |= {f"proof:{next_proof}": 0.5, f"proofs:{proof}>{next_proof}": 0.5, "same proof": float(proof == next_proof)}
    act, next_act, thing = act_of(one, []), act_of(two, []), thing_of(two)
    out |= {f"act:{next_act}": 0.4, f"acts:{act}>{next_act}": 0.4, f"thing:{thing is not None}": 0.3}
    out["same thing"] = float(thing_of(one) == thing)
    out[f"timed:{own_time(two) is not None}"] = 0.5
    out["length before"], out["length after"] = min(len(one), 30) / 30, min(len(two), 30) / 30
    out[f"many before:{min(joint.sizes[0], 4)}"] = out[f"many after:{min(joint.sizes[1], 4)}"] = 0.4
    return out


def parted(weights: Weights, joint: Joint) -> bool:
    """Whether the two segments are two obligations."""
    chance = chances(weights, [clues(joint), {}])[0]
    return joint.parted if abs(chance - 0.5) <= MARGIN else chance > 0.5


def settled(drafts: Sequence[Draft], weights: Weights) -> list[Draft]:
    """The drafts of one sentence, parted and joined anew where the weights are sure."""
    if not weights:
        return list(drafts)
    anew = {id(j.after): not j.parted for j in joints(drafts) if parted(weights, j) != j.parted}
    if not anew:
        return list(drafts)
    out: list[Draft] = []
    for draft in drafts:
        for piece in _pieces(draft, anew):
            before = out[-1] if out else None
            opening = (piece.lead or piece.segments)[0]
            if before and before.label == piece.label == "obligation" and anew.get(id(opening)) is False:
                before.segments = [*before.segments, *piece.lead, *piece.segments]
                before.bounded = before.bounded or piece.bounded
            else:
                out.append(piece)
    return out


def _pieces(draft: Draft, anew: dict[int, bool]) -> Iterable[Draft]:
    places = [n for n, s in enumerate(draft.segments) if n and anew.get(id(s))]
    if draft.label != "obligation" or not places:
        return [draft]
    out = []
    for begin, end in zip([0, *places], [*places, len(draft.segments)], strict=True):
        segments = draft.segments[begin:end]
        if not begin:
            out.append(Draft(
                segments, draft.judgement, draft.label, draft.lead, draft.roles, draft.by_roles, draft.first_in_sentence, draft.clause,
                draft.closed, draft.bounded,
            ))  # fmt: skip
            continue
        doer = subject_of(segments[0].text)
        roles = doer.roles if doer and not doer.by else draft.roles
        by = doer.roles if doer and doer.by else ()
        out.append(Draft(segments, judge(segments[0].text, True), draft.label, [], roles, by, clause=draft.clause, bounded=draft.bounded))
    return out
