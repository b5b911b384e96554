"""Links of the morning's mail: for what waits to be answered in one tap, so that nobody has to sign in for a receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from anlan.work.cases.models import Case
from anlan.work.doors import rules
from anlan.work.doors.actions import Wanted, short_links


def ways(told: Mapping[int, Sequence[int]], at: datetime) -> dict[tuple[int, int], tuple[str, str]]:
    """person -> cases they are told of; (person, case) -> (word, address) where a link does something for them.

    Lines of one dossier have one link: it receives them all.
    """
    answers = [a for a in rules.ANSWERS.values() if a.digest]
    ids = {case for cases in told.values() for case in cases}
    rows = Case.objects.filter(pk__in=ids, closed_at=None, sealed=False, kind__in={a.kind for a in answers})
    known = {pk: (kind, state, path, bundle) for pk, kind, state, path, bundle in rows.values_list(*COLUMNS)}
    chosen: dict[tuple[int, int], Wanted] = {}
    for person, cases in told.items():
        taken: dict[tuple[str, int], Wanted] = {}
        for case in cases:
            if case not in known:
                continue
            kind, state, path, bundle = known[case]
            answer = next((a for a in answers if a.kind == kind and state in a.states), None)
            if answer is not None:
                one = taken.setdefault((answer.key, bundle or -case), Wanted(person, case, path, answer.key))
                chosen[person, case] = one
    made = short_links(chosen.values(), at=at) if chosen else {}
    return {key: (_word(wanted, known), made[wanted]) for key, wanted in chosen.items()}


COLUMNS = ("pk", "kind", "state", "unit_path", "bundle_id")


def _word(wanted: Wanted, known: Mapping[int, tuple[str, str, str, int | None]]) -> str:
    return str(rules.ANSWERS[known[wanted.case_id][0], wanted.key].words)
