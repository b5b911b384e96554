"""People from Excel: accounts and posts in one transaction."""

from __future__ import annotations

from datetime import datetime

from anlan.kernel.action import action, record
from anlan.kernel.actor import Actor
from anlan.registers.people import gaps, rules
from anlan.registers.people.actions import RandomPassword, change_person, enrol, first_password, give, open_post
from anlan.registers.people.models import Contact, Person, Post
from anlan.registers.people.sheets import Meant


@action
def import_people(rows: list[Meant], *, by: Actor, at: datetime) -> dict[str, RandomPassword]:
    """Take a sheet as it was read (sheets.read_people). Gives the first passwords of new accounts by user name: shown once."""
    with gaps.once_for_all(at):
        return _take(rows, by, at)


def _at_home(person: Person, by: Actor) -> bool:
    contact = Contact.objects.filter(person=person).first()
    return contact is not None and rules.may_staff(by, contact.unit_path)


def _take(rows: list[Meant], by: Actor, at: datetime) -> dict[str, RandomPassword]:
    made: dict[str, Person] = {}
    passwords: dict[str, RandomPassword] = {}
    new_posts: dict[tuple[int, str, str, str], Post] = {}
    for row in rows:
        person = row.person or made.get(row.username)
        if person is None:
            passwords[row.username] = first_password()
            person = made[row.username] = enrol(
                row.unit, username=row.username, name=row.name, mobile=row.mobile, email=row.email, by=by, at=at,
                password=passwords[row.username],
            )  # fmt: skip
        elif row.person is not None and (row.mobile or row.email) and _at_home(person, by):
            change_person(person, by=by, at=at, mobile=row.mobile or None, email=row.email or None)
        if not row.title or row.held:
            continue
        key = (row.unit.pk, row.role, row.title, row.domain)
        post = row.post or new_posts.get(key)
        if post is None:
            post = new_posts[key] = open_post(
                row.unit, role=row.role, title=row.title, domain=row.domain, duty_phone=row.duty_phone, department=row.department,
                by=by, at=at,
            )  # fmt: skip
        give(person, post, by=by, at=at, reach=row.reach, starts=row.starts, ends=row.ends)
    for unit in {row.unit.pk: row.unit for row in rows}.values():
        count = sum(row.unit.pk == unit.pk for row in rows)
        record("person.import", unit_id=unit.pk, by=by, at=at, payload={"rows": count})
    return passwords
