"""Reads of evidence, within the scope of who asks."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.kernel.evidence.models import Evidence


def of_case(case_id: int, *, phase: str | None = None) -> list[Evidence]:
    """The files of a case in the order they came, withdrawn ones left out."""
    rows = Evidence.objects.filter(case_id=case_id, withdrawn_at=None)
    return list((rows.filter(phase=phase) if phase else rows).order_by("id"))


def of_cases(case_ids: Iterable[int]) -> dict[int, list[Evidence]]:
    """The files of several cases: case id -> files in the order they came."""
    found: dict[int, list[Evidence]] = {}
    for row in Evidence.objects.filter(case_id__in=list(case_ids), withdrawn_at=None).order_by("id"):
        if row.case_id is not None:
            found.setdefault(row.case_id, []).append(row)
    return found


def before_and_after(case_id: int) -> tuple[list[Evidence], list[Evidence]]:
    """The pictures of a case to be laid side by side: (before, after)."""
    pictures = [row for row in of_case(case_id) if row.is_image]
    return [r for r in pictures if r.phase == "before"], [r for r in pictures if r.phase == "after"]


def waiting(by_id: int) -> list[Evidence]:
    """Files that a person attached to a form that is not sent yet."""
    return list(Evidence.objects.filter(case_id=None, by_id=by_id, withdrawn_at=None).order_by("id"))


def visible(pk: int) -> Evidence | None:
    """One file, if it is in scope and not withdrawn."""
    return Evidence.objects.filter(pk=pk, withdrawn_at=None).first()


def hashes(pks: Iterable[int]) -> dict[int, str]:
    """Id -> content hash of those in scope."""
    wanted = list(pks)
    return dict(Evidence.objects.filter(pk__in=wanted).values_list("pk", "sha256")) if wanted else {}
