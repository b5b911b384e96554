"""The only writers of asks: asking for a release, going out without one, a region's limit, what was spent."""

from .deciding import no_longer
from .releasing import ask_release, exempt, set_limit
from .spending import spend

__all__ = ["ask_release", "exempt", "no_longer", "set_limit", "spend"]
