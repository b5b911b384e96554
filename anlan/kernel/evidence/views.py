"""Evidence on its way out: pictures re-encoded, everything else only as a download."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from anlan.kernel.acting import may
from anlan.kernel.evidence import queries, store
from anlan.kernel.evidence.models import Evidence

SIDES = {"thumb": store.THUMB, "full": store.FULL}


@may("evidence.see")
@require_safe
def picture(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """A picture as JPEG without camera data: thumb (320 points) or full (2,000)."""
    row = _row(pk)
    if not row.is_image or size not in SIDES:
        raise Http404
    tag = f'"{row.sha256[:32]}-{size}"'
    if request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponseNotModified(), tag)
    response = HttpResponse(store.shown(row.sha256, SIDES[size]), content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    return _guarded(response, tag)


@may("evidence.see")
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came, always as a download."""
    row = _row(pk)
    response = HttpResponse(store.original(row.sha256), content_type=row.mime)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name) or "attachment"
    return _guarded(response, f'"{row.sha256[:32]}"')


def _row(pk: int) -> Evidence:
    row = queries.visible(pk)
    if row is None:
        raise Http404
    return row


def _guarded(response: HttpResponse, tag: str) -> HttpResponse:
    """Asked for anew each time, so that a right that ended ends; and never run, whatever is inside."""
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
