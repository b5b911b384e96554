"""What asks cost: estimated, measured as sums of a unit and week, and what need not have been asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from anlan.kernel import clock
from anlan.kernel.acting import acting
from anlan.kernel.actor import SYSTEM
from anlan.kernel.web.opened import token
from anlan.oversight.burden import looking, queries
from anlan.oversight.burden.models import Finding
from anlan.oversight.burden.screens import why_words
from anlan.registers.org import actions as org
from anlan.registers.people import actions as people
from anlan.work.asks import actions as asks
from anlan.work.asks.models import Spent
from anlan.work.asks.queries import measured
from anlan.work.notices.queries import preview
from anlan.work.returns.rules import Field
from tests.cast import START
from tests.notices import paper
from tests.returns.making import DAY, GOOD, HOUR, MINUTE, first_row, hand, handed, sent

SCHOOLS = (("green", "chen"), ("hill", "feng"), ("tiny", "tiny"), ("river", "xie"))
WEEK = date(2026, 12, 14)


def test_filling_in_is_measured_by_unit_and_week_and_nobody_stands_in_it(cast, signed_in):
    round_ = sent(cast)
    row, client = first_row(round_, cast, "green"), signed_in("chen")
    page = client.get(f"/returns/sheets/{row.case_id}/").content.decode()
    assert page.count('id="opened"') == 1 and 'hx-include="#opened"' in page
    opened = token(START)
    with clock.travel(START + 2 * MINUTE):
        for key, value in GOOD.items():
            client.post(f"/returns/sheets/{row.case_id}/cell/", {"row": row.pk, "key": key, "value": value, "opened": opened})
            opened = token(START + 2 * MINUTE)  # each answer brings a new moment
    with clock.travel(START + HOUR):  # whoever went away for an hour did not fill in for an hour
        client.post(f"/returns/sheets/{row.case_id}/hand-in/", {"opened": opened})
    assert list(Spent.objects.values_list("unit_id", "source", "week", "seconds", "times")) == [
        (cast.units["green"].pk, "return", WEEK, 120 + 300, 1)
    ]
    assert {f.name for f in Spent._meta.get_fields()} == {"id", "unit", "unit_path", "source", "week", "seconds", "times"}
    forged = {"row": row.pk, "key": "c2", "value": "21", "why": "重数了一遍", "opened": "1:nonsense"}
    client.post(f"/returns/sheets/{row.case_id}/cell/", forged)
    other = first_row(round_, cast, "hill")
    with clock.travel(START + HOUR):  # an office enters for the school: not the school's time
        signed_in("zhao").post(f"/returns/sheets/{other.case_id}/cell/", {"row": other.pk, "key": "c2", "value": "9", "opened": opened})
    assert Spent.objects.get().seconds == 420


def test_fewer_than_three_units_give_no_sum(cast):
    _round, paid = sent(cast), paper.sent(cast)
    for unit, name in SCHOOLS[:2]:
        with acting(cast.actor(name)):
            asks.spend("return", cast.units[unit].pk, cast.units[unit].unit_path, seconds=600, times=1, by=cast.actor(name), at=START)
    path = cast.units["city"].unit_path
    with acting(cast.gu):
        found = queries.burden(path, START)
        assert found.schools == 4 and found.measured[-1] is None and found.effort == {}
        # four lines of half an hour at each of four schools, and a table of five cells
        assert found.estimated[-1] == sum(s.minutes for s in found.sent) and {s.source for s in found.sent} == {"notice", "return"}
        assert found.dearest[0].ref_id == paid.pk and found.dearest[0].each == paid.minutes // paid.units
    with acting(cast.tiny):
        asks.spend("return", cast.units["tiny"].pk, cast.units["tiny"].unit_path, seconds=600, times=1, by=cast.tiny, at=START)
    with acting(cast.gu):
        found = queries.burden(path, START)
        assert found.measured[-1] == 30 and found.effort == {"return": (10.0, 3)}
    with acting(cast.zhao):
        assert queries.burden(cast.units["east"].unit_path, START).schools == 3


def test_people_of_a_department_add_to_their_school_without_seeing_its_whole(cast):
    post = people.open_post(cast.units["office"], role="staff", title="干事", by=SYSTEM, at=START)
    people.give(cast.people["su"], post, reach="own", starts=START.date(), by=SYSTEM, at=START)
    su = cast.actor("su")
    only = replace(su, grants=tuple(g for g in su.grants if g.home))
    green = cast.units["green"]
    with acting(only):
        asks.spend("return", green.pk, green.unit_path, seconds=60, times=1, by=only, at=START)
    assert Spent.objects.get().unit_path == cast.units["office"].unit_path
    with acting(cast.chen):
        asks.spend("return", green.pk, green.unit_path, seconds=60, times=1, by=cast.chen, at=START)
    with acting(cast.feng):
        asks.spend("return", cast.units["hill"].pk, cast.units["hill"].unit_path, seconds=60, times=1, by=cast.feng, at=START)
    with acting(cast.lin):
        assert measured(["1."], WEEK) == []  # two schools, whatever departments they have


def test_the_page_names_no_school(cast, signed_in):
    round_, paid = sent(cast), paper.sent(cast)
    for unit, name in SCHOOLS:
        with acting(cast.actor(name)):
            asks.spend("return", cast.units[unit].pk, cast.units[unit].unit_path, seconds=600, times=1, by=cast.actor(name), at=START)
    assert paid.units == 4
    page = signed_in("gu").get("/burden/").content.decode()
    assert "这一周发下去的" in page and round_.title in page and "改这个数" in page and "交一次约 10.0 分钟（4 次）" in page
    assert not [u for u in ("青禾", "白鹭", "芦汀", "听涛") if u in page]
    assert signed_in("chen").get("/burden/").status_code == 404 and signed_in("su").get("/burden/").status_code == 403
    assert signed_in("lin").get("/burden/sheet.xlsx").status_code == 200


def test_the_api_gives_the_figures_of_the_page_to_the_same_people(cast, signed_in):
    round_, paid = sent(cast), paper.sent(cast)
    for unit, name in SCHOOLS:
        with acting(cast.actor(name)):
            asks.spend("return", cast.units[unit].pk, cast.units[unit].unit_path, seconds=600, times=1, by=cast.actor(name), at=START)
    told = signed_in("gu").get("/api/burden").json()
    assert told["unit_id"] == cast.units["city"].pk and told["schools"] == 4 and len(told["weeks"]) == queries.WEEKS
    with acting(cast.gu):
        found = queries.burden(cast.units["city"].unit_path, START)
    assert told["weeks"][-1] == {"week": f"{WEEK}", "estimated": found.this_week, "measured": 40}
    assert {s["key"] for s in told["kinds"]} == {"notice", "return"} and told["offices"][0]["minutes"] == found.this_week
    assert [s["ref_id"] for s in told["dearest"]] == [paid.pk, round_.pk]
    assert told["effort"] == [{"source": "return", "minutes": 10.0, "times": 4}]
    assert told["findings"] == [] and len(told["ahead"]) == queries.AHEAD and told["limit"] > 0
    assert signed_in("zhao").get("/api/burden").json()["schools"] == 3
    for name in ("chen", "su", "lu", "xu"):
        assert signed_in(name).get("/api/burden").status_code == 404
    assert not [u for u in ("青禾", "白鹭", "芦汀", "听涛") if u in str(told)]


def test_what_the_register_knew_and_what_nobody_had_is_named_once_the_time_has_passed(cast):
    with acting(cast.lin):
        for n, (unit, _name) in enumerate(SCHOOLS):
            org.change_unit(cast.units[unit], pupils=601 + n, by=cast.lin, at=START)
    fields = [Field("c1", "在校人数"), Field("c2", "危化品起数"), Field("c3", "灭火器数")]
    round_ = sent(cast, fields=fields)
    for n, (unit, name) in enumerate(SCHOOLS):
        cast.units[unit].refresh_from_db()
        handed(round_, cast, unit, name, {"c1": str(cast.units[unit].pupils), "c2": "0", "c3": str(7 + n)})
    assert looking.look(START + HOUR) == 0  # schools still have time
    assert looking.look(START + DAY) == 2 == looking.look(START + DAY)
    with acting(cast.lin):
        rows = {f.key: f for f in Finding.objects.all()}
        assert {k: (f.why, f.of, f.units) for k, f in rows.items()} == {"c1": ("known", 4, 4), "c2": ("nothing", 4, 4)}
        assert "学生数" in why_words(rows["c1"]) and "改成有才报" in why_words(rows["c2"])
    with acting(cast.zhao):
        assert not Finding.objects.exists()  # what the city asked is the city's to mend


def test_a_table_that_nearly_all_answered_with_a_zero_return_is_named_as_a_whole(cast):
    round_ = sent(cast)
    for unit, name in SCHOOLS[:3]:
        hand(round_, cast, unit, name, nothing=True)
    assert looking.look(START + DAY) == 1
    assert (Finding.objects.get().why, Finding.objects.get().key, Finding.objects.get().of) == ("nothing", "", 3)


def test_lines_that_were_proved_not_long_ago_are_said_before_the_next_notice_goes_out(cast):
    first = paper.sent(cast, proof="declared", rule="doubt")
    for unit, name in SCHOOLS[:3]:
        paper.proved(cast, paper.line(first, cast, unit), name, START + DAY)
    text = paper.TEXT.replace("31号", "33号").replace("关于做好", "关于再次做好")
    again = paper.reviewed(cast, paper.imported(cast, text))
    with acting(cast.lin):
        proved = preview(again, at=START + 2 * DAY).proved
        assert [(p.units, p.of, p.other.notice_id) for p in proved] == [(3, 4, first.pk)]
        half_a_year = START + timedelta(days=250)
        assert preview(again, at=half_a_year).proved == []
