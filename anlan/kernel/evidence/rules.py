"""Where a photo was taken against where the case is. Pure."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

NEAR_METRES = 300  # our own default: the size of a school's ground plus the error of a phone indoors
EARTH_METRES = 6_371_000

Place = tuple[float, float]  # latitude, longitude in degrees


def metres_between(one: Place, other: Place) -> float:
    """Distance on the ground in metres between two (latitude, longitude)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, one)), tuple(map(radians, other)))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(min(1.0, half)))


def place_matches(taken: Place | None, wanted: Place | None, within: float = NEAR_METRES) -> bool | None:
    """Whether a photo was taken within `within` metres of the place; None when one of the two is unknown."""
    if taken is None or wanted is None:
        return None
    return metres_between(taken, wanted) <= within
