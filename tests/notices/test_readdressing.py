"""An amendment chooses to whom: of what it adds, and of what is out already."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel.acting import acting
from anlan.kernel.errors import Refused
from anlan.kernel.outbox.models import Message
from anlan.registers.org.rules import Addressees
from anlan.work.cases.models import Case
from anlan.work.notices import actions, queries
from anlan.work.notices.models import Dossier, Task
from anlan.work.notices.queries.effects import effect_of
from anlan.work.notices.queries.planning import Reach
from anlan.work.notices.queries.shifting import shift_of
from anlan.work.notices.rules import Whom
from anlan.work.notices.screens.amending import line_key
from tests.cast import START
from tests.notices.paper import DUE, dossier_of, line, proved, sent
from tests.notices.test_line import SOON, begun, handed_on

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SCHOOLS = {"kinds": ["school"]}


def to(**names):
    return Addressees.load(names)


def amended(cast, notice, *changes, at=START + HOUR, by="lin", **more):
    with acting(cast.actor(by)):
        return actions.amend(notice, changes, why="换一下谁来办", by=cast.actor(by), at=at, **more)


def states(cast, notice, clause):
    """Unit -> state of its line of a clause; of a unit that was asked again the later line."""
    rows = Task.objects.filter(obligation=clause).order_by("pk").values_list("dossier__unit_id", "state")
    names = {cast.units[u].pk: u for u in ("city", "east", "west", "green", "hill", "tiny", "river")}
    return {names[unit]: state for unit, state in rows}


def clause_of(notice, place=0):
    return notice.obligations.order_by("order")[place]


def ids(cast, *names):
    return [cast.units[n].pk for n in names]


@pytest.fixture
def city(cast):
    cast.notice = sent(cast, proof="declared", rule="each")
    return cast


# ── what is added ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_added_goes_to_whom_the_officer_chose(city):
    whom = Whom(to(kinds=["school"], districts=[city.units["west"].unit_path], units=ids(city, "green")), "head")
    made = amended(city, city.notice, addition=actions.Addition("更新值班电话牌", DUE, whom, "declared"))
    row = city.notice.obligations.get(pk=made.added[0])
    assert set(states(city, city.notice, row)) == {"green", "river"} and row.post_role == "head"
    assert Dossier.objects.get(unit=city.units["hill"]).lines == 4 and Dossier.objects.get(unit=city.units["green"]).lines == 5


def test_a_line_whose_words_name_others_goes_to_those(city):
    text = "各区教育局12月29日前汇总辖区情况报市教育局\n各校12月29日前检查校门一键报警\n张贴举报电话"
    whom = Whom(to(kinds=["school"], districts=[city.units["east"].unit_path]))
    made = amended(city, city.notice, addition=actions.Addition(text, DUE, whom, "declared"))
    rows = {o.text[:4]: o for o in city.notice.obligations.filter(pk__in=made.added)}
    found = {words: set(states(city, city.notice, row)) for words, row in rows.items()}
    assert sorted(map(sorted, found.values())) == [["east", "west"], ["green", "hill", "tiny"], ["green", "hill", "tiny"]]


def test_one_line_of_what_is_added_goes_where_the_officer_said_for_it_alone(city):
    words = "张贴举报电话"
    each = {words: Whom(to(units=ids(city, "river")))}
    made = amended(city, city.notice, addition=actions.Addition(f"{words}\n检查门锁台账", DUE, proof="declared", each=each))
    by_words = {o.text: set(states(city, city.notice, o)) for o in city.notice.obligations.filter(pk__in=made.added)}
    assert by_words[words] == {"river"} and len(by_words["检查门锁台账"]) == 4


def test_what_is_added_for_nobody_is_refused(city):
    with pytest.raises(Refused) as refused:
        amended(city, city.notice, addition=actions.Addition("张贴举报电话", DUE, Whom(to())))
    assert refused.value.code == "E-amend-nobody" and not city.notice.amendments.exists()


# ── what is out already ────────────────────────────────────────────────────────────────────────────────────────────────


def test_units_taken_out_lose_the_open_line_keep_what_is_proved_and_are_told_once(city):
    clause, done = clause_of(city.notice), line(city.notice, city, "hill")
    proved(city, done, "feng", START)
    with acting(city.zhao):
        actions.look(done.pk, by=city.zhao, at=START + HOUR)
        actions.verify_line(done.pk, by=city.zhao, at=START + HOUR)
    choice = to(kinds=["school"], without=ids(city, "hill", "tiny", "green"))
    with acting(city.lin):
        shift = shift_of(clause, choice, Reach(city.notice, START))
        effect = effect_of(city.notice, at=START, clauses=[], shifts=[shift])
        assert (effect.taken, effect.asked, effect.proved, effect.open, effect.units) == (2, 0, 1, 0, 2)
    made = amended(city, city.notice, actions.Change(clause.pk, to=choice))
    assert states(city, city.notice, clause) == {"green": "withdrawn", "tiny": "withdrawn", "hill": "verified", "river": "sent"}
    assert (made.lines, made.proved) == (2, 1)
    (entry,) = made.changes
    assert [name for _pk, name in entry["out"]] == ["青禾中学", "芦汀幼儿园"] and [n for _pk, n in entry["kept"]] == ["白鹭小学"]
    assert entry["what"]["addressees"] == [SCHOOLS, choice.dump()] and entry["into"] == []
    told = Message.objects.filter(kind="notices.amended")
    assert {m.unit_id for m in told} == set(ids(city, "green", "tiny")) and {m.facts["out"] for m in told} == {1}
    with acting(city.chen):
        found = queries.dossier(dossier_of(city.notice, city, "green").pk, city.chen, at=START + 2 * HOUR)
        assert found["lines"][0]["case"].state == "withdrawn" and found["receivable"] == 3


def test_units_added_get_a_line_in_the_dossier_that_is_there_or_a_fresh_one(cast):
    notice = sent(cast, proof="declared", rule="each", to={"units": ids(cast, "green")})
    clause = clause_of(notice)
    made = amended(cast, notice, actions.Change(clause.pk, to=to(units=ids(cast, "green", "river"), kinds=["district"])))
    assert states(cast, notice, clause) == {"green": "sent", "river": "sent", "east": "sent", "west": "sent"}
    sizes = dict(Dossier.objects.filter(notice=notice).values_list("unit_id", "lines"))
    assert [sizes[pk] for pk in ids(cast, "green", "river", "east", "west")] == [4, 1, 1, 1]
    assert [name for _pk, name in made.changes[0]["into"]] == ["东汀区教育局", "西汀区教育局", "听涛小学"]
    assert set(Message.objects.filter(kind="notices.amended").values_list("unit_id", flat=True)) == set(ids(cast, "east", "west", "river"))
    notice.refresh_from_db()
    assert (notice.lines, notice.units) == (7, 4)


def test_a_unit_that_was_taken_out_may_be_asked_again(city):
    clause = clause_of(city.notice)
    amended(city, city.notice, actions.Change(clause.pk, to=to(kinds=["school"], without=ids(city, "green"))))
    amended(city, city.notice, actions.Change(clause.pk, to=to(kinds=["school"])), at=START + 2 * HOUR)
    rows = Task.objects.filter(obligation=clause, unit_path=city.units["green"].unit_path)
    assert sorted(rows.values_list("state", flat=True)) == ["sent", "withdrawn"]
    with acting(city.lin):
        row = queries.matrix(city.notice, city.lin, at=START + 3 * HOUR, open_path=city.units["east"].unit_path).rows[0]
        assert row.cells[city.units["green"].pk].key == "waiting" and row.whole.total == 4


def test_new_date_and_new_units_go_together_and_a_past_date_asks_for_one_first(city):
    clause = clause_of(city.notice)
    amended(city, city.notice, actions.Change(clause.pk, to=to(kinds=["school"], without=ids(city, "green"))))
    at = DUE + DAY
    with pytest.raises(Refused) as late:
        amended(city, city.notice, actions.Change(clause.pk, to=to(kinds=["school"])), at=at)
    assert late.value.code == "E-amend-past"
    amended(city, city.notice, actions.Change(clause.pk, due_at=DUE + 5 * DAY, to=to(kinds=["school"])), at=at)
    case = Case.objects.get(task__obligation=clause, unit=city.units["green"], closed_at=None)
    assert case.due_at == DUE + 5 * DAY and line(city.notice, city, "river").due_at == DUE + 5 * DAY


def test_a_clause_that_would_go_to_nobody_is_refused(city):
    nobody = to(kinds=["school"], without=ids(city, "green", "hill", "tiny", "river"))
    with pytest.raises(Refused) as refused:
        amended(city, city.notice, actions.Change(clause_of(city.notice).pk, to=nobody))
    assert refused.value.code == "E-amend-nobody"


# ── where it was handed on ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_district_handed_on_goes_with_the_units_taken_out_and_asks_nobody_twice(cast):
    notice = sent(cast, proof="declared", rule="each", to={"kinds": ["school"], "without": ids(cast, "hill")})
    made = begun(cast, notice, text="")
    with acting(cast.zhao):
        for row in made.obligations.all():
            actions.edit(row, by=cast.zhao, at=START, addressees=SCHOOLS)
        actions.dispatch_now(made, by=cast.zhao, at=START)
    clause, copy = clause_of(notice), clause_of(made)
    assert states(cast, made, copy) == {"hill": "sent"}
    amended(cast, notice, actions.Change(clause.pk, to=to(kinds=["school"], without=ids(cast, "hill", "tiny"))))
    assert states(cast, made, copy) == {"hill": "sent"}  # the district's own word stays
    copy.refresh_from_db()
    assert copy.addressees == {"kinds": ["school"], "without": ids(cast, "tiny")}
    amended(cast, notice, actions.Change(clause.pk, to=to(kinds=["school"])), at=START + 2 * HOUR)
    assert states(cast, notice, clause)["tiny"] == "sent" and "hill" not in states(cast, notice, clause)  # it has the district's
    gone = to(kinds=["school"], without=ids(cast, "hill"))
    amended(cast, notice, actions.Change(clause.pk, to=gone), at=START + 3 * HOUR)
    assert states(cast, made, copy) == {"hill": "withdrawn"}


def test_a_districts_earlier_date_holds_for_units_that_come_in(cast):
    notice = sent(cast, proof="declared", rule="each", to={"kinds": ["school"], "without": ids(cast, "tiny")})
    made = handed_on(cast, notice, sooner=SOON)
    clause = clause_of(notice)
    assert clause.pk == made.obligations.exclude(passes_on=None).order_by("order").first().passes_on_id
    amended(cast, notice, actions.Change(clause.pk, to=to(kinds=["school"])))
    case = Case.objects.get(task__obligation=clause, unit=cast.units["tiny"])
    assert (case.due_at, case.limit_at) == (SOON, DUE)


def test_a_draft_that_hands_it_on_follows(city):
    made = begun(city, city.notice)
    clause = clause_of(city.notice)
    choice = to(kinds=["school"], without=ids(city, "green"))
    amended(city, city.notice, actions.Change(clause.pk, to=choice))
    copy = made.obligations.get(passes_on=clause)
    assert copy.addressees == choice.dump()
    amended(city, city.notice, actions.Change(clause.pk, to=to(kinds=["district"])), at=START + 2 * HOUR)
    copy.refresh_from_db()
    assert copy.state == "dropped"


def test_a_district_lets_its_own_line_go_to_others(city):
    made = handed_on(city, city.notice)
    row = made.obligations.filter(passes_on=None).order_by("order").first()
    amended(city, made, actions.Change(row.pk, to=to(units=ids(city, "green"))), by="zhao")
    assert states(city, made, row) == {"green": "sent", "hill": "withdrawn", "tiny": "withdrawn"}


# ── on the page ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_who_goes_and_who_comes_before_it_is_done_and_afterwards_what_was_done(city, signed_in):
    lin, clause = signed_in("lin"), clause_of(city.notice)
    url, typed = f"/notices/{city.notice.pk}/amend/", {"why": "芦汀只有一个人", "seen": city.notice.version}
    form = lin.get(url).content.decode()
    assert f'name="to-{clause.pk}-kinds"' in form and 'name="new-kinds"' in form and "东汀区教育局" in form
    chosen = {f"to-{clause.pk}-departments": "", f"to-{clause.pk}-kinds": "school", f"to-{clause.pk}-without": city.units["tiny"].pk}
    words = "各区教育局12月29日前汇总辖区情况报市教育局"
    more = {"added": words, "added_due": "2026-12-29T17:00", "new-departments": "", "new-kinds": "school", "proof": "declared"}
    key = line_key(words)
    shown = lin.post(url, typed | chosen | more | {"do": "preview"}).content.decode()
    assert "不要办了：芦汀幼儿园" in shown and "1 件从不要办的单位收回来" in shown and "辖市区局" in shown and "新加的一共 2 件" in shown
    assert "告诉 3 个单位的" in shown
    assert f'name="new-{key}-words" value="{words}"' in shown and not city.notice.amendments.exists()
    own = {f"new-{key}-words": words, f"new-{key}-base": "{}", f"new-{key}-departments": "", f"new-{key}-units": city.units["west"].pk}
    assert lin.post(url, typed | chosen | more | own | {"do": "amend"}).status_code == 302
    made = city.notice.amendments.get()
    assert set(states(city, city.notice, city.notice.obligations.get(pk=made.added[0]))) == {"west"}
    page = signed_in("chen").get(f"/notices/{city.notice.pk}/").content.decode()
    assert "芦汀幼儿园" in page and "谁来办" in page
    (told,) = lin.get(f"/api/notices/{city.notice.pk}/line").json()["amendments"]
    assert told["changes"][0]["out"] == [[city.units["tiny"].pk, "芦汀幼儿园"]]


def test_units_are_found_by_name_for_the_fields_that_ask_and_what_was_ticked_stays(city, signed_in):
    url = f"/notices/{city.notice.pk}/units/"
    green = city.units["green"].pk
    found = signed_in("lin").get(f"{url}?for=new-&q=白鹭&new-units={green}").content.decode()
    assert f'name="new-units" value="{green}" checked' in found and "白鹭小学" in found
    assert signed_in("lin").get(f"{url}?for=other-&q=白鹭").status_code == 404
    assert signed_in("chen").get(f"{url}?for=new-&q=白鹭").status_code == 404
