"""The clues from which the domain of an obligation is chosen: act, thing, headings, title, neighbours, who, proof."""

from __future__ import annotations

from collections.abc import Sequence

from .domains import BY_ACT, BY_THING, GENERAL, Around, act_of, thing_last, thing_scores, topic_of

DOMAINS = (
    "leadership", "risk", "publicity", "disputes", "threat", "parents_letter", "hazards", "peak_patrol", "key_areas", "chemicals",
    "gas", "gate", "bus", "building", "education_drill", "duty", "incident_report", "emergency_response", "inspection",
    "accountability", "epidemic", "traffic", "fire", "food", "weather", "other",
)  # fmt: skip
_ACTS = {name for name, _ in BY_ACT}
_THINGS = {name for name, _ in BY_THING}


def _shares(text: str) -> dict[str, float]:
    scores = thing_scores(text)
    total = sum(scores.values())
    return {name: value / total for name, value in scores.items()}


def domain_clues(act: str, words: str, people: Sequence[str], evidence: str, around: Around, ruled: str) -> list[dict[str, float]]:
    """One bag of clues for each of ``DOMAINS``. ``act`` are the act segments, ``ruled`` what the hand-written order says."""
    own, all_own = _shares(act), _shares(words)
    nothing = not all_own
    first = act_of(act, list(people))
    heads = [_shares(h) for h in around.headings[:3]]
    head_acts = [act_of(h, []) for h in around.headings[:2]]
    topic = topic_of(around.title)
    title = _shares(topic)
    title_act = act_of(topic, [])
    last, title_last = thing_last(act), thing_last(topic)
    general = [name for name, pattern in GENERAL if pattern.search(act)]
    patterns = dict(BY_ACT)
    how = "bare" if nothing else "own"
    out = []
    for name in DOMAINS:
        clues: dict[str, float] = {f"is {name}": 1.0}

        def add(clue: str, value: float = 1.0, into: dict[str, float] = clues) -> None:
            into[clue] = into.get(clue, 0.0) + value

        if name == ruled:
            add("ruled")
            add(f"ruled {name}")
        if name in _ACTS or name == first:
            if name == first:
                add("act")
                add(f"act {name}")
                add(f"act {how}")
            elif name in patterns and patterns[name].search(act):
                add("act too")
        if name in own:
            add("thing", own[name])
            add(f"thing {name}", own[name])
            add("thing last", float(name == last))
            add("thing beside act" if first else "thing alone")
        elif name in all_own:
            add("thing before", all_own[name])
        for depth, shares in enumerate(heads):
            if name in shares:
                add(f"heading {min(depth, 1)} {how}", shares[name])
        for depth, spoken in enumerate(head_acts):
            if name == spoken:
                add(f"heading act {depth} {how}")
        if name in title:
            add(f"title {how}", title[name])
            add("title last", float(name == title_last))
            if nothing and not first:
                add("title, nothing else", title[name])
                add("title, only a general word" if general else "title, no word at all", title[name])
        if name == title_act:
            add(f"title act {how}")
        if name == around.before:
            add(f"before {'same' if around.same_sentence else 'other'} {how}")
            if around.same_sentence and name in _THINGS:
                add("before thing")
        if general and name == general[0]:
            add(f"general {how}")
            add(f"general {name} {how}")
        elif name in general:
            add("general too")
        for role in people:
            add(f"{role} {name}")
        add(f"{evidence} {name}", 0.7)
        out.append(clues)
    return out
