"""Checks of hazards and notices: a stopped room stays stopped, what counts as done is done, no line is lost."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.work.hazards.rules import LIFTABLE, MACHINE
from anlan.work.notices.models import PUBLISHED, Notice
from anlan.work.notices.queries.planning import addressed_units, reachable
from anlan.work.notices.rules import FULFILLING, enough
from sim.spans import Span


def major_hazards_stop_the_place(span: Span) -> Iterator[str]:
    """An open major hazard at a place has a control running there, unless two people lifted it after the review."""
    for number, state in span.rows(
        "select c.number, c.state from cases_case c where c.kind = 'hazard' and c.level = 'major' and c.closed_at is null "
        "and c.place_id is not null and not exists (select 1 from places_control p where p.case_id = c.id and p.place_id = c.place_id "
        "and (p.lifted_at is null or (p.lifted_by_id <> p.asked_by_id and c.state = any(%(liftable)s))))",
        liftable=sorted(LIFTABLE),
    ):
        yield f"{number} in {state}: nothing stops its place"


def two_people_lift(span: Span) -> Iterator[str]:
    """Whoever asked that a place be opened again is not who opened it, and asked before."""
    for pk, asked, lifted in span.rows(
        "select id, asked_by_id, lifted_by_id from places_control where lifted_at is not null "
        "and (asked_by_id is null or lifted_by_id is null or asked_by_id = lifted_by_id or asked_at > lifted_at or since > lifted_at)"
    ):
        yield f"control {pk} was asked for by {asked} and lifted by {lifted}"


def listed_hazards_are_closed_by_the_lister(span: Span) -> Iterator[str]:
    """Under listed supervision only somebody of the body that listed it closes, by whichever verb; one without an account is spoken
    for from above. Looking again at what was closed out closes nothing."""
    for number, verb, actor in span.rows(
        "select c.number, e.verb, e.actor from ledger_entry e join cases_case c on c.id = e.case_id join org_unit l on l.id = c.lister_id "
        "where c.kind = 'hazard' and e.now = any(%(closed)s) and not coalesce(e.was, '') = any(%(ended)s) and e.at >= %(since)s "
        "and exists (select 1 from ledger_entry s where s.case_id = c.id and s.verb = 'list' and s.at <= e.at) "
        "and exists (select 1 from people_grant g where g.unit_path = l.unit_path "
        "and g.starts <= e.at::date and (g.ends is null or g.ends >= e.at::date)) and not exists (select 1 from people_grant g "
        "join org_unit u on u.unit_path = g.unit_path where g.person_id = e.actor and (u.id = l.id or u.parent_id = l.id "
        "and u.kind = 'department'))",
        closed=sorted(MACHINE.closed), ended=sorted({*MACHINE.closed, "looking_back", "major_looking_back"}),
    ):  # fmt: skip
        yield f"{number} was closed ({verb}) by person {actor}, who is not of the body that listed it"


def done_means_proved(span: Span) -> Iterator[str]:
    """A closed line is what its rule takes for done, with a proof of its level; what was confirmed was looked at first."""
    for number, state, rule, proof, title, text, files, images, scanned in span.rows(
        "select c.number, c.state, t.rule, t.proof, r.title, r.text, cardinality(r.files), r.images, r.scanned_at from cases_case c "
        "join notices_task t on t.case_id = c.id left join lateral (select r.* from notices_proof p "
        "join notices_record r on r.id = p.record_id where p.case_id = c.id order by p.at desc, p.id desc limit 1) r on true "
        "where c.state in ('verified', 'sampled', 'declared') and c.closed_at >= %(since)s and not coalesce("
        "c.state = any(case t.rule when 'each' then %(each)s::text[] when 'sample' then %(sample)s::text[] "
        "when 'doubt' then %(doubt)s::text[] end) "
        "and (r.text <> '' or r.title <> '') and (t.proof not in ('photo', 'onsite') or r.images > 0) "
        "and (t.proof <> 'onsite' or r.scanned_at is not null), false)",
        each=list(FULFILLING["each"]), sample=list(FULFILLING["sample"]), doubt=list(FULFILLING["doubt"]),
    ):  # fmt: skip
        missing = enough(proof, text=text or title or "", files=(files or 0) - (images or 0), images=images or 0, scanned=bool(scanned))
        yield f"{number} is {state} under the rule {rule} with proof {proof}, missing {missing or 'another way of confirming'}"
    for number, actor in span.rows(
        "select c.number, e.actor from ledger_entry e join cases_case c on c.id = e.case_id join notices_task t on t.case_id = c.id "
        "where e.verb = 'verify' and e.at >= %(since)s and t.proof <> 'declared' and not exists "
        "(select 1 from notices_look l where l.case_id = c.id and l.person_id = e.actor)"
    ):
        yield f"{number} was confirmed by person {actor}, who never opened the proof"


def samples_carry_what_passed_with_them(span: Span) -> Iterator[str]:
    """A line passed by a sample stands in a round that passed, and every line drawn in it was confirmed or taken out."""
    for (number,) in span.rows(
        "select c.number from cases_case c join notices_task t on t.case_id = c.id where c.state = 'sampled' and c.closed_at >= %(since)s "
        "and not exists (select 1 from notices_sample s where s.obligation_id = t.obligation_id and s.unit_path = t.group_path "
        "and s.result = 'passed')"
    ):
        yield f"{number} passed with a sample that did not"
    for clause, path, number, state in span.rows(
        "select s.obligation_id, s.unit_path, c.number, c.state from notices_sample s join cases_case c on c.id = any(s.drawn) "
        "where s.result = 'passed' and s.judged_at >= %(since)s and c.state in ('sent', 'doing', 'submitted', 'sampled') "
        "and not exists (select 1 from notices_sample n where n.obligation_id = s.obligation_id and n.unit_path = s.unit_path "
        "and n.round > s.round) and c.since <= s.judged_at"
    ):
        yield f"the sample of clause {clause} in {path} passed with {number} in {state}"


def no_line_is_lost(span: Span) -> Iterator[str]:
    """The lines of a notice are the sum of its dossiers and of those it is addressed to; bounded clauses went out changed or not at all."""
    for number, said, lines, dossiers in span.rows(
        "select n.number, n.lines, (select count(*) from notices_task t where t.notice_id = n.id), "
        "(select coalesce(sum(d.lines), 0) from notices_dossier d where d.notice_id = n.id) from notices_notice n "
        "where n.state in ('published', 'withdrawn') and (n.lines <> (select count(*) from notices_task t where t.notice_id = n.id) "
        "or n.lines <> (select coalesce(sum(d.lines), 0) from notices_dossier d where d.notice_id = n.id) "
        "or n.units <> (select count(*) from notices_dossier d where d.notice_id = n.id))"
    ):
        yield f"{number} says {said} lines, has {lines}, its dossiers hold {dossiers}"
    for number, title in span.rows(
        "select n.number, o.title from notices_obligation o join notices_notice n on n.id = o.notice_id where n.state = 'published' "
        "and o.bounded <> '' and o.resolution = '' and o.state <> 'dropped'"
    ):
        yield f"{number}: the bounded clause {title} went out as it stood"
    yield from _addressees(span)


def _addressees(span: Span) -> Iterator[str]:
    new = Notice.objects.filter(state=PUBLISHED, published_at__gte=span.since).select_related("unit")
    for notice in new:
        units = reachable(notice, span.at)
        for clause in notice.obligations.exclude(state="dropped"):
            wanted = {u.pk for u in addressed_units(clause, units)} if clause.is_sent else set()
            got = {row[0] for row in _units_of(clause.pk)}
            if wanted != got:
                yield f"{notice.number} {clause.title}: {len(wanted - got)} units without a line, {len(got - wanted)} with one too many"


def _units_of(clause: int) -> list[tuple[int]]:
    from anlan.work.notices.models import Task

    return list(Task.objects.filter(obligation_id=clause).values_list("case__unit_id"))


CHECKS = (
    major_hazards_stop_the_place, two_people_lift, listed_hazards_are_closed_by_the_lister, done_means_proved,
    samples_carry_what_passed_with_them, no_line_is_lost,
)  # fmt: skip
