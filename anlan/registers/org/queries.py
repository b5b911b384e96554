"""Reads of the register of units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from anlan.kernel.actor import lineage
from anlan.kernel.clock import local
from anlan.kernel.kept import remembered
from anlan.kernel.scope import below
from anlan.registers.org import rules
from anlan.registers.org.models import Link, Supervision, Unit


@remembered
def unit(unit_id: int) -> Unit:
    """The unit, open or closed; Unit.DoesNotExist when there is none."""
    return Unit.objects.get(pk=unit_id)


@remembered
def by_path(path: str) -> Unit:
    """The unit at `path`."""
    return Unit.objects.get(unit_path=path)


def named(unit_ids: Iterable[int]) -> dict[int, Unit]:
    """Units by id."""
    return Unit.objects.in_bulk(list(unit_ids))


def open_at(day: date) -> Q:
    """Units that exist on `day`."""
    return Q(closed_on__isnull=True) | Q(closed_on__gt=day)


def under(path: str, *, kinds: Iterable[str] = (), at: datetime | None = None) -> QuerySet[Unit]:
    """Units at and under `path` in path order, by kind, existing at `at` if given."""
    rows = Unit.objects.filter(below(path))
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if at is not None:
        rows = rows.filter(open_at(local(at).date()))
    return rows.order_by("unit_path")


def schools_under(path: str, at: datetime | None = None) -> QuerySet[Unit]:
    """Schools at and under `path`."""
    return under(path, kinds=[rules.SCHOOL], at=at)


def districts(at: datetime | None = None) -> QuerySet[Unit]:
    """District bureaus of the city."""
    rows = Unit.objects.filter(kind=rules.DISTRICT).order_by("unit_path")
    return rows.filter(open_at(local(at).date())) if at else rows


@remembered
def ancestors(path: str) -> list[Unit]:
    """The unit at `path` and those above it, nearest first."""
    found = {u.unit_path: u for u in Unit.objects.filter(unit_path__in=lineage(path))}
    return [found[p] for p in lineage(path) if p in found]


@remembered
def whole_unit(path: str) -> Unit:
    """The school, bureau or outside body that a department or campus belongs to (itself, if it is one)."""
    for found in ancestors(path):
        if found.kind not in (rules.DEPARTMENT, rules.CAMPUS):
            return found
    raise Unit.DoesNotExist(path)


def running(day: date) -> Q:
    """Dated relations that hold on `day`."""
    return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))


def parts_of(unit: Unit, at: datetime) -> list[Unit]:
    """Campuses, departments and groups inside a unit, in path order, those of campuses included; no school below a bureau."""
    inside: list[Unit] = []
    ids = {unit.pk}
    for row in Unit.objects.filter(below(unit.unit_path), open_at(local(at).date()), kind__in=rules.INNER).order_by("unit_path"):
        if row.parent_id in ids:
            ids.add(row.pk)
            inside.append(row)
    return inside


def departments(path: str) -> dict[str, int]:
    """Names of departments under `path` with how many units have one of that name, the most common first."""
    rows = Unit.objects.filter(below(path), kind=rules.DEPARTMENT, closed_on=None).order_by().values_list("name").annotate(n=Count("id"))
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))


def children_counted(unit: Unit, at: datetime) -> dict[str, int]:
    """How many units of each kind stand below, existing at `at`."""
    rows = under(unit.unit_path, at=at).exclude(pk=unit.pk).order_by().values_list("kind").annotate(n=Count("id"))
    return dict(rows)


def supervisions_of(unit: Unit) -> list[Supervision]:
    """Who was said to supervise the unit, past and future included, running first by domain."""
    return list(Supervision.objects.filter(unit=unit).select_related("supervisor").order_by("domain", "-starts"))


def exceptions(path: str, at: datetime) -> QuerySet[Supervision]:
    """Relations that hold at `at` and differ from the rule "the parent supervises", at and under `path`."""
    rows = Supervision.objects.filter(below(path), running(local(at).date())).exclude(supervisor_id=F("unit__parent_id"))
    return rows.select_related("unit", "unit__parent", "supervisor").order_by("unit_path", "domain")


def found(text: str) -> Q:
    """Units that a person means by `text`: part of the name or short name, beginning of pinyin or initials, the code."""
    text = text.strip()
    typed = text.lower().replace(" ", "")
    by_sound = Q(pinyin__startswith=typed) | Q(pinyin__contains=f" {typed}") if typed.isascii() and typed else Q(pk__in=[])
    return Q(name__icontains=text) | Q(short__icontains=text) | Q(code__iexact=text) | by_sound


@remembered
def supervisor_of(unit_path: str, domain: str, at: datetime) -> Unit | None:
    """Who supervises the unit in `domain` at `at`: its own dated relation, else the parent of the whole unit. None for the city."""
    whole = whole_unit(unit_path)
    today = local(at).date()
    rows = list(Supervision.objects.filter(running(today), unit_id=whole.pk, domain__in=["", domain]).select_related("supervisor"))
    if rows:
        return max(rows, key=lambda r: (r.domain == domain, r.starts)).supervisor
    return Unit.objects.get(pk=whole.parent_id) if whole.parent_id else None


def supervisors_of(pairs: Iterable[tuple[str, str]], at: datetime) -> dict[tuple[str, str], Unit | None]:
    """supervisor_of() for many (unit path, domain) at once, with three questions to the database in all."""
    wanted, today = set(pairs), local(at).date()
    lines = {path: lineage(path) for path, _domain in wanted}
    known = {u.unit_path: u for u in Unit.objects.filter(unit_path__in={p for line in lines.values() for p in line}).defer("outline")}
    whole = {path: next((known[p] for p in line if p in known and known[p].kind not in rules.INNER), None) for path, line in lines.items()}
    rows: dict[int, list[Supervision]] = {}
    named_ones = Supervision.objects.filter(running(today), unit_id__in={u.pk for u in whole.values() if u})
    for row in named_ones.select_related("supervisor").defer("supervisor__outline"):
        rows.setdefault(row.unit_id, []).append(row)
    by_id = {u.pk: u for u in known.values()}
    found: dict[tuple[str, str], Unit | None] = {}
    for path, domain in wanted:
        unit = whole[path]
        named = [r for r in rows.get(unit.pk, []) if r.domain in ("", domain)] if unit else []
        if named:
            found[path, domain] = max(named, key=lambda r: (r.domain == domain, r.starts)).supervisor
        else:
            found[path, domain] = by_id.get(unit.parent_id or 0) if unit else None
    return found


def links_of(unit_path: str, domain: str, at: datetime) -> list[Link]:
    """Outside bodies linked to the unit (or a unit above it) for `domain` or for all domains, nearest first."""
    today = local(at).date()
    rows = Link.objects.filter(running(today), unit_path__in=lineage(unit_path)).select_related("outside", "unit")
    wanted = [r for r in rows if r.domain in ("", domain) or not domain]
    return sorted(wanted, key=lambda r: (-len(r.unit_path), r.domain != domain))


# ── whom an office reaches ─────────────────────────────────────────────────────────────────────────────────────────────


def reachable(path: str, at: datetime) -> list[Unit]:
    """Whole units at and below an issuing office, in path order."""
    return list(under(path, kinds=rules.WHOLE, at=at))


def addressed(to: rules.Addressees, units: Iterable[Unit]) -> list[Unit]:
    """Those of `units` that are meant."""
    return [
        u for u in units
        if rules.is_addressed(to, unit_id=u.pk, kind=u.kind, stage=u.stage, nature=u.nature, traits=u.traits, path=u.unit_path)
    ]  # fmt: skip


def group_paths(units: Mapping[int, Unit], issuer_path: str) -> dict[int, str]:
    """Unit id -> path of the district it is counted under; the issuer's own path for those directly below it."""
    districts = sorted(u.unit_path for u in units.values() if u.kind == rules.DISTRICT)
    found = {}
    for pk, unit in units.items():
        found[pk] = next((p for p in districts if unit.unit_path.startswith(p)), issuer_path)
    return found


# ── groups of a table that many units answer: by district (the key is a path) or by kind of school (its stage, else the unit's kind) ──


def group_labels(keys: Iterable[str], by: str) -> dict[str, str]:
    """Key -> what the group is called."""
    wanted = list(keys)
    if by == "district":
        return {key: key for key in wanted} | _names_of_paths(wanted)
    return {key: rules.STAGES.get(key) or rules.KINDS.get(key, key) for key in wanted}


def group_order(by: str) -> Callable[[str], tuple[int, str]]:
    """A key for sorting keys: districts by path, kinds of school by stage."""
    stages = {stage: n for n, stage in enumerate(rules.STAGES)}
    return lambda key: (0 if by == "district" else stages.get(key, 99), key)


def by_group(rows: Iterable[tuple[str, str, str]]) -> list[tuple[str, list[str]]]:
    """(path of the district, short name, name) of units -> (district, names of its units), in the order of the rows."""
    found: dict[str, list[str]] = {}
    for path, short, name in rows:
        found.setdefault(path, []).append(short or name)
    names = _names_of_paths(found)
    return [(names.get(path, path), units) for path, units in found.items()]


def _names_of_paths(paths: Iterable[str]) -> dict[str, str]:
    return {u.unit_path: str(u) for u in Unit.objects.filter(unit_path__in=list(paths)).only("unit_path", "name", "short")}
