"""Units in the tree: paths, moving, closing, supervising, and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.errors import NotYours, Refused
from anlan.kernel.ledger import queries as ledger
from anlan.registers.org import actions, queries, rules
from anlan.registers.org.models import Link, Supervision, Unit
from anlan.registers.people import actions as people
from anlan.registers.people.models import Contact, Grant
from anlan.registers.people.queries import actor_for, holders_at
from anlan.registers.places.models import Place
from anlan.work.cases import actions as cases
from anlan.work.cases.models import Case
from tests import errand
from tests.cast import START, Cast

DAY = timedelta(days=1)


def paths_holding(prefix: str) -> dict[str, int]:
    """Tables with rows whose path begins so."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("select table_name from information_schema.columns where column_name = 'unit_path' and table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" where unit_path like %s', [prefix + "%"])
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


def test_a_moved_school_takes_everything_along_and_old_grants_keep_working(cast: Cast) -> None:
    errand.register()
    green, west, old = cast.units["green"], cast.units["west"], cast.units["green"].unit_path
    with acting(cast.chen):
        case = cases.open_case("errand", green, title="擦黑板", by=cast.chen, at=START)
    before = {t: n for t, n in paths_holding(old).items() if not t.startswith("outbox_")}
    with acting(cast.lin):
        moved = actions.move_unit(green, west, why="区划调整", by=cast.lin, at=START)
    assert moved.parent == west and moved.unit_path.startswith(west.unit_path)
    after = {t: n for t, n in paths_holding(moved.unit_path).items() if not t.startswith("outbox_")}
    assert after == before and before["org_unit"] == 2 and "cases_case" in before and "people_grant" in before
    assert not {t: n for t, n in paths_holding(old).items() if not t.startswith("outbox_")}
    chen, wu, zhao = (actor_for(cast.people[n], START) for n in ("chen", "wu", "zhao"))
    with acting(chen):
        assert Case.objects.filter(pk=case.pk).exists() and Place.objects.count() == 2
        cases.advance(case.pk, "finish", by=chen, at=START, given={"note": "擦了"})
    with acting(wu):
        assert Case.objects.filter(pk=case.pk).exists()
        assert queries.supervisor_of(moved.unit_path, "fire", START) == west
    with acting(zhao):
        assert not Case.objects.filter(pk=case.pk).exists()
    assert [t.verb for t in ledger.unit_trail(green.pk, ["unit.move"])] == ["unit.move"]


def test_a_department_may_not_leave_for_itself_nor_a_school_below_a_school(cast: Cast) -> None:
    for unit, to in (("green", "hill"), ("east", "green"), ("office", "office")):
        with pytest.raises((Refused, NotYours)):
            actions.move_unit(cast.units[unit], cast.units[to], why="x", by=SYSTEM, at=START)


def test_only_somebody_above_both_places_moves_a_school(cast: Cast) -> None:
    with pytest.raises(NotYours), acting(cast.zhao):
        actions.move_unit(cast.units["green"], cast.units["west"], why="x", by=cast.zhao, at=START)


def test_a_hundredth_school_gets_a_path_of_its_own(cast: Cast) -> None:
    city = cast.units["city"]
    paths = [actions.open_unit(city, kind="school", name=f"第{n}学校", by=SYSTEM, at=START).unit_path for n in range(103)]
    assert len(set(paths)) == 103 and "1.100." in paths


def test_a_closed_unit_keeps_its_history_and_has_no_posts_from_tomorrow(cast: Cast) -> None:
    tiny = cast.units["tiny"]
    with acting(cast.zhao):
        actions.close_unit(tiny, why="并入白鹭小学", by=cast.zhao, at=START)
    assert tiny.closed_on and not queries.under(cast.units["east"].unit_path, at=START + DAY).filter(pk=tiny.pk).exists()
    assert actor_for(cast.people["tiny"], START).grants and not actor_for(cast.people["tiny"], START + DAY).grants
    assert Grant.objects.filter(person=cast.people["tiny"]).exists()
    with acting(cast.zhao):
        actions.reopen_unit(tiny, why="撤错了", by=cast.zhao, at=START + DAY)
    assert tiny.closed_on is None


def test_a_unit_with_open_ones_below_is_not_closed(cast: Cast) -> None:
    with pytest.raises(Refused, match="E-unit-open-below"), acting(cast.zhao):
        actions.close_unit(cast.units["green"], why="x", by=cast.zhao, at=START)


def test_a_dated_supervisor_ends_the_one_before_and_only_in_its_domain(cast: Cast) -> None:
    green, town, west = cast.units["green"], cast.units["town"], cast.units["west"]
    today = START.date()
    with acting(cast.zhao):
        actions.supervise(green, domain="", supervisor=west, starts=today - 9 * DAY, basis="", by=cast.zhao, at=START)
        actions.supervise(green, domain="food", supervisor=town, starts=today, basis="", by=cast.zhao, at=START)
        assert queries.supervisor_of(green.unit_path, "food", START) == town
        assert queries.supervisor_of(green.unit_path, "food", START - DAY) == west
        assert queries.supervisor_of(green.unit_path, "fire", START) == west
        actions.supervise(green, domain="food", supervisor=west, starts=today + 5 * DAY, basis="", by=cast.zhao, at=START)
        assert queries.supervisor_of(green.unit_path, "food", START + 4 * DAY) == town
        assert queries.supervisor_of(green.unit_path, "food", START + 5 * DAY) == west
        row = Supervision.objects.get(unit=green, domain="", ends=None)
        actions.end_supervision(row, ends=today, by=cast.zhao, at=START)
        assert queries.supervisor_of(green.unit_path, "fire", START + DAY) == cast.units["east"]
        assert {s.domain for s in queries.exceptions(cast.units["east"].unit_path, START)} == {"", "food"}


def test_a_school_names_no_supervisor_for_itself(cast: Cast) -> None:
    with pytest.raises(NotYours), acting(cast.lu):
        actions.supervise(
            cast.units["green"], domain="", supervisor=cast.units["west"], starts=START.date(), basis="", by=cast.lu, at=START
        )


def test_a_link_taken_away_by_mistake_comes_back_the_same_day(cast: Cast) -> None:
    green, town = cast.units["green"], cast.units["town"]
    with acting(cast.chen):
        row = actions.link(green, town, domain="fire", by=cast.chen, at=START)
        actions.unlink(row, by=cast.chen, at=START)
        assert [x.unit_path for x in queries.links_of(green.unit_path, "fire", START)] == [cast.units["east"].unit_path]
        actions.link(green, town, domain="fire", by=cast.chen, at=START)
    assert Link.objects.filter(unit=green).count() == 1


def test_bureaus_keep_outside_bodies_and_schools_do_not(cast: Cast) -> None:
    with acting(cast.zhao):
        body = actions.open_unit(None, kind="outside", outside_kind="gas", name="云汀燃气", by=cast.zhao, at=START)
        actions.change_unit(body, duty_phone="96777", by=cast.zhao, at=START)
    with pytest.raises(NotYours), acting(cast.chen):
        actions.open_unit(None, kind="outside", outside_kind="gas", name="另一家", by=cast.chen, at=START)
    with acting(cast.chen):
        assert Unit.objects.filter(pk=body.pk).update(duty_phone="0") == 0  # the database says no as well


def test_an_account_administrator_keeps_registers_without_seeing_a_case(cast: Cast) -> None:
    errand.register()
    with acting(cast.chen):
        case = cases.open_case("errand", cast.units["green"], title="擦黑板", by=cast.chen, at=START)
    with acting(cast.admin):
        assert not Case.objects.filter(pk=case.pk).exists()
        actions.change_unit(cast.units["green"], code="G-1", by=cast.admin, at=START)
        assert Contact.objects.filter(person=cast.people["chen"]).exists()
        people.open_post(cast.units["green"], role="guard", title="门卫", by=cast.admin, at=START)


def test_a_department_head_of_a_school_holds_no_office_of_the_district(cast: Cast) -> None:
    from anlan.work.cases.standing import holds_at as holds

    post = people.open_post(cast.units["office"], role="leader", title="总务处主任", by=SYSTEM, at=START - DAY)
    people.give(cast.people["liang"], post, starts=(START - DAY).date(), by=SYSTEM, at=START - DAY)
    liang = actor_for(cast.people["liang"], START)
    inner = next(g for g in liang.grants if g.path == cast.units["office"].unit_path)
    assert holds(inner, cast.units["green"].unit_path)
    assert not holds(inner, cast.units["east"].unit_path) and not holds(inner, cast.units["city"].unit_path)
    named = {h.person_id for h in holders_at(cast.units["east"].unit_path, ["leader"], START)}
    assert named == {cast.people["qian"].pk}
    assert cast.people["liang"].pk in {h.person_id for h in holders_at(cast.units["green"].unit_path, ["leader"], START)}


def test_rights_are_what_the_rules_say(cast: Cast) -> None:
    green, east = cast.units["green"], cast.units["east"]
    assert rules.may_run(cast.zhao, green.unit_path, "school") and not rules.may_run(cast.qian, green.unit_path, "school")
    assert not rules.may_run(cast.chen, green.unit_path, "school") and rules.may_tell(cast.lu, green.unit_path, "school")
    assert not rules.may_tell(cast.su, green.unit_path, "school") and not rules.may_tell(cast.feng, green.unit_path, "school")
    assert rules.may_open(cast.chen, green.unit_path, "department") and not rules.may_open(cast.su, green.unit_path, "department")
    assert rules.may_tell(cast.zhao, east.unit_path, "district") and not rules.may_run(cast.zhao, east.unit_path, "district")
    assert not rules.may_tell(cast.xu, cast.units["town"].unit_path, "outside")


def test_a_school_registers_no_school_below_itself(cast: Cast) -> None:
    with pytest.raises(Refused, match="E-unit-fit"), acting(cast.chen):
        actions.open_unit(cast.units["green"], kind="school", name="分校", by=cast.chen, at=START)


def test_a_name_is_taken_once_below_one_parent(cast: Cast) -> None:
    with pytest.raises(Refused, match="E-unit-same"), acting(cast.zhao):
        actions.open_unit(cast.units["east"], kind="school", name="青禾中学", by=cast.zhao, at=START)
    with acting(cast.wu):
        actions.open_unit(cast.units["west"], kind="school", name="青禾中学", by=cast.wu, at=START)
