"""The map of 云汀市: district outlines by Voronoi cells with roughened shared edges, a river, spots for schools.

Drawing units are those of the board's map (x right, y down, about 585 × 530); `Frame` turns them into lon/lat.
The frame is fictional: it only has to be self-consistent.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sim.specs import Outline

Point = tuple[float, float]
Ring = tuple[Point, ...]

STRETCH = 1.16
CENTRES: dict[str, Point] = {
    name: (x, y * STRETCH)
    for name, (x, y) in {
        "汀北区": (305, 105),
        "青屿区": (505, 120),
        "云汀经开区": (425, 225),
        "汀南区": (285, 245),
        "柳埠区": (130, 150),
        "临漪区": (150, 310),
        "禾渚区": (345, 375),
        "岩溪市": (520, 345),
    }.items()
}
BORDER: Ring = tuple(
    (x, y * STRETCH)
    for x, y in (
        (60, 90), (150, 40), (260, 30), (370, 22), (480, 38), (580, 80), (615, 170), (600, 260),
        (612, 350), (560, 425), (450, 455), (340, 470), (220, 455), (110, 410), (48, 330), (30, 210),
    )
)  # fmt: skip
#: The river and its northern arm as cubic curves: start, then (control, control, end) triples.
_CURVES: tuple[tuple[str, tuple[Point, ...]], ...] = (
    (
        "云汀河",
        (
            (34, 235), (100, 205), (150, 245), (205, 205), (260, 165), (300, 150), (362, 172),
            (424, 194), (455, 180), (500, 232), (545, 284), (560, 300), (604, 290),
        ),
    ),
    ("小汀河", ((362, 172), (372, 120), (402, 90), (412, 30))),
)  # fmt: skip
RIVER_WIDTH = 9.0
BANK = 17.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns drawing units into a fictional lon/lat: `west`, `north` is the corner (0, 0)."""

    west: float
    north: float
    km_per_unit: float

    def lonlat(self, p: Point) -> Point:
        """(x, y) in drawing units → (lon, lat) in degrees, rounded to about a metre."""
        lat = self.north - p[1] * self.km_per_unit / 110.9
        lon = self.west + p[0] * self.km_per_unit / (111.32 * math.cos(math.radians(self.north)))
        return round(lon, 5), round(lat, 5)


def _clip(ring: list[Point], a: Point, b: Point) -> list[Point]:
    """The part of the ring nearer to a than to b."""

    def side(q: Point) -> float:
        return (q[0] - (a[0] + b[0]) / 2) * (b[0] - a[0]) + (q[1] - (a[1] + b[1]) / 2) * (b[1] - a[1])

    out: list[Point] = []
    for k, s in enumerate(ring):
        e = ring[(k + 1) % len(ring)]
        fs, fe = side(s), side(e)
        if fs <= 0:
            out.append(s)
        if (fs < 0 < fe) or (fe < 0 < fs):
            t = fs / (fs - fe)
            out.append((s[0] + t * (e[0] - s[0]), s[1] + t * (e[1] - s[1])))
    return out


def _rough(a: Point, b: Point, depth: int = 3) -> list[Point]:
    """Displace midpoints; the offset depends on the edge alone, so that neighbours keep one border."""
    if depth == 0 or math.dist(a, b) < 10:
        return [a]
    ra, rb = (round(a[0]), round(a[1])), (round(b[0]), round(b[1]))
    key = sorted([ra, rb])
    offset = random.Random(str(key)).uniform(-0.11, 0.11) * (1 if ra == key[0] else -1)
    mid = ((a[0] + b[0]) / 2 - (b[1] - a[1]) * offset, (a[1] + b[1]) / 2 + (b[0] - a[0]) * offset)
    return _rough(a, mid, depth - 1) + _rough(mid, b, depth - 1)


@lru_cache(maxsize=1)
def districts() -> dict[str, Ring]:
    """District name → open outer ring in drawing units."""
    rings: dict[str, Ring] = {}
    for name, centre in CENTRES.items():
        cell = list(BORDER)
        for other, c in CENTRES.items():
            if other != name:
                cell = _clip(cell, centre, c)
        edges = zip(cell, cell[1:] + cell[:1], strict=True)
        rings[name] = tuple(q for a, b in edges for q in _rough(a, b))
    return rings


def _cubic(p: tuple[Point, Point, Point, Point], t: float) -> Point:
    u = 1 - t
    w = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
    return (sum(k * q[0] for k, q in zip(w, p, strict=True)), sum(k * q[1] for k, q in zip(w, p, strict=True)))


@lru_cache(maxsize=1)
def rivers() -> dict[str, Ring]:
    """River name → points along its middle in drawing units."""
    out: dict[str, Ring] = {}
    for name, flat in _CURVES:
        points: list[Point] = [flat[0]]
        for k in range(0, len(flat) - 1, 3):
            piece = (flat[k], flat[k + 1], flat[k + 2], flat[k + 3])
            points += [_cubic(piece, t / 10) for t in range(1, 11)]
        out[name] = tuple((x, y * STRETCH) for x, y in points)
    return out


def inside(ring: Ring, x: float, y: float) -> bool:
    """Is the point inside the ring (even-odd rule)?"""
    result = False
    c, d = ring[-1]
    for a, b in ring:
        if (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a:
            result = not result
        c, d = a, b
    return result


def wet(x: float, y: float) -> bool:
    """Is the point in a river or on its bank?"""
    for line in rivers().values():
        for (a, b), (c, d) in pairwise(line):
            if abs(x - a) > 40 or abs(y - b) > 40:
                continue
            t = max(0.0, min(1.0, ((x - a) * (c - a) + (y - b) * (d - b)) / ((c - a) ** 2 + (d - b) ** 2)))
            if math.dist((x, y), (a + t * (c - a), b + t * (d - b))) < BANK:
                return True
    return False


def _candidates(ring: Ring, rng: random.Random) -> Iterator[Point]:
    """An endless, evenly spread sequence (R2) over the ring's bounding box with a seeded start and some jitter."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    u, v = rng.random(), rng.random()
    jitter = random.Random(rng.random())
    while True:
        u, v = (u + 0.7548776662466927) % 1, (v + 0.5698402909980532) % 1
        x = min(xs) + u * (max(xs) - min(xs)) + jitter.uniform(-7, 7)
        y = min(ys) + v * (max(ys) - min(ys)) + jitter.uniform(-7, 7)
        yield x, y


def spots(name: str, count: int, rng: random.Random) -> list[Point]:
    """`count` spots in the district: inside its border, dry, well apart, and clear of its label while few."""
    ring, centre = districts()[name], CENTRES[name]
    found: list[Point] = []
    gap = 19.0 if count <= 12 else 115.0 / math.sqrt(count) * 0.6
    tries = 0
    for x, y in _candidates(ring, rng):
        tries += 1
        apart = gap - tries * gap / (count * 24 + 240)
        if count <= 20 and abs(x - centre[0]) < 40 and -20 < y - centre[1] < 17:
            continue
        if any(abs(x - a) < apart and math.dist((x, y), (a, b)) < apart for a, b in found):
            continue
        if not inside(ring, x, y) or wet(x, y):
            continue
        if not all(inside(ring, x + dx, y + dy) for dx, dy in ((9, 0), (-9, 0), (0, 9), (0, -9))):
            continue
        found.append((x, y))
        if len(found) == count:
            return found
    raise AssertionError("the sequence of candidates is endless")


def outlines(frame: Frame, codes: dict[str, str]) -> tuple[Outline, ...]:
    """All districts (closed rings) and rivers in lon/lat. `codes`: district name → unit code of its bureau."""
    shapes: list[Outline] = []
    for name, ring in districts().items():
        points = tuple(frame.lonlat(p) for p in (*ring, ring[0]))
        shapes.append(Outline(codes[name], name, "district", points, frame.lonlat(CENTRES[name])))
    for number, (name, line) in enumerate(rivers().items(), start=1):
        width = RIVER_WIDTH * frame.km_per_unit * 1000 * (1.0 if number == 1 else 0.6)
        points = tuple(frame.lonlat(p) for p in line)
        shapes.append(Outline(f"R{number}", name, "river", points, None, round(width, 1)))
    return tuple(shapes)
