"""From longitude and latitude to a drawing: the projection is computed from what is to be shown, no tiles, no service."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
WIDTH, HEIGHT, PAD = 605.0, 540.0, 16.0
LEAST_SPAN = 0.004  # degrees; one school alone is not blown up to a continent


@dataclass(frozen=True)
class Projection:
    """Longitude and latitude to x (right) and y (down) in a drawing of `width` × `height`."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    left: float
    top: float
    width: float
    height: float

    def place(self, longitude: float, latitude: float) -> Point:
        """Where a point lies in the drawing."""
        x = self.left + (longitude - self.west) * self.scale_x
        y = self.top + (self.north - latitude) * self.scale_y
        return round(x, 1), round(y, 1)


def fit(points: Iterable[Point], width: float = WIDTH, height: float = HEIGHT, pad: float = PAD) -> Projection | None:
    """The projection that shows all `points` (lon, lat) as large as fits, undistorted at their middle. None without points."""
    known = list(points)
    if not known:
        return None
    west, east = min(p[0] for p in known), max(p[0] for p in known)
    south, north = min(p[1] for p in known), max(p[1] for p in known)
    west, east = _spread(west, east)
    south, north = _spread(south, north)
    squeeze = max(0.05, math.cos(math.radians((south + north) / 2)))
    across, down = (east - west) * squeeze, north - south
    scale = min((width - 2 * pad) / across, (height - 2 * pad) / down)
    tall = min(height, down * scale + 2 * pad)
    left = (width - across * scale) / 2
    return Projection(west, north, scale * squeeze, scale, left, (tall - down * scale) / 2, width, round(tall, 1))


def _spread(low: float, high: float) -> tuple[float, float]:
    lack = LEAST_SPAN - (high - low)
    return (low - lack / 2, high + lack / 2) if lack > 0 else (low, high)


def rings_of(outline: Any) -> list[list[Point]]:
    """The rings of an outline: one ring of [lon, lat], or a list of such rings; nothing for anything else."""
    if not isinstance(outline, list) or not outline:
        return []
    rings = [outline] if _is_point(outline[0]) else outline
    found = []
    for ring in rings:
        points = [(float(p[0]), float(p[1])) for p in ring if _is_point(p)] if isinstance(ring, list) else []
        if len(points) >= 3:
            found.append(points)
    return found


def _is_point(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) >= 2 and all(isinstance(v, int | float) for v in value[:2])


def middle(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a ring; of a flat one the mean of its points."""
    area = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = ax * by - bx * ay
        area += cross
        x += (ax + bx) * cross
        y += (ay + by) * cross
    if abs(area) < 1e-12:
        return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    return x / (3 * area), y / (3 * area)


def inside(ring: Sequence[Point], point: Point) -> bool:
    """Whether the point lies in the ring (even-odd rule)."""
    x, y = point
    result = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            result = not result
    return result


def label_spot(rings: Sequence[Sequence[Point]], own: Point | None) -> Point | None:
    """Where a district's name stands: its own point where that lies within it, else the middle of its largest ring."""
    if not rings:
        return own
    if own and any(inside(ring, own) for ring in rings):
        return own
    return middle(max(rings, key=len))
