"""What the page of the responsibility chain shows: one unit's matrix, a bureau's units, the city's districts. Gaps first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.kernel.actor import Actor
from anlan.kernel.sheets import Column as SheetColumn
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.org.models import Unit
from anlan.registers.people import queries, rules
from anlan.registers.people.chain import Chains, Layer

MOST_NAMED = 12  # empty cells that one sum names
SHEET = [
    SheetColumn("unit", gettext_lazy("单位")),
    SheetColumn("group", gettext_lazy("领域类别")),
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
    group: str = ""
    cells: list[Cell | None] = field(default_factory=list)
    gaps: int = 0
    of: int = 0
    units: int = 0
    short: int = 0
    pairs: list[tuple[str, Cell | None]] = field(default_factory=list)  # head of the column, cell


@dataclass(frozen=True)
class Show:
    """What of the chains is shown: one domain, a group of them or all; one layer or all."""

    domain: str = ""
    group: str = ""
    layer: str = ""

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains looked at, group by group."""
        if self.domain:
            return (self.domain,)
        return org_rules.DOMAIN_GROUPS[self.group][1] if self.group else tuple(org_rules.GROUP_OF)

    @property
    def layers(self) -> list[str]:
        """The layers looked at."""
        return [self.layer] if self.layer else list(rules.LAYERS)

    @property
    def columns(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Columns of sums: the group's domains, or one a group. (value for the address, words, domains)"""
        if self.group:
            return [(d, domain_word(d), (d,)) for d in self.domains]
        return [(f"@{key}", _(label), domains) for key, (label, domains) in org_rules.DOMAIN_GROUPS.items()]


@dataclass(frozen=True)
class Part:
    """Rows that stand together; `folded`: the words behind which they are folded away, '' where they stand open."""

    folded: str
    rows: list[Row]


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

    @property
    def parts(self) -> list[Part]:
        """What stands open on the page and what is folded away: gaps first, what is whole below them, a unit's domains by group."""
        short, full = [row for row in self.rows if row.gaps], [row for row in self.rows if not row.gaps]
        parts = [Part("", short)] if short else []
        groups = list(dict.fromkeys(row.group for row in full))
        if len(groups) < 2:
            folded = ngettext("每一格都有人的 %(n)d 个", "每一格都有人的 %(n)d 个", len(full)) % {"n": len(full)} if short else ""
            return [*parts, Part(folded, full)] if full else parts
        for group in groups:
            rows = [row for row in full if row.group == group]
            words = ngettext("%(group)s：%(n)d 个领域五层都有人", "%(group)s：%(n)d 个领域五层都有人", len(rows))
            parts.append(Part(words % {"group": group, "n": len(rows)}, rows))
        return parts


def domain_word(domain: str) -> str:
    """消防."""
    return _(org_rules.DOMAINS.get(domain, domain))


def domain_choices() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Groups with their domains, for the filter."""
    return [
        (f"@{key}", _(label), [(domain, domain_word(domain)) for domain in domains])
        for key, (label, domains) in org_rules.DOMAIN_GROUPS.items()
    ]


def layer_word(layer: str) -> str:
    """党政领导责任."""
    return _(rules.LAYERS[layer])


def one_cell(unit: Unit, domain: str, layer: Layer, actor: Actor) -> Cell:
    """A layer of a unit's chain, with the way to fill it where the actor may."""
    return Cell(layer_word(layer.key), layer, unit, domain, rules.may_name(actor, unit.unit_path, layer.key))


def of_unit(unit: Unit, chains: dict[str, list[Layer]], actor: Actor, show: Show) -> Matrix:
    """Domains × layers of one unit."""
    rows = []
    for here in show.domains:
        if here not in chains:
            continue
        row = Row(domain_word(here), group=_(org_rules.DOMAIN_GROUPS[org_rules.GROUP_OF[here]][0]))
        for one in chains[here]:
            if one.key in show.layers:
                row.cells.append(one_cell(unit, here, one, actor))
                row.gaps, row.of = row.gaps + one.gap, row.of + 1
        rows.append(row)
    return Matrix.of_rows(_("领域"), map(layer_word, show.layers), rows)


def _url(unit: Unit, **more: str) -> str:
    return f"{reverse('chain')}?{urlencode({'unit': unit.unit_path, **{k: v for k, v in more.items() if v}})}"


def of_units(units: list[Unit], chains: Chains, actor: Actor, show: Show) -> Matrix:
    """Units × layers of one domain; units × domains of a group with who answers at one layer; else how many layers are missing."""
    rows = []
    there = {d for u in units for d in chains.get(u.pk, {})}
    columns = [(key, word, [d for d in domains if d in there]) for key, word, domains in show.columns]
    columns = [column for column in columns if column[2]]
    for unit in units:
        found, row = chains.get(unit.pk, {}), Row(str(unit), _url(unit, own="1", domain=f"@{show.group}" if show.group else ""))
        if show.domain:
            shown = [one for one in found.get(show.domain, []) if one.key in show.layers]
            row.cells = [one_cell(unit, show.domain, one, actor) for one in shown]
            _add(row, shown)
        else:
            for key, _word, domains in columns:
                pairs = [(d, one) for d in domains for one in found.get(d, []) if one.key in show.layers]
                _add(row, [one for _d, one in pairs])
                row.cells.append(_summed(unit, key, pairs, actor, show) if pairs else None)
        if row.of:
            rows.append(row)
    heads = map(layer_word, show.layers) if show.domain else (word for _key, word, _domains in columns)
    return Matrix.of_rows(_("单位"), heads, rows)


def _add(row: Row, shown: list[Layer]) -> None:
    row.gaps += sum(one.gap for one in shown)
    row.of += len(shown)


def _summed(unit: Unit, key: str, pairs: list[tuple[str, Layer]], actor: Actor, show: Show) -> Cell:
    if show.group and show.layer:
        return one_cell(unit, pairs[0][0], pairs[0][1], actor)
    missing = [domain_word(d) if show.layer else f"{domain_word(d)} {layer_word(one.key)}" for d, one in pairs if one.gap]
    label = _("、").join(missing[:MOST_NAMED])
    return Cell(label, None, unit, key, gaps=len(missing), of=len(pairs), url=_url(unit, own="1", domain=key, layer=show.layer))


def of_districts(groups: list[tuple[Unit, list[Unit]]], chains: Chains, show: Show) -> Matrix:
    """Districts × groups of domains, × domains of one group or × layers of one domain: the number of empty cells there and below."""
    if show.domain:
        columns = [(key, layer_word(key)) for key in show.layers]
        where = {(show.domain, key): key for key in show.layers}
    else:
        columns = [(key, word) for key, word, _domains in show.columns]
        where = {(d, layer): key for key, _word, domains in show.columns for d in domains for layer in show.layers}
    rows = []
    for district, units in groups:
        below = "1" if district.kind == org_rules.CITY else ""
        kept = show.domain or (f"@{show.group}" if show.group else "")
        row = Row(str(district), _url(district, domain=kept, layer=show.layer, below=below))
        counts = {column: [0, 0] for column, _word in columns}
        for unit in units:
            empty = 0
            for here, found in chains.get(unit.pk, {}).items():
                for one in found:
                    if (column := where.get((here, one.key))) is not None:
                        counts[column][0] += one.gap
                        counts[column][1] += 1
                        empty += one.gap
            row.units, row.short = row.units + 1, row.short + bool(empty)
        for column, _word in columns:
            gaps, of = counts[column]
            url = _url(district, below=below, domain=show.domain or column, layer=column if show.domain else show.layer)
            row.cells.append(Cell("", None, district, gaps=gaps, of=of, url=url) if of else None)
            row.gaps, row.of = row.gaps + gaps, row.of + of
        if row.of:
            rows.append(row)
    return Matrix.of_rows(_("辖市区"), (word for _key, word in columns), rows)


def sentence(unit: Unit, matrix: Matrix, *, units: int = 0) -> str:
    """东汀区教育局 24 个单位，责任链少 14 格."""
    words = {"unit": unit, "n": matrix.gaps, "units": units}
    if not matrix.of:
        return _("{unit}没有要填的领域").format(**words)
    if units:
        return (_("{unit} {units} 个单位，责任链少 {n} 格") if matrix.gaps else _("{unit} {units} 个单位，每一格都有人")).format(**words)
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


def sheet_rows(units: Iterable[Unit], chains: Chains, show: Show) -> Iterator[dict[str, Any]]:
    """One row a unit and domain, gaps said in words; a unit's rows with empty cells first."""
    for unit in units:
        found = [(domain, layers) for domain, layers in chains.get(unit.pk, {}).items() if domain in show.domains]
        for domain, layers in sorted(found, key=lambda pair: -sum(one.gap for one in pair[1])):
            row: dict[str, Any] = {
                "unit": unit.name, "domain": domain_word(domain), "gaps": sum(one.gap for one in layers),
                "group": _(org_rules.DOMAIN_GROUPS[org_rules.GROUP_OF[domain]][0]),
            }  # fmt: skip
            for one in layers:
                row[one.key] = _("没有人") if one.gap else " ".join(w for w in (one.name, one.title, one.phone) if w)
            yield row
