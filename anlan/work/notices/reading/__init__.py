"""Reading a notice: plain text in, obligations out.

``decompose`` cuts a notice into the things somebody must do and the sentences that only urge; every
span says why it was read so and how sure that is. ``head`` finds number, issuer, date and the like.
Pure Python with small word lists: no database, no network, light to import.
The row format is that of the labelling scheme for campus-safety notices (see ``to_rows``).
"""

from .bounded import Bounded, explain_bounded
from .decompose import decompose
from .head import Head, Mark, head
from .model import Reason, Span, When
from .reasons import reason_sentence
from .spans import gaps, rebuild, to_rows

__all__ = [
    "Bounded",
    "Head",
    "Mark",
    "Reason",
    "Span",
    "When",
    "decompose",
    "explain_bounded",
    "gaps",
    "head",
    "reason_sentence",
    "rebuild",
    "to_rows",
]
