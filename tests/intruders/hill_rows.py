"""Rows of Hill School, Green's neighbour: what an intruder from Green would hang things on, and the other way round."""

from __future__ import annotations

from anlan.kernel.acting import acting
from tests.cast import START
from tests.green_rows import Green


def raise_hill(green: Green) -> None:
    """A place, a case and its hazard at Hill."""
    from anlan.work.cases import actions as cases
    from tests.hazards import steps

    cast = green.cast
    with acting(cast.feng):
        case = cases.open_case("errand", cast.units["hill"], title="擦窗户", by=cast.feng, at=START)
    hazard = steps.report(cast, by="feng", unit="hill", place="kitchen")
    green.ids |= {"hill": cast.units["hill"].pk, "hill_case": case.pk, "hill_hazard": hazard.pk, "hill_place": cast.places["kitchen"].pk}
