"""Findings in words: facts, in proportion, at places where they can be."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from sim import hazard_texts, proof_texts, story
from sim.hazard_texts import CATEGORIES, QUICK_PHRASES, draw, templates
from sim.notices import all_notices
from sim.photos import KINDS
from sim.premises import PLACE_SPOTS
from sim.world import City, World, build

RAIN = ("请", "进行", "予以", "相关", "切实", "！")


pytestmark = pytest.mark.xdist_group("world")


@pytest.fixture(scope="module")
def city() -> City:
    return build(World())


def test_templates_are_complete_and_written_plainly() -> None:
    assert len({t.key for t in templates()}) == len(templates()) >= 40
    for t in templates():
        assert t.category in CATEGORIES and t.photo in KINDS and set(t.spots) <= set(PLACE_SPOTS), t.key
        assert len(t.title) <= 18 and t.measures, t.key
        assert t.money[0] <= t.money[1] and t.days[0] <= t.days[1], t.key
        assert not any(word in t.title + t.detail for word in RAIN), t.key
        assert (t.grade == "major") == bool(t.control and t.interim and t.plan), t.key
    assert {t.category for t in templates()} == set(CATEGORIES) == set(QUICK_PHRASES)


def test_only_criteria_that_were_read_are_named() -> None:
    assert {t.criterion for t in templates()} <= {"", "F-1", "F-2", "F-3", "F-4", "F-6"}


def test_grades_come_in_the_usual_shares(city: City) -> None:
    places = [p for p in city.places if p.unit == city.find("青禾中学").code]
    rng = random.Random(1)
    count = Counter(draw(rng, places).grade for _ in range(4000))
    assert 0.66 < count["minor"] / 4000 < 0.74
    assert 0.24 < count["general"] / 4000 < 0.32
    assert 0.01 < count["major"] / 4000 < 0.035


def test_every_school_can_find_something_and_no_gas_where_there_is_none(city: City) -> None:
    by_unit: dict[str, list[hazard_texts.Place]] = {}
    for p in city.places:
        by_unit.setdefault(p.unit, []).append(p)
    for school in city.schools:
        rng = random.Random(school.code)
        found = [draw(rng, by_unit[school.code], grade=g) for g in ("minor", "general") for _ in range(30)]
        if not school.gas:
            assert not any(f.category == "gas" for f in found)
        assert all("{" not in f.title + f.detail + "".join(f.measures) for f in found)


def test_the_same_stream_writes_the_same_words(city: City) -> None:
    assert draw(random.Random(3), city.places) == draw(random.Random(3), city.places)


def test_there_are_words_for_every_kind_of_evidence() -> None:
    rng = random.Random(1)
    for evidence in {d.evidence for n in all_notices() for d in n.demands}:
        for poor in (False, True):
            assert "{" not in proof_texts.proof_note(evidence, rng, poor=poor)
        assert "{" not in proof_texts.return_reason(evidence, rng)


def test_the_story_stands_in_the_city(city: City) -> None:
    names = {p.name for p in city.people}
    for hazard in (*story.MAJORS, *story.SMALL):
        unit = city.find(hazard.unit)
        assert not hazard.place or any(p.unit == unit.code and p.label == hazard.place for p in city.places), hazard.title
        times = [s.at for s in hazard.scenes]
        assert times == sorted(times) and times[-1] <= story.NOW
        for scene in hazard.scenes:
            assert scene.who in names or (unit.code, scene.who) in city.holders
            assert all(kind in KINDS for kind, _ in scene.photos)
    for line in story.LINES:
        assert city.find(line.unit)
        assert sum(line.words in (d.substitute or d.title) for d in all_notices()[-1].demands) == 1, line.words
