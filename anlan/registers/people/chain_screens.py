"""What the page of the responsibility chain shows: one unit's matrix, a bureau's units, the city's districts. Gaps first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.sheets import Column as SheetColumn
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.registers.people import queries, rules
from anlan.registers.people.chain import Chains, Layer

SHEET = [
    SheetColumn("unit", gettext_lazy("单位")),
    SheetColumn("domain", gettext_lazy("领域")),
    *(SheetColumn(key, gettext_lazy(label)) for key, label in rules.LAYERS.items()),
    SheetColumn("gaps", gettext_lazy("缺几层"), "integer"),
]


@dataclass(frozen=True)
class Cell:
    """One cell: a layer with who answers, or only how many are missing (`gaps` of `of`)."""

    label: str
    layer: Layer | None = None
    unit: Unit | None = None
    domain: str = ""
    may: bool = False
    gaps: int = 0
    of: int = 0
    url: str = ""

    @property
    def fill_url(self) -> str:
        """Where this gap is filled."""
        if self.unit is None or self.layer is None:
            return ""
        return f"{reverse('chain_fill')}?{urlencode({'unit': self.unit.unit_path, 'domain': self.domain, 'layer': self.layer.key})}"


@dataclass
class Row:
    """A row: a domain, a unit or a district."""

    title: str
    url: str = ""
    cells: list[Cell | None] = field(default_factory=list)
    gaps: int = 0
    of: int = 0
    units: int = 0
    short: int = 0
    pairs: list[tuple[str, Cell | None]] = field(default_factory=list)  # head of the column, cell


@dataclass(frozen=True)
class Matrix:
    """Head and rows; `gaps` of `of` cells are empty."""

    heads: list[str]
    rows: list[Row]
    gaps: int
    of: int
    first: str

    @classmethod
    def of_rows(cls, first: str, heads: Iterable[str], rows: list[Row]) -> Matrix:
        """Rows with gaps first."""
        ordered, words = sorted(rows, key=lambda r: -r.gaps), [str(h) for h in heads]
        for row in ordered:
            row.pairs = list(zip(words, row.cells, strict=False))
        return cls(words, ordered, sum(r.gaps for r in rows), sum(r.of for r in rows), first)


def domain_word(domain: str) -> str:
    """消防."""
    return _(org_rules.DOMAINS.get(domain, domain))


def layer_word(layer: str) -> str:
    """党政领导责任."""
    return _(rules.LAYERS[layer])


def one_cell(unit: Unit, domain: str, layer: Layer, actor: Actor) -> Cell:
    """A layer of a unit's chain, with the way to fill it where the actor may."""
    return Cell(layer_word(layer.key), layer, unit, domain, rules.may_name(actor, unit.unit_path, layer.key))


def of_unit(unit: Unit, chains: dict[str, list[Layer]], actor: Actor, domain: str, layer: str) -> Matrix:
    """Domains × layers of one unit."""
    keys = [layer] if layer else list(rules.LAYERS)
    rows = []
    for here, found in chains.items():
        if domain and here != domain:
            continue
        row = Row(domain_word(here))
        for one in found:
            if one.key in keys:
                row.cells.append(one_cell(unit, here, one, actor))
                row.gaps, row.of = row.gaps + one.gap, row.of + 1
        rows.append(row)
    return Matrix.of_rows(_("领域"), map(layer_word, keys), rows)


def _url(unit: Unit, **more: str) -> str:
    return f"{reverse('chain')}?{urlencode({'unit': unit.unit_path, **{k: v for k, v in more.items() if v}})}"


def of_units(units: list[Unit], chains: Chains, actor: Actor, domain: str, layer: str) -> Matrix:
    """Units × layers of one domain; or units × domains with who answers at one layer; or with how many layers are missing."""
    rows = []
    domains = [d for d in org_rules.CHAIN_DOMAINS if any(d in chains.get(u.pk, {}) for u in units)]
    keys = [layer] if layer else list(rules.LAYERS)
    for unit in units:
        found, row = chains.get(unit.pk, {}), Row(str(unit), _url(unit, own="1"))
        if domain:
            shown = [one for one in found.get(domain, []) if one.key in keys]
            row.cells = [one_cell(unit, domain, one, actor) for one in shown]
            _add(row, shown)
        else:
            for here in domains:
                shown = [one for one in found.get(here, []) if one.key in keys]
                _add(row, shown)
                row.cells.append(_summed(unit, here, shown, actor, alone=bool(layer)) if shown else None)
        if row.of:
            rows.append(row)
    return Matrix.of_rows(_("单位"), map(layer_word, keys) if domain else map(domain_word, domains), rows)


def _add(row: Row, shown: list[Layer]) -> None:
    row.gaps += sum(one.gap for one in shown)
    row.of += len(shown)


def _summed(unit: Unit, domain: str, shown: list[Layer], actor: Actor, *, alone: bool) -> Cell:
    if alone:
        return one_cell(unit, domain, shown[0], actor)
    missing = [layer_word(one.key) for one in shown if one.gap]
    label = _("、").join(missing)
    return Cell(label, None, unit, domain, gaps=len(missing), of=len(shown), url=_url(unit, own="1", domain=domain))


def of_districts(groups: list[tuple[Unit, list[Unit]]], chains: Chains, domain: str, layer: str) -> Matrix:
    """Districts × domains (or × layers of one domain), each cell the number of empty layers below."""
    keys = [layer] if layer else list(rules.LAYERS)
    columns = keys if domain else list(org_rules.CHAIN_DOMAINS)
    rows = []
    for district, units in groups:
        row = Row(str(district), _url(district, domain=domain, layer=layer, below="1" if district.kind == org_rules.CITY else ""))
        counts = {column: [0, 0] for column in columns}
        for unit in units:
            empty = 0
            for here, found in chains.get(unit.pk, {}).items():
                for one in found:
                    if one.key in keys and (not domain or here == domain):
                        count = counts[one.key if domain else here]
                        count[0], count[1] = count[0] + one.gap, count[1] + 1
                        empty += one.gap
            row.units, row.short = row.units + 1, row.short + bool(empty)
        for column in columns:
            gaps, of = counts[column]
            more = {"domain": domain or column, "layer": column if domain else layer}
            url = _url(district, **more, below="1" if district.kind == org_rules.CITY else "")
            row.cells.append(Cell("", None, district, gaps=gaps, of=of, url=url) if of else None)
            row.gaps, row.of = row.gaps + gaps, row.of + of
        rows.append(row)
    return Matrix.of_rows(_("辖市区"), map(layer_word if domain else domain_word, columns), rows)


def sentence(unit: Unit, matrix: Matrix, *, units: int = 0) -> str:
    """东汀区教育局 24 个单位，责任链少 14 格."""
    words = {"unit": unit, "n": matrix.gaps, "units": units}
    if not matrix.of:
        return _("{unit}没有要填的领域").format(**words)
    if units:
        return (_("{unit} {units} 所学校，责任链少 {n} 格") if matrix.gaps else _("{unit} {units} 所学校，每一格都有人")).format(**words)
    return (_("{unit}的责任链少 {n} 格") if matrix.gaps else _("{unit}的责任链，每一格都有人")).format(**words)


def candidates(unit: Unit, layer: str, domain: str, at: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """Whom one may choose at a layer, by unit: those of the unit, of who supervises it, or of the towns around it."""
    if layer in rules.FROM_ABOVE:
        above = org.supervisor_of(unit.unit_path, domain, at) or unit
        homes = [above]
    elif layer == "territory":
        homes = [link.outside for link in org.links_of(unit.unit_path, domain, at)]
    else:
        homes = [unit]
    groups = []
    for home in dict.fromkeys(homes):
        found = queries.holders_at(home.unit_path, rules.ROLES, at)
        lonely = {p for p in (h.post_id for h in found) if sum(h.post_id == p for h in found) == 1}
        options: dict[str, str] = {}
        for h in found:  # a post outlives its holder; a post that several hold says nothing, there the person is meant
            key = f"post-{h.post_id}" if h.post_id in lonely else f"person-{h.person_id}"
            options.setdefault(key, _("{name} · {title}").format(name=h.name, title=h.title))
        if options:
            groups.append((str(home), list(options.items())))
    return groups


def sheet_rows(units: Iterable[Unit], chains: Chains) -> Iterator[dict[str, Any]]:
    """One row a unit and domain, gaps said in words."""
    for unit in units:
        for domain, found in chains.get(unit.pk, {}).items():
            row: dict[str, Any] = {"unit": unit.name, "domain": domain_word(domain), "gaps": sum(one.gap for one in found)}
            for one in found:
                row[one.key] = _("没有人") if one.gap else " ".join(w for w in (one.name, one.title, one.phone) if w)
            yield row
