"""A directory is read, compared, and an officer decides; nothing is bound, made or undone without that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel.actor import SYSTEM
from anlan.registers.channels import actions, pruning, tasks
from anlan.registers.channels.models import Binding, Proposal, Reading
from anlan.registers.channels.rules import Known, Member, compare
from anlan.registers.people.models import Contact, Person
from tests.cast import START

pytestmark = pytest.mark.django_db
HILL, GREEN = frozenset({"白鹭小学"}), frozenset({"青禾中学"})


def test_a_number_decides_alone_and_a_name_only_with_the_unit_and_where_it_fits_one():
    known = [
        Known(1, "陈静", "d1", GREEN), Known(2, "王芳", "", GREEN), Known(3, "王芳", "", HILL), Known(4, "李强", "d4", GREEN),
        Known(5, "双双", "", GREEN), Known(6, "双双", "", GREEN),
    ]  # fmt: skip
    members = [
        (Member("a", "改了名", "1", ("别处",)), "d1"),  # by number, whatever the name
        (Member("b", "王芳", "", ("白鹭小学", "东汀区教育局")), ""),  # by name, of two the one at the school
        (Member("c", "王芳", "", ("听涛小学",)), ""),  # a namesake elsewhere
        (Member("d", "双双", "", ("青禾中学",)), ""),  # two of ours fit
        (Member("e", "李强", "", ("青禾中学",)), ""),  # ours is bound to another already
        (Member("f", "李强", "", ("青禾中学",)), ""),
    ]
    found = compare(members, known, {"f": 4, "gone": 9})
    told = {f.user_id: (f.what, f.person_id, f.how) for f in found.found}
    assert told == {
        "gone": ("left", 9, ""), "a": ("match", 1, "mobile"), "b": ("match", 3, "name"), "c": ("new", None, ""),
        "d": ("doubtful", None, ""), "e": ("doubtful", None, ""),
    }  # fmt: skip
    assert found.settled == 1


@pytest.fixture
def school(cast, corp):
    """Chen (by number), Lu (by name and school), a stranger, in the directory."""
    mobile = Contact.objects.get(person=cast.people["chen"]).mobile
    corp.members = [
        {"userid": "u-chen", "name": "另外的写法", "mobile": f"+86-{mobile}", "in": 4}, {"userid": "u-lu", "name": "Lu", "in": 3},
        {"userid": "u-new", "name": "新人", "mobile": "13900001234", "in": 3}, {"userid": "u-more", "name": "再一个", "in": 5},
    ]  # fmt: skip
    return corp


@pytest.fixture
def read(django_capture_on_commit_callbacks):
    """read(service) asks for a reading, and does the worker's part."""

    def now(service, by=SYSTEM):
        row = actions.ask_reading(service, by=by, at=START)
        tasks.read_directory(row.pk)
        row.refresh_from_db()
        return row

    return now


def test_read_decided_and_read_again(cast, school, set_up, read, signed_in):
    service = set_up("dingtalk")
    first = read(service)
    assert first.state == "ready" and first.members == 4 and not Binding.objects.exists()
    assert first.departments == {"strange": [], "without": ["芦汀幼儿园", "西汀区教育局", "听涛小学"]}
    people_before = Person.objects.count()
    admin = signed_in("admin")
    page = admin.get(f"/channels/{service.pk}/people/").content.decode()
    assert "139****1234" in page and "13900001234" not in page and "手机号一样" in page and "单位和姓名一样" in page
    matches = list(Proposal.objects.filter(reading=first, what="match").values_list("pk", flat=True))
    assert len(matches) == 2
    assert admin.post(f"/channels/readings/{first.pk}/decide/", {"row": matches}).status_code == 302
    assert set(Binding.objects.values_list("user_id", "person__username")) == {("u-chen", "chen"), ("u-lu", "lu")}
    new = Proposal.objects.get(reading=first, user_id="u-more")
    assert admin.post(f"/channels/proposals/{new.pk}/bind/", {"username": "nobody"}).status_code == 409
    assert admin.post(f"/channels/proposals/{new.pk}/bind/", {"username": "feng"}).status_code == 302
    school.members = school.members[1:]  # chen has left there
    again = read(service)
    assert again.settled == 2 and {p.what: p.user_id for p in Proposal.objects.all()} == {"left": "u-chen", "new": "u-new"}
    assert Binding.objects.count() == 3  # nothing is undone by reading
    left = Proposal.objects.get(what="left")
    assert "绑定的账号" in admin.get(f"/people/{cast.people['lu'].pk}/").content.decode()
    admin.post(f"/channels/readings/{again.pk}/decide/", {"row": [left.pk, Proposal.objects.get(what="new").pk]})
    assert set(Binding.objects.values_list("user_id", flat=True)) == {"u-lu", "u-more"} and Person.objects.count() == people_before
    assert pruning.prune(START + timedelta(days=6)) == 0 and pruning.prune(START + timedelta(days=8)) == 1


def test_wecom_tells_no_numbers_and_a_reading_that_breaks_off_says_why(cast, school, set_up, read):
    service = set_up("wecom")
    row = read(service)
    assert {p.what for p in Proposal.objects.filter(reading=row)} == {"match", "new"}
    assert Proposal.objects.get(reading=row, what="match").how == "name"
    school.mood = "html"
    broken = read(service)
    assert broken.state == "failed" and "nonsense" in broken.trouble and not Proposal.objects.exists()


def test_a_district_reads_its_own_and_binds_nobody_out_of_reach(cast, school, set_up, read, signed_in):
    city, east = set_up("dingtalk"), set_up("dingtalk", unit="east")
    zhao, lu = signed_in("zhao"), signed_in("lu")
    assert zhao.get(f"/channels/{city.pk}/people/").status_code == 404
    assert zhao.get(f"/channels/{east.pk}/people/").status_code == 200
    assert lu.get(f"/channels/{east.pk}/people/").status_code == 404
    row = read(east, by=cast.zhao)
    stray = Proposal.objects.filter(reading=row, what="match").first()
    Proposal.objects.filter(pk=stray.pk).update(person=cast.people["wu"])  # of the west district
    zhao.post(f"/channels/readings/{row.pk}/decide/", {"row": [stray.pk]})
    assert not Binding.objects.exists()
    assert Reading.objects.get(pk=row.pk).state == "ready"
