"""The responsibility chain: what is named, what posts imply, what is a gap; one by one and all at once the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.errors import NotYours
from anlan.registers.org import actions as org
from anlan.registers.org import rules as org_rules
from anlan.registers.people import actions, gaps
from anlan.registers.people.chain import chain_of, chains_of, gaps_of
from anlan.registers.people.models import ChainGap
from anlan.registers.people.rules import LAYERS
from tests.cast import LONG_AGO, START, Cast

DAY = timedelta(days=1)
TODAY = START.date()


def who(cast: Cast, unit: str, domain: str, at=START, **more) -> dict[str, str]:
    return {layer.key: layer.name for layer in chain_of(cast.units[unit].unit_path, domain, at, **more)}


def test_posts_imply_who_answers_and_what_is_missing_is_a_gap(cast: Cast) -> None:
    assert who(cast, "green", "fire") == {"leadership": "Qian", "department": "Zhao", "territory": "Xu", "school": "Lu", "post": ""}
    assert who(cast, "river", "fire") == {"leadership": "", "department": "Wu", "territory": "", "school": "", "post": "Xie"}


def test_the_only_person_of_a_small_kindergarten_answers_at_the_post_as_well(cast: Cast) -> None:
    assert who(cast, "tiny", "fire")["school"] == who(cast, "tiny", "fire")["post"] == "Tiny"


def test_a_post_for_a_domain_answers_there_and_nowhere_else(cast: Cast) -> None:
    food = actions.open_post(cast.units["east"], role="leader", title="分管后勤副局长", domain="food", by=SYSTEM, at=LONG_AGO)
    actions.give(cast.people["hao"], food, starts=LONG_AGO.date(), by=SYSTEM, at=LONG_AGO)
    boiler = actions.open_post(cast.units["office"], role="keeper", title="锅炉工", domain="gas", by=SYSTEM, at=LONG_AGO)
    actions.give(cast.people["liang"], boiler, starts=LONG_AGO.date(), by=SYSTEM, at=LONG_AGO)
    assert who(cast, "green", "food")["leadership"] == "Hao"
    assert who(cast, "green", "fire")["leadership"] == "Qian"
    assert who(cast, "green", "gas")["post"] == "Liang" and who(cast, "green", "fire")["post"] == ""
    assert who(cast, "green", "fire", keeper_post_id=boiler.pk)["post"] == "Liang"


def test_the_keeper_of_the_place_comes_before_whoever_the_unit_named_for_the_post(cast: Cast) -> None:
    boiler = actions.open_post(cast.units["office"], role="keeper", title="锅炉工", domain="gas", by=SYSTEM, at=LONG_AGO)
    actions.give(cast.people["liang"], boiler, starts=LONG_AGO.date(), by=SYSTEM, at=LONG_AGO)
    with acting(cast.chen):
        actions.name_answerable(cast.units["green"], domain="fire", layer="post", person=cast.people["su"], by=cast.chen, at=START)
    assert who(cast, "green", "fire")["post"] == "Su"
    assert who(cast, "green", "fire", keeper_post_id=boiler.pk)["post"] == "Liang"
    assert who(cast, "green", "fire", keeper_post_id=cast.posts["zhao"].pk)["post"] == "Su"  # not a post of the school


def test_a_supervisor_in_one_domain_gives_its_own_leaders(cast: Cast) -> None:
    with acting(cast.zhao):
        org.supervise(cast.units["green"], domain="food", supervisor=cast.units["west"], starts=TODAY, basis="", by=cast.zhao, at=START)
    assert who(cast, "green", "food")["department"] == "Wu" and who(cast, "green", "fire")["department"] == "Zhao"


def test_what_is_named_comes_first_the_nearest_before_those_above(cast: Cast) -> None:
    with acting(cast.lin):
        actions.name_answerable(cast.units["city"], domain="", layer="territory", outside_name="市安委办", by=cast.lin, at=START)
        actions.name_answerable(cast.units["city"], domain="", layer="school", person=cast.people["gu"], by=cast.lin, at=START)
    with acting(cast.zhao):
        actions.name_answerable(cast.units["east"], domain="fire", layer="territory", outside_name="东汀消防站", by=cast.zhao, at=START)
    with acting(cast.chen):
        actions.name_answerable(cast.units["green"], domain="fire", layer="post", post=cast.posts["liang"], by=cast.chen, at=START)
    assert who(cast, "green", "fire") | {"leadership": "", "department": ""} == {
        "leadership": "", "department": "", "territory": "东汀消防站", "school": "Lu", "post": "Liang",
    }  # fmt: skip
    assert who(cast, "green", "electric")["territory"] == "市安委办" and who(cast, "river", "fire")["territory"] == "市安委办"
    assert who(cast, "city", "fire")["school"] == "Gu"


def test_who_holds_no_post_any_more_answers_for_nothing(cast: Cast) -> None:
    with acting(cast.chen):
        actions.name_answerable(cast.units["green"], domain="fire", layer="post", person=cast.people["liang"], by=cast.chen, at=START)
    with acting(cast.lu):
        actions.end_grant(cast.grants["liang"], by=cast.lu, at=START)
    assert who(cast, "green", "fire")["post"] == "Liang" and who(cast, "green", "fire", START + DAY)["post"] == ""


def test_nobody_names_who_stands_above_them(cast: Cast) -> None:
    for layer in ("leadership", "department"):
        with acting(cast.lu), pytest.raises(NotYours):
            actions.name_answerable(cast.units["green"], domain="fire", layer=layer, person=cast.people["zhao"], by=cast.lu, at=START)
    for name in ("su", "feng", "liang"):
        by = cast.actor(name)
        with acting(by), pytest.raises(NotYours):
            actions.name_answerable(cast.units["green"], domain="fire", layer="post", person=cast.people["su"], by=by, at=START)


def _bustle(cast: Cast) -> None:
    """A city in which every rule has something to do."""
    at, day = LONG_AGO, LONG_AGO.date()
    post = actions.open_post(cast.units["east"], role="safety", title="后勤科", domain="food", by=SYSTEM, at=at)
    actions.give(cast.people["qian"], post, starts=day, by=SYSTEM, at=at)
    keeper = actions.open_post(cast.units["office"], role="keeper", title="锅炉工", domain="gas", by=SYSTEM, at=at)
    actions.give(cast.people["liang"], keeper, starts=day, by=SYSTEM, at=at)
    actions.stand_in(cast.grants["lu"], cast.people["su"], starts=TODAY, ends=TODAY + DAY, by=SYSTEM, at=START)
    org.supervise(cast.units["river"], domain="food", supervisor=cast.units["town"], starts=day, basis="", by=SYSTEM, at=at)
    org.supervise(cast.units["hill"], domain="", supervisor=cast.units["west"], starts=day, basis="", by=SYSTEM, at=at)
    org.link(cast.units["west"], cast.units["town"], domain="fire", by=SYSTEM, at=at)
    for unit, domain, layer, chosen in (
        ("city", "", "territory", {"outside_name": "市安委办", "outside_phone": "5550000"}),
        ("east", "fire", "leadership", {"person": cast.people["gu"]}),
        ("green", "", "post", {"post": cast.posts["liang"]}),
        ("green", "disputes", "post", {"person": cast.people["su"]}),
        ("hill", "fire", "school", {"post": cast.posts["hao"]}),
    ):
        actions.name_answerable(cast.units[unit], domain=domain, layer=layer, by=SYSTEM, at=at, **chosen)


@pytest.mark.parametrize("days", [0, 5])
def test_all_chains_at_once_are_the_same_as_one_by_one(cast: Cast, days: int) -> None:
    _bustle(cast)
    at = START + days * DAY
    chains = chains_of(at)
    whole = [u for u in cast.units.values() if u.kind in ("city", "district", "school")]
    assert set(chains) == {u.pk for u in whole}
    assert set(chains_of(at, [cast.units["hill"].pk])) == {cast.units["hill"].pk}
    for unit in whole:
        for domain, found in chains[unit.pk].items():
            assert found == chain_of(unit.unit_path, domain, at), (unit, domain)
    assert gaps_of(at, [cast.units["green"].pk]) == {cast.units["green"].pk: gaps_of(at)[cast.units["green"].pk]}


def test_a_domain_that_a_school_does_not_have_is_no_gap(cast: Cast) -> None:
    green, river = chains_of(START)[cast.units["green"].pk], chains_of(START)[cast.units["river"].pk]
    assert "chemicals" in green and "chemicals" not in river and "bus" not in green
    gaps_green, cells = gaps_of(START)[cast.units["green"].pk]
    assert cells == len(green) * len(LAYERS) and gaps_green == len(green)


def test_the_kept_counts_follow_what_people_fill_in(cast: Cast) -> None:
    green = cast.units["green"]
    assert gaps.run(START) == 7 and gaps.run(START) == 0  # four schools, three bureaus
    kept = ChainGap.objects.get(unit=green)
    assert kept.gaps == gaps_of(START)[green.pk][0] and gaps.waiting(cast.chen, START) == kept.gaps
    assert gaps.waiting(cast.su, START) == 0
    with acting(cast.chen):
        actions.name_answerable(green, domain="fire", layer="post", person=cast.people["liang"], by=cast.chen, at=START)
        assert gaps.waiting(cast.chen, START) == kept.gaps - 1
    with acting(cast.lin):
        actions.name_answerable(cast.units["city"], domain="", layer="post", person=cast.people["gu"], by=cast.lin, at=START)
        assert gaps.waiting(cast.lin, START) == ChainGap.objects.filter(gaps__gt=0).count()
    assert ChainGap.objects.filter(stale=True).count() == 7 and gaps.run(START) == 7
    assert gaps.run(START + DAY) == 7
    shown = {row["unit"].name: row for row in gaps.by_district(START)}
    assert shown["东汀区教育局"]["units"] == 4 and shown["云汀市教育局"]["units"] == 1
    with acting(cast.zhao):
        org.close_unit(cast.units["tiny"], why="x", by=cast.zhao, at=START)
    gaps.run(START + DAY)
    assert ChainGap.objects.count() == 6


def test_every_domain_of_a_case_is_kept_in_the_chain_and_stands_in_one_group() -> None:
    grouped = [domain for _label, domains in org_rules.DOMAIN_GROUPS.values() for domain in domains]
    assert sorted(grouped) == sorted(org_rules.DOMAINS)


def test_a_gap_beside_a_case_is_one_that_the_chain_lists_and_counts(cast: Cast) -> None:
    green = cast.units["green"]
    gaps.run(START)
    listed = chains_of(START)[green.pk]
    for domain in ("duty", "weather", "other", "incident_report", "fire"):
        assert chain_of(green.unit_path, domain, START) == listed[domain]
    assert ChainGap.objects.get(unit=green).gaps == sum(layer.gap for chain in listed.values() for layer in chain) == len(listed)


def test_a_bureau_has_a_chain_of_its_own_that_is_counted(cast: Cast) -> None:
    gaps.run(START)
    east = ChainGap.objects.get(unit=cast.units["east"])
    assert east.gaps and east.cells == len(chains_of(START)[cast.units["east"].pk]) * len(LAYERS)
    with acting(cast.zhao):
        assert (
            gaps.waiting(cast.zhao, START)
            == ChainGap.objects.filter(gaps__gt=0, unit_path__startswith=cast.units["east"].unit_path).count()
        )
