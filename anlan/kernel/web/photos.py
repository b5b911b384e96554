"""Several photos in one field of a form. What is inside is judged by the evidence store, not by the name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.kernel.sheets import Unreadable
from anlan.kernel.web.sent import content

MOST_PHOTOS = 9


class PhotosInput(forms.ClearableFileInput):
    """Several photos in one field, drawn with the camera tile and previews."""

    allow_multiple_selected = True
    template_name = "web/_photos_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, most: int = MOST_PHOTOS) -> None:
        super().__init__(attrs)
        self.most = most

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["most"] = self.most
        return context


class Photos(forms.FileField):
    """-> list of (name, bytes), at most `most`."""

    def __init__(self, *, most: int = MOST_PHOTOS, **kwargs: Any) -> None:
        self.most = most
        attrs = {"accept": "image/*", "capture": "environment", "multiple": True}
        kwargs.setdefault("widget", PhotosInput(attrs, most=most))
        kwargs.setdefault("label", _("照片"))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        files = list(data) if isinstance(data, (list, tuple)) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(_("拍一张照片"))
        if len(files) > self.most:
            raise forms.ValidationError(_("最多 %(n)d 张") % {"n": self.most})
        try:
            return [(file.name, content(file)) for file in files]
        except Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable.sentence)) from unreadable
