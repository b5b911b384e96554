"""The demo city: its clock, its cast, and the story of the pictures in it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from anlan.kernel import clock, engine, settings_store
from anlan.kernel.acting import acting
from anlan.kernel.clock import local
from anlan.registers.calendar.models import Term
from anlan.registers.calendar.queries import calendar_for
from anlan.registers.org.models import Unit
from anlan.registers.people.models import Person
from anlan.registers.people.queries import actor_for
from anlan.work.cases import queries
from anlan.work.cases.models import Case
from anlan.work.checks.models import Check, Round, Walk
from anlan.work.checks.queries.differences import compared
from anlan.work.checks.queries.places import unsealed
from anlan.work.instructions.models import Instruction, Order
from anlan.work.tips.models import Tip
from sim import checks, rounds, story
from sim.management.commands.demo import CAST, OFFSET
from tests.real_rows import copied_database

pytestmark = pytest.mark.xdist_group("rehearsal")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    from django.test import override_settings

    with django_db_blocker.unblock(), copied_database(), override_settings(ANLAN_EVIDENCE_DIR=tmp_path_factory.mktemp("evidence")):
        troubles = io.StringIO()
        call_command("demo", schools=4, days=8, stderr=troubles)
        clock.forget_offset()
        yield troubles
        clock.forget_offset()


def waiting(name):
    actor = actor_for(Person.objects.get(name=name), story.NOW)
    with acting(actor):
        return queries.waiting(actor)


def test_its_clock_stands_in_the_week_before_the_break_and_runs(demo):
    assert abs(clock.now() - story.NOW) < timedelta(minutes=5)
    assert engine.tick(clock.now()).paused == ""


def test_a_later_start_goes_on_where_the_engine_stood(demo):
    last = datetime.fromisoformat(settings_store.read(engine.LAST))
    settings_store.write(OFFSET, (last - clock.wall() + timedelta(days=40)).total_seconds())
    clock.forget_offset()
    assert engine.tick(clock.now()).paused
    call_command("demo", resume=True)
    assert abs(clock.now() - last) < timedelta(minutes=1) and engine.tick(clock.now()).paused == ""


def test_its_week_is_the_one_before_its_winter_break(demo):
    kindergarten = Unit.objects.filter(kind="school", stage__in=("kindergarten", "primary", "junior")).first()
    days = calendar_for(kindergarten.unit_path)
    gap = next(b for b in days.breaks if b.first > local(story.NOW).date())
    assert timedelta(days=1) <= gap.first - local(story.NOW).date() <= timedelta(days=8)
    assert gap.first == local(story.WEEK_ENDS).date() and not days.is_workday(gap.first)
    assert all("虚构" in source for source in Term.objects.filter(school_year=2026).values_list("source", flat=True))


def test_a_start_after_the_week_is_over_is_set_back_into_it(demo):
    kept = settings_store.read(engine.LAST)
    try:
        settings_store.write(engine.LAST, (story.WEEK_ENDS + timedelta(days=3)).isoformat())
        call_command("demo", resume=True)
        assert abs(clock.now() - story.NOW) < timedelta(minutes=1) and engine.tick(clock.now()).paused == ""
    finally:
        settings_store.write(engine.LAST, kept)
        call_command("demo", resume=True)


def test_a_city_that_is_there_is_not_made_again(demo):
    with pytest.raises(CommandError):
        call_command("demo")


def test_every_invariant_holds_in_it(demo):
    assert checks.run(clock.now(), whole=True) == []


def test_the_cast_is_offered_with_the_walk(demo):
    kept = settings_store.read(CAST)
    assert {p["username"] for p in kept["people"]} <= set(Person.objects.values_list("username", flat=True))
    assert len(kept["people"]) >= 6 and len(kept["walk"]) == 6


def test_the_safety_officer_of_the_pictures_has_a_handful_to_do_and_one_late(demo):
    mine = waiting("周敏")
    assert 4 <= len(mine) <= 7
    assert [c.title for c in mine if c.due_at < story.NOW] == [story.HOSE.title]


def test_the_stair_waits_for_the_review_of_the_district_under_listed_supervision(demo):
    case = Case.objects.select_related("hazard").get(kind="hazard", title=story.STAIRS.title)
    assert (case.state, case.level, case.hazard.list_number) == ("accepted", "major", "〔2026〕9号")
    assert case in waiting("何静") and local(case.hazard.on_site_at).hour == 9


def test_the_letter_to_parents_came_back_this_morning(demo):
    line = Case.objects.get(kind="task", unit__name="青禾中学", title__contains="告家长书")
    assert line.state == "returned" and local(line.since).date() == story.NOW.date() and line in waiting("周敏")


def test_the_head_of_the_pictures_has_a_responsibility_letter_to_confirm(demo):
    (letter,) = [c for c in waiting("陆怀民") if c.kind == "pledge"]
    assert letter.state == "asked" and letter.due_at > story.NOW


def drawn(stage):
    return list(Check.objects.filter(stage=stage).select_related("round", "case", "unit", "office"))


def test_a_round_of_self_checks_runs_with_re_check_and_sample_drawn_and_what_they_found_beside_it(demo):
    round_ = Round.objects.get(title=rounds.TITLE)
    assert round_.state == "open" and round_.recheck_drawn_at and round_.sample_drawn_at
    assert {c.state for c in drawn("recheck")} == {"handed"} and drawn("sample")
    actor = actor_for(Person.objects.get(name="沈知远"), story.NOW)
    with acting(actor):
        assert compared(round_).count >= 1
    given = [c for c in drawn("recheck") if c.office.name == "临漪区教育局"]
    assert given and {c.case.owner_id for c in given} == {c.handed_by_id for c in given}  # handed to a colleague by name, who made it


def test_the_closing_down_check_found_two_laboratories_open(demo):
    check = Check.objects.select_related("round").get(round__sort="closing", unit__name="青禾中学")
    assert check.round.state == "open" and check.state == "to_do"
    actor = actor_for(Person.objects.get(name="何静"), story.NOW)
    with acting(actor):
        assert [name for name in unsealed(check, story.NOW) if "没有锁" in name and "实验室" in name] == unsealed(check, story.NOW)
        assert len(unsealed(check, story.NOW)) == 2


def test_three_tips_came_by_the_codes_one_waits_one_is_a_hazard_one_went_above(demo):
    tips = {t.case.state: t for t in Tip.objects.select_related("case", "about", "hazard", "case__unit")}
    assert set(tips) == {"received", "accepted", "looking"} and tips["accepted"].hazard.kind == "hazard"
    above = tips["looking"]
    assert above.about_leader and above.case.unit.name == "临漪区教育局" and above.case in waiting("何静")


def test_the_leader_walked_and_gave_an_instruction_with_two_tasks_one_of_them_reported(demo):
    assert {w.unit.name for w in Walk.objects.select_related("unit")} == {"听涛小学", "青禾中学"}
    said = Instruction.objects.get()
    assert said.leader_name == "顾海平" and said.case.title == story.STAIRS.title
    first, second = Order.objects.filter(instruction=said).select_related("case").order_by("pk")
    assert first.case.state == "reported" and first.case in waiting("顾海平")
    assert second.case.state == "handed" and second.case.opened_at > said.at


def test_nothing_of_it_was_refused_or_broke(demo):
    report = demo.getvalue()
    assert "round" not in report, report
