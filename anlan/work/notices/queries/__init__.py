"""Reads of notices for screens and for other parts. All within the current scope."""

from .following import drawer, late_count, late_units, missing_text
from .lists import STATE_WORDS, dossier, dossiers, get_notice, notices, progress
from .matrix import Count, Matrix, Row, UnitCell, counts_of, matrix
from .planning import Plan, plan_of
from .preview import Preview, Repeat, Stop, preview
from .proofs import records_of, stopped_words, usable_records
from .reports import progress_document, progress_sheet
from .review import bounded_help, one_row, review
from .rights import issuing_units, may_edit, may_issue
from .samples import samples_of

__all__ = [
    "STATE_WORDS", "Count", "Matrix", "Plan", "Preview", "Repeat", "Row", "Stop", "UnitCell", "bounded_help", "counts_of", "dossier",
    "dossiers", "drawer", "get_notice", "issuing_units", "late_count", "late_units", "matrix", "may_edit", "may_issue", "missing_text",
    "notices", "one_row", "plan_of", "preview", "progress", "progress_document", "progress_sheet", "records_of", "review", "samples_of",
    "stopped_words", "usable_records",
]  # fmt: skip
