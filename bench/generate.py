"""A city of data, set-based and as the owner: units, people, places, cases, parties, ledger. Shaped like real use: most work is old
and done, open work is recent, some schools have more than others, three in ten open cases are long overdue and told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from anlan.registers.org.models import Unit
from anlan.registers.people.models import Grant, Person, Post
from anlan.registers.places.models import Place
from bench import kinds
from sim.world import City, World, build

SQL = Path(__file__).parent / "generate.sql"
SINCE = date(2025, 9, 1)
CHUNK = 10_000
Say = Callable[[str], None]
SEATS = (("head", "校长"), ("safety", "安全主任"), ("logistics", "总务主任"))
TITLES = (
    "楼梯间堆放杂物，疏散时过不去", "灭火器压力不足", "应急照明不亮", "燃气软管老化", "食堂后厨地面湿滑", "实验室通风橱坏了",
    "配电箱门没锁", "宿舍走廊充电", "护栏松动", "操场井盖破损", "校车灭火器过期", "门卫登记不全", "危化品双人双锁没落实",
    "消防通道停车", "窗户限位器脱落", "开展寒假前安全教育", "排查燃气隐患并上报", "签收并转发告家长书", "核对值班表", "演练一次疏散",
)  # fmt: skip
DOMAINS = (
    ("fire", 24), ("gas", 13), ("food", 12), ("building", 11), ("electric", 9), ("bus", 8), ("chemicals", 6), ("gate", 6),
    ("crowd", 5), ("duty", 3), ("publicity", 2), ("epidemic", 1),
)  # fmt: skip


def fill(schools: int, cases: int, at: datetime, say: Say) -> dict[str, int]:
    """Fill an empty, migrated database. -> persons to look through: school, district, city, many (eight grants)."""
    city = build(World(schools=schools))
    persons = _registers(city)
    say(f"  {len(city.units)} units, {Person.objects.count()} people")
    with _bare("cases_case", "cases_party"):
        _work(cases, at)
        say(f"  {cases} cases")
    _ledger(cases, say)
    return persons


# ── registers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _registers(city: City) -> dict[str, int]:
    units = _units(city)
    people: list[tuple[Unit, str, str, str]] = []
    for unit in units.values():
        if unit.kind == "school":
            people += [(unit, role, title, f"{role}-{unit.code}") for role, title in SEATS]
        elif unit.kind in ("city", "district"):
            people += [(unit, role, title, f"{role}-{unit.code}") for role, title in (("leader", "分管局长"), ("safety", "安全处干部"))]
    persons = Person.objects.bulk_create([_person(login, login[:12]) for _u, _r, _t, login in people], 2000)
    posts = Post.objects.bulk_create([Post(unit=u, unit_path=u.unit_path, role=r, title=t) for u, r, t, _l in people], 2000)
    Grant.objects.bulk_create(
        [Grant(person=p, post=post, unit_path=post.unit_path, starts=SINCE) for p, post in zip(persons, posts, strict=True)], 2000
    )
    schools = [u for u in units.values() if u.kind == "school"]
    Place.objects.bulk_create(
        [Place(unit=u, unit_path=u.unit_path, name=name, kind=kind) for u in schools
         for name, kind in (("一号楼", "building"), ("食堂", "canteen"), ("宿舍", "dormitory"), ("实验室", "lab"), ("校门", "gate"))], 2000
    )  # fmt: skip
    return _looked_through(units, schools)


def _person(login: str, name: str) -> Person:
    return Person(username=login, name=name, password="!", must_change_password=False)


def _units(city: City) -> dict[str, Unit]:
    outlines = {o.code: [[list(p) for p in o.points]] for o in city.outlines if o.kind == "district"}
    waters = [{"line": [list(p) for p in o.points], "wide": o.width_m > 1000} for o in city.outlines if o.kind == "river"]
    made: dict[str, Unit] = {}
    next_child: dict[str, int] = {}
    depth = 0
    waiting = list(city.units)
    while waiting:  # level by level, so that parents have their ids
        here = [u for u in waiting if u.parent is None or u.parent in made]
        rows = []
        for u in here:
            parent = made.get(u.parent or "")
            next_child[u.parent or ""] = next_child.get(u.parent or "", 0) + 1
            path = "1." if parent is None else f"{parent.unit_path}{next_child[u.parent or '']:0{2 if depth == 1 else 3}d}."
            traits = {"waters": waters} if parent is None else {}
            rows.append(
                Unit(unit_path=path, parent=parent, kind=u.kind, name=u.name, short=u.short, code=u.code, longitude=u.lon, latitude=u.lat,
                     stage=u.stage, outline=outlines.get(u.code), traits=traits, duty_phone=u.phone, opened_on=SINCE)
            )  # fmt: skip
        for row in Unit.objects.bulk_create(rows, 2000):
            made[row.code] = row
        waiting = [u for u in waiting if u.code not in made]
        depth += 1
    return made


def _looked_through(units: dict[str, Unit], schools: list[Unit]) -> dict[str, int]:
    """The officer of the fullest school of a district, of that district, of the city, and somebody with a school in eight districts."""
    above: dict[int | None, Unit] = {u.pk: u for u in units.values() if u.kind == "district"}
    full = next(u for u in schools if u.parent_id in above)
    district = above[full.parent_id]
    top = next(u for u in units.values() if u.kind == "city")

    def officer(unit: Unit) -> int:
        return int(Person.objects.get(username=f"safety-{unit.code}").pk)

    many = _person("many", "八所学校")
    many.save()
    fullest = {u.parent_id: u for u in reversed(schools) if u.parent_id in above and u is not full}  # of each district
    for unit in list(fullest.values())[:8]:
        post = Post.objects.create(unit=unit, unit_path=unit.unit_path, role="safety", title="片区安全员")
        Grant.objects.create(person=many, post=post, unit_path=post.unit_path, starts=SINCE)
    return {"school": officer(full), "district": officer(district), "city": officer(top), "many": int(many.pk)}


# ── work ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _work(cases: int, at: datetime) -> None:
    """Cases and parties, from tables of what there is to choose from."""
    chosen = kinds.kinds()
    values: dict[str, Any] = {"cases": cases, "at": at, "since": at - timedelta(days=400)}
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off; set work_mem = '256MB'; set maintenance_work_mem = '512MB'; select setseed(0.31)")
        prepare, insert, parties = SQL.read_text(encoding="utf-8").split("-- next")
        cursor.execute(prepare)
        _rows(cursor, "bench_title", [(n, t) for n, t in enumerate(TITLES)])
        spread = [d for d, weight in DOMAINS for _n in range(weight)]
        _rows(cursor, "bench_domain", [(n, d) for n, d in enumerate(spread)])
        stamps = [(n, k.key, k.prefix, json.dumps(k.machine.stamp()), len(k.machine.ladder)) for n, k in enumerate(chosen)]
        _rows(cursor, "bench_kind", stamps)
        opens = [(k.key, n, s.state, s.level, s.role) for k in chosen for n, s in enumerate(kinds.open_states(k))]
        _rows(cursor, "bench_open", opens)
        _rows(cursor, "bench_closed", [(k.key, n, s) for k in chosen for n, s in enumerate(kinds.closed_states(k))])
        rungs = [(k.key, r.late.total_seconds()) for k in chosen for r in k.machine.ladder]
        _rows(cursor, "bench_rung", rungs)
        cursor.execute(insert, values)
        cursor.execute(parties, values)
        cursor.execute("select setval('cases_number', %s)", [cases + 1])
        cursor.execute("reset synchronous_commit; reset work_mem; reset maintenance_work_mem")


def _rows(cursor: Any, table: str, rows: list[tuple[Any, ...]]) -> None:
    places = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"insert into {table} values ({places})", rows)


@contextmanager
def _bare(*tables: str) -> Iterator[None]:
    """Without their secondary indexes and foreign keys within the block; built anew at once afterwards, which is far faster."""
    every = (
        "select conrelid::regclass::text, conname, pg_get_constraintdef(c.oid) from pg_constraint c where conrelid = any(%s::regclass[]) "
    )
    keys = every + "and contype = 'f'"
    pointed_at = "exists (select 1 from pg_constraint f where f.contype = 'f' and f.conindid = c.conindid)"
    unique = every + f"and contype = 'u' and not {pointed_at}"
    indexes = (
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index i where indrelid = any(%s::regclass[]) "
        "and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)"
    )
    with connection.cursor() as cursor:
        found = []
        for question in (keys, unique):
            cursor.execute(question, [list(tables)])
            found.append(cursor.fetchall())
        cursor.execute(indexes, [list(tables)])
        plain = cursor.fetchall()
        for table, name, _definition in (*found[0], *found[1]):
            cursor.execute(f"alter table {table} drop constraint {name}")
        for name, _definition in plain:
            cursor.execute(f"drop index {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("set maintenance_work_mem = '512MB'")
        for _name, definition in plain:
            cursor.execute(definition)
        for table, name, definition in (*found[1], *found[0]):
            cursor.execute(f"alter table {table} add constraint {name} {definition}")
        cursor.execute("reset maintenance_work_mem")


def _ledger(entries: int, say: Say) -> None:
    """One entry for each case, through the ledger's own door, in the order of time."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
        cursor.execute("select min(id), max(id) from cases_case")
        first, last = cursor.fetchone()
        for begin in range(first, last + 1, CHUNK):
            cursor.execute(APPEND, [begin, min(begin + CHUNK, last + 1)])
            if (begin - first) % 200_000 == 0 and begin > first:
                say(f"  {begin - first} ledger entries")
        cursor.execute("reset synchronous_commit")


APPEND = """
select ledger_append(jsonb_agg(jsonb_build_object(
    'unit', unit_id, 'at', opened_at, 'actor', opened_by_id, 'verb', 'case.open', 'case', id, 'was', null, 'now', state,
    'salt', md5(id::text), 'payload', json_build_object('title', title, 'kind', kind)::text) order by id))
from cases_case where id >= %s and id < %s
"""
