"""Search: within the scope, the newest first, and what names somebody outside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anlan.kernel.acting import acting
from anlan.work.cases import actions, queries
from anlan.work.cases.models import Case, Party
from tests import errand
from tests.cast import START
from tests.real_rows import owner_connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast: Any) -> Any:
    errand.register()
    for hours, (school, who, title) in enumerate(
        (
            ("green", "chen", "食堂燃气软管老化"),
            ("green", "chen", "锅炉房燃气报警"),
            ("hill", "feng", "燃气间没锁"),
            ("river", "xie", "燃气表漏气"),
        )
    ):
        with acting(getattr(cast, who)):
            actions.open_case("errand", cast.units[school], title=title, by=getattr(cast, who), at=START + timedelta(hours=hours))
    return cast


def found(cast: Any, who: str, words: str) -> list[str]:
    actor = getattr(cast, who)
    with acting(actor):
        return [c.title for c in queries.search(words)]


def test_a_school_finds_its_own_alone_newest_first(city: Any) -> None:
    assert found(city, "chen", "燃气") == ["锅炉房燃气报警", "食堂燃气软管老化"]


def test_a_district_finds_its_schools_and_the_city_all(city: Any) -> None:
    assert found(city, "zhao", "燃气") == ["燃气间没锁", "锅炉房燃气报警", "食堂燃气软管老化"]
    assert found(city, "lin", "燃气")[0] == "燃气表漏气" and len(found(city, "lin", "燃气")) == 4


def test_all_words_must_stand_there(city: Any) -> None:
    assert found(city, "lin", "燃气 软管") == ["食堂燃气软管老化"]
    assert found(city, "lin", "燃气 楼梯") == [] and found(city, "lin", "@") == []


def test_a_number_is_found_by_its_beginning_within_the_scope(city: Any) -> None:
    numbers = list(Case.objects.order_by("pk").values_list("number", flat=True))
    assert found(city, "lin", numbers[0].lower()) == ["食堂燃气软管老化"]
    assert len(found(city, "lin", "CS-2026-")) == 4 and len(found(city, "chen", "CS-2026-")) == 2
    assert found(city, "feng", numbers[0]) == []


def test_somebody_of_reach_own_finds_what_names_them_and_nothing_else(city: Any) -> None:
    assert found(city, "su", "燃气") == []
    with acting(city.chen):
        actions.open_case(
            "errand", city.units["green"], title="教室燃气味", by=city.chen, at=START, owner_id=city.people["su"].pk
        )  # fmt: skip
    assert found(city, "su", "燃气") == ["教室燃气味"]


@pytest.mark.parametrize("who", ["chen", "zhao", "xie"])
def test_what_names_somebody_elsewhere_is_found_with_their_own(city: Any, who: str) -> None:
    own = set(found(city, who, "燃气"))
    for case in Case.objects.all():
        Party.objects.get_or_create(case=case, unit_path=case.unit_path, person_id=city.people[who].pk, part="read", defaults={"at": START})
    assert set(found(city, who, "燃气")) == {"燃气间没锁", "锅炉房燃气报警", "食堂燃气软管老化", "燃气表漏气"} > own


@pytest.mark.parametrize("paths", [[], ["1."], ["1.02."], ["1.03.", "1.01.004."], ["1.01.004.", "1.01.005.", "2."]])
def test_the_stretches_outside_some_paths_hold_what_lies_in_none_of_them(paths: list[str]) -> None:
    lying = [
        "0.",
        "1.",
        "1.01.",
        "1.01.004.",
        "1.01.004.1.",
        "1.01.005.",
        "1.01.006.",
        "1.02.",
        "1.02.9.",
        "1.03.",
        "1.030.",
        "2.",
        "2.1.",
        "3.",
    ]
    with owner_connection() as owner:
        gaps = owner.execute("select low, high from cases_gaps(%s::text[])", [paths]).fetchall()
    outside = [p for p in lying if any(low <= p and (high is None or p < high) for low, high in gaps)]
    assert outside == [p for p in lying if not p.startswith(tuple(paths))]
