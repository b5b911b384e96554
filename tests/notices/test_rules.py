"""Pure rules: cells of the matrix, what fulfils, proof, addressees, drawing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.machine import Standing
from anlan.work.notices.rules import (
    CELLS,
    COUNTED,
    FULFILLING,
    MACHINE,
    PROOFS,
    RULES,
    Addressees,
    cell_of,
    default_addressees,
    default_post,
    default_rule,
    draw_order,
    enough,
    first_count,
    fulfilled,
    is_addressed,
    short,
    similar,
    title_from,
    widened_count,
)  # fmt: skip
from anlan.work.notices.rules.addressing import handed_on, less, same, within

NOON = datetime(2026, 12, 20, 4, tzinfo=UTC)
moments = st.integers(-400, 400).map(lambda hours: NOON + timedelta(hours=hours))
states = st.sampled_from([*MACHINE.states, "nonsense"])
ORDER = ["declared", "record", "photo", "onsite"]


@given(states, moments, moments, moments)
def test_every_state_has_one_cell_and_an_unknown_state_is_never_done(state, at, limit, receipt):
    cell = cell_of(state, at=at, limit_at=limit, receipt_by=receipt)
    assert cell in CELLS
    if state not in ("verified", "sampled", "declared"):
        assert not any(fulfilled(rule, cell) for rule in RULES)


@given(states, moments, moments, moments, st.sampled_from(list(RULES)))
def test_a_line_is_fulfilled_only_with_what_its_rule_demands(state, at, limit, receipt, rule):
    cell = cell_of(state, at=at, limit_at=limit, receipt_by=receipt)
    assert fulfilled(rule, cell) == (state in FULFILLING[rule])
    if rule == "each" and fulfilled(rule, cell):
        assert state == "verified"


@given(moments, moments, moments)
def test_time_alone_never_fulfils_and_only_moves_towards_late(at, limit, receipt):
    later = at + timedelta(days=30)
    for state in ("sent", "doing", "returned"):
        now, then = (cell_of(state, at=t, limit_at=limit, receipt_by=receipt) for t in (at, later))
        assert now not in FULFILLING["doubt"]
        if now in ("overdue", "unknown"):
            assert then == now


def test_what_nobody_received_is_unknown_and_what_was_received_is_overdue():
    kw = {"limit_at": NOON + timedelta(days=3), "receipt_by": NOON + timedelta(days=1)}
    assert cell_of("sent", at=NOON, **kw) == "waiting"
    assert cell_of("sent", at=NOON + timedelta(days=2), **kw) == "unknown"
    assert cell_of("doing", at=NOON + timedelta(days=2), **kw) == "received"
    assert cell_of("doing", at=NOON + timedelta(days=4), **kw) == "overdue"
    assert cell_of("sent", at=NOON + timedelta(days=4), **kw) == "unknown"
    assert cell_of("submitted", at=NOON + timedelta(days=40), **kw) == "submitted"


def test_what_is_handled_elsewhere_makes_no_part_of_the_total():
    assert set(CELLS) - set(COUNTED) == {"outside", "not_applicable", "withdrawn"}


@given(st.sampled_from(ORDER), st.text(max_size=8), st.integers(0, 3), st.integers(0, 3), st.booleans())
def test_a_proof_that_serves_a_higher_level_serves_every_lower_one(level, text, files, images, scanned):
    if not enough(level, text=text, files=files, images=images, scanned=scanned):
        for lower in ORDER[: ORDER.index(level)]:
            assert not enough(lower, text=text, files=files, images=images, scanned=scanned)


@pytest.mark.parametrize(
    ("level", "given_", "missing"),
    [
        ("declared", {}, ["text"]),
        ("declared", {"text": "已办"}, []),
        ("record", {"text": " "}, ["record"]),
        ("record", {"files": 1}, []),
        ("photo", {"text": "拍了", "files": 2}, ["photo"]),
        ("photo", {"images": 1}, []),
        ("onsite", {"images": 1}, ["scan"]),
        ("onsite", {"images": 1, "scanned": True}, []),
    ],
)
def test_each_level_says_what_is_missing(level, given_, missing):
    assert enough(level, **given_) == missing


@given(st.sets(st.integers(1, 10**6), min_size=1, max_size=60), st.text("0123456789abcdef", min_size=8, max_size=8), st.integers(1, 100))
def test_a_draw_is_the_same_for_everybody_and_widening_only_adds(numbers, seed, percent):
    names = [f"RW-{n}" for n in numbers]
    order = draw_order(seed, 7, "1.01.", names)
    assert order == draw_order(seed, 7, "1.01.", reversed(names))
    assert sorted(order) == sorted(names)
    first = first_count(len(names), percent)
    assert 1 <= first <= len(names)
    wider = widened_count(first, len(names))
    assert wider == len(names) or wider >= 2 * first
    assert order[:wider][:first] == order[:first]


def test_another_seed_draws_otherwise():
    names = [f"RW-{n}" for n in range(200)]
    assert draw_order("a", 1, "1.", names)[:20] != draw_order("b", 1, "1.", names)[:20]


def test_addressees_are_narrowed_by_traits_and_named_units_are_meant_whatever_they_are():
    to = Addressees(kinds=("school",), traits=("gas",), units=(9,), without=(5,))
    unit = {"kind": "school", "stage": "primary", "nature": "public"}
    assert is_addressed(to, unit_id=1, traits={"gas": True}, **unit)
    assert not is_addressed(to, unit_id=1, traits={"gas": False}, **unit)
    assert is_addressed(to, unit_id=9, traits={}, **unit)
    assert not is_addressed(to, unit_id=5, traits={"gas": True}, **unit)
    assert not is_addressed(to, unit_id=2, kind="district", stage="", nature="", traits={"gas": True})


def test_addressees_survive_json_and_nonsense_is_refused():
    to = Addressees(kinds=("school", "district"), stages=("primary",), units=(3, 4))
    assert Addressees.load(to.dump()) == to
    for wrong in ({"kinds": ["planet"]}, {"units": ["x"]}, {"kinds": "school"}):
        with pytest.raises(ValueError):
            Addressees.load(wrong)


def test_defaults_follow_the_words_of_the_notice():
    assert default_addressees(["district_bureau", "school"], "duty").kinds == ("district", "school")
    assert default_addressees(["gate_guard"], "gate").kinds == ("school",)
    assert default_addressees(["school"], "gas").traits == ("gas",)
    assert default_addressees(["partner_dept"], "threat").nobody
    assert default_post(["leaders"], "duty") == "head"
    assert default_post(["school"], "gas") == "logistics"
    assert [default_rule(p, "must") for p in PROOFS] == ["doubt", "sample", "each", "each"]


def test_what_the_words_name_goes_within_what_was_chosen():
    east = Addressees(kinds=("school",), districts=("1.01.",))
    assert within(east, Addressees(kinds=("school",), traits=("gas",))) == Addressees(("school",), traits=("gas",), districts=("1.01.",))
    assert within(east, Addressees(kinds=("district",))).kinds == ("district",)
    assert within(Addressees(units=(3,)), Addressees(kinds=("school",))) == Addressees(units=(3,))
    assert same(Addressees(("school", "city")), Addressees(("city", "school"))) and not same(east, Addressees(("school",)))
    assert less(Addressees(("school",), units=(3, 4)), [4]) == Addressees(("school",), units=(3,), without=(4,))
    assert handed_on(Addressees(("district", "school"))).kinds == ("school",) and handed_on(Addressees(units=(3,))).units == (3,)


def test_titles_are_short_and_like_texts_are_found():
    assert len(title_from("各校要在放假前对食堂宿舍实验室危化品仓库和在建工地逐一进行全面检查并登记")) <= 24
    assert similar("逐一检查燃气软管、阀门和报警器", "各校检查燃气软管、阀门、报警器") > 0.6
    assert similar("逐一检查燃气软管、阀门和报警器", "向每位家长发放告家长书") < 0.2


def test_the_short_title_is_what_the_notice_is_about():
    assert short("云汀市教育局关于切实做好2027年元旦寒假期间校园安全工作的通知") == "2027年元旦寒假期间校园安全工作"
    assert short("通知") == "通知" and short("关于") == "关于"


def test_nobody_confirms_what_they_did():
    verify = MACHINE.step("submitted", "verify")
    assert verify is not None
    held = frozenset({("safety", "supervisor")})
    for part in ("submit", "owner", "prove"):
        assert verify not in MACHINE.offered("submitted", Standing(1, held, frozenset({part})))
    assert verify in MACHINE.offered("submitted", Standing(1, held))


def test_only_harmless_and_own_steps_of_the_software_are_taken_in_batches():
    assert {s.verb for s in MACHINE.steps if s.harmless} == {"receive"}
