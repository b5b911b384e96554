"""The rehearsal city: the same for a seed, complete, and with nobody twice."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sim.city_plan import shares
from sim.geography import inside
from sim.specs import DOMAINS, OTHER_DOMAINS, POSTS
from sim.world import City, World, build

ROOT = Path(__file__).resolve().parents[2]


pytestmark = pytest.mark.xdist_group("world")


@pytest.fixture(scope="module")
def city() -> City:
    return build(World())


@pytest.fixture(scope="module")
def full() -> City:
    return build(World(schools=1011))


def test_the_same_seed_builds_the_same_city_in_another_process(city: City) -> None:
    code = (
        "import hashlib; from sim.world import World, build; c = build(World());"
        "whole = repr((c.units, c.people, c.places, c.links, c.outlines, c.responsibilities));"
        "print(hashlib.sha256(whole.encode()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(runs) == 1


def test_another_seed_builds_another_city_with_the_same_sixty_schools(city: City) -> None:
    other = build(World(seed=8))
    assert [u.name for u in other.schools] == [u.name for u in city.schools]
    assert [p.name for p in other.people] != [p.name for p in city.people]
    assert [p.name for p in other.cast] == [p.name for p in city.cast]


def test_the_default_city_has_the_schools_of_the_pictures(city: City) -> None:
    assert Counter(u.parent for u in city.schools) == Counter(
        {"YT01": 9, "YT02": 7, "YT03": 6, "YT04": 9, "YT05": 7, "YT06": 8, "YT07": 7, "YT08": 6, "YT": 1}
    )
    assert [u.name for u in city.schools if u.parent == "YT06"] == [
        "青禾中学", "白鹭小学", "听涛小学", "芦汀幼儿园", "望舒学校", "石榴花小学", "漪园中学", "南塘小学",
    ]  # fmt: skip
    assert len(city.schools) + len(city.bureaus) == 69
    assert sum(u.gas for u in city.schools) == 59
    assert not city.find("听涛小学").gas


def test_the_cast_sits_where_the_pictures_show_it(city: City) -> None:
    assert [p.name for p in city.cast] == ["沈知远", "何静", "周敏", "陆怀民", "梁建国", "苏晓雨", "江一帆", "程立"]
    assert city.who("青禾中学", "safety_lead").username == "zhoumin"
    assert city.who("云汀市教育局", "deputy_director").name == "顾海平"
    assert city.who("禾渚第二中学", "logistics_lead").name == "程远"
    assert city.who("岩溪实验学校", "safety_lead").name == "马志成"
    stairs = next(p for p in city.places if p.label == "3号宿舍楼 二层东楼梯" and p.unit == city.find("青禾中学").code)
    assert city.person[stairs.keeper].name == "孙玉兰"
    chain = {r.layer: r.person for r in city.responsibilities if r.unit == city.find("青禾中学").code and r.domain == "fire"}
    names = [city.person[chain[layer] or ""].name for layer in ("leadership", "department", "territory", "school")]
    assert names == ["顾海平", "何静", "贺远", "陆怀民"]


@pytest.mark.parametrize("schools", [1, 2, 3, 8, 59, 60, 61, 300, 1011])
def test_a_city_has_exactly_as_many_schools_as_asked(schools: int) -> None:
    assert sum(shares(schools).values()) == schools
    city = build(World(schools=schools))
    assert len(city.schools) == schools
    assert city.find("青禾中学").parent == "YT06"
    assert len(city.cast) == 8


def test_names_codes_usernames_and_numbers_are_unique_in_a_full_city(full: City) -> None:
    for values in (
        [u.name for u in full.units],
        [u.code for u in full.units] + [o.code for o in full.outside],
        [p.username for p in full.people],
        [p.phone for p in full.people],
        [p.code for p in full.places],
    ):
        assert len(values) == len(set(values))
    assert all(re.fullmatch(r"[a-z]+\d*", p.username) for p in full.people)
    assert all(re.fullmatch(r"199\d{8}", p.phone) for p in full.people)


def test_everything_refers_to_something_that_stands_before_it(full: City) -> None:
    seen: set[str] = set()
    for u in full.units:
        assert u.parent is None or u.parent in seen
        seen.add(u.code)
    rooms: set[str] = set()
    for p in full.places:
        assert p.unit in seen and p.keeper in full.person and (p.parent is None or p.parent in rooms)
        rooms.add(p.code)
    bodies = {o.code for o in full.outside}
    for person in full.people:
        for a in person.appointments:
            assert a.post in POSTS and a.unit in (seen | bodies) and (not a.department or a.department in seen)
    assert {link.outside for link in full.links} <= bodies
    assert {s.supervisor for s in full.supervisors} <= seen
    assert {u.peer for u in full.schools} <= seen | {None}


def test_the_size_of_schools_follows_the_averages(full: City) -> None:
    for kind, mean in (("kindergarten", 141), ("primary", 777), ("junior", 1034)):
        sizes = [u.pupils for u in full.schools if u.stage == kind]
        assert 0.75 * mean < sum(sizes) / len(sizes) < 1.25 * mean


def test_a_village_kindergarten_has_two_adults_and_a_peer_to_check_for_it(city: City) -> None:
    unit = city.find("苇溪幼儿园")
    adults = [p for p in city.people if p.appointments[0].unit == unit.code]
    assert len(adults) == 2
    assert {a.post for a in adults[0].appointments} >= {"principal", "safety_lead"}
    assert unit.peer and city.unit[unit.peer].parent == unit.parent


def test_in_a_small_school_the_principal_is_the_safety_officer_too(city: City) -> None:
    for name in ("听涛小学", "溪口小学", "古渡小学"):
        assert city.who(name, "principal") == city.who(name, "safety_lead")
    assert city.who("白鹭小学", "principal") != city.who("白鹭小学", "safety_lead")


def test_the_city_holds_every_special_case(city: City) -> None:
    kinds = {u.stage for u in city.schools}
    assert kinds == {"kindergarten", "primary", "junior", "senior", "complete", "nine_year", "vocational", "special"}
    assert {u.nature for u in city.schools} == {"public", "private", "affiliated"}
    assert sum(u.kind == "campus" for u in city.units) == 2
    assert city.supervisors and city.substitutes
    assert any(len(p.appointments) > 1 for p in city.people)
    assert {p.habit for p in city.people} == {"diligent", "late", "absent", "careless"}


def test_every_word_is_one_the_product_knows(city: City) -> None:
    people = pytest.importorskip("anlan.registers.people.rules")
    org = pytest.importorskip("anlan.registers.org.rules")
    places = pytest.importorskip("anlan.registers.places.rules")
    assert {u.kind for u in city.units} <= set(org.KINDS)
    assert {u.stage for u in city.schools} <= set(org.STAGES)
    assert {u.nature for u in city.units} <= set(org.NATURES)
    assert all(set(u.traits) == set(org.TRAITS) for u in city.schools)
    assert {o.kind for o in city.outside} <= set(org.OUTSIDE_KINDS)
    assert sorted((*DOMAINS, *OTHER_DOMAINS)) == sorted(org.DOMAINS)
    assert {d for p in POSTS.values() for d in p.domains} <= set(org.DOMAINS)
    assert {p.role for p in POSTS.values()} <= set(people.ROLES)
    assert {r.layer for r in city.responsibilities} == set(people.LAYERS)
    assert {p.kind for p in city.places} <= set(places.KINDS)


def test_the_chain_covers_every_domain_a_school_has_and_shows_a_few_gaps(city: City) -> None:
    gaps = [r for r in city.responsibilities if r.person is None]
    assert 3 <= len(gaps) <= 8
    qinghe = {r.domain for r in city.responsibilities if r.unit == city.find("青禾中学").code}
    assert qinghe == set(DOMAINS) - {"bus"} | {""}
    assert not {r.domain for r in city.responsibilities if r.unit == city.find("听涛小学").code} & {"gas", "chemicals", "bus"}


def test_every_school_lies_inside_its_district(full: City) -> None:
    rings = {o.code: o.points[:-1] for o in full.outlines if o.kind == "district"}
    for u in full.schools:
        if u.district:
            assert inside(rings[u.district], u.lon or 0, u.lat or 0), u.name


def test_outlines_are_closed_rings_in_the_fictional_frame(city: City) -> None:
    districts = [o for o in city.outlines if o.kind == "district"]
    assert len(districts) == 8 and len(city.outlines) == 10
    for o in districts:
        assert o.points[0] == o.points[-1] and len(o.points) > 20
    assert city.geojson["type"] == "FeatureCollection"


def test_the_city_needs_no_framework() -> None:
    code = (
        "import sys, sim.world, sim.notices, sim.photos, sim.hazard_texts, sim.people_habits, sim.proof_texts, sim.story;"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'anlan')])"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
