"""What was sent, read the same way for pages and API: a form's random number, a file, JSON as a form would have sent it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from anlan.kernel.errors import Refused
from anlan.kernel.evidence.office import MAX_FILE, too_big


def nonce_of(request: HttpRequest) -> UUID | None:
    """The random number of a sent form; None when it is missing or no UUID."""
    try:
        return UUID(request.POST.get("nonce", ""))
    except ValueError:
        return None


def as_sent(values: Mapping[str, Any]) -> MultiValueDict[str, str]:
    """JSON as a page's form would have sent it: texts, numbers and lists of them; anything else is left out."""
    sent: MultiValueDict[str, str] = MultiValueDict()
    for name, value in values.items():
        items = value if isinstance(value, list) else [value]
        sent.setlist(name, [str(item) for item in items if isinstance(item, (str, int, float)) and item is not False])
    return sent


def demand_valid(form: BaseForm, code: str) -> None:
    """Refused with the first error of each field when a form sent to the API does not hold."""
    if not form.is_valid():
        fields = {name: errors[0] for name, errors in form.errors.items()}
        raise Refused(code, _("还有没填好的，看标出来的地方"), fields=fields)


def content(file: Any, *, most: int = MAX_FILE) -> bytes:
    """The bytes of an uploaded file, measured before it is read into memory; Unreadable, with its size, when there are more than `most`."""
    if (file.size or 0) > most:
        raise too_big(file.size, most)
    return bytes(file.read())
