"""Numbers for the eye, and what a form field needs to be drawn."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.kernel.web.photos import PhotosInput

WAN = 10_000
YI = 100_000_000


def short_number(value: float) -> str:
    """Below ten thousand as it is; then 1.2 万, 3.4 亿; in English 12.3k, 1.2M."""
    if abs(value) < WAN:
        return f"{value:g}" if isinstance(value, float) else str(value)
    if (get_language() or "").startswith("en"):
        return f"{value / 1_000_000:.1f}M" if abs(value) >= 1_000_000 else f"{value / 1000:.1f}k"
    return f"{value / YI:.1f} 亿" if abs(value) >= YI else f"{value / WAN:.1f} 万"


def figure(value: Any) -> SafeString:
    """None reads 未知, never 0; a word (such as 少量, where fewer than three would tell too much) stays."""
    if value is None or value == "":
        return format_html('<span class="unkc">{}</span>', _("未知"))
    if not isinstance(value, int | float):
        return format_html("{}", value)
    if abs(value) < WAN:
        return format_html("{}", short_number(value))
    return format_html('<data value="{0}" title="{0}" class="nb">{1}</data>', value, short_number(value))


BROWSERS = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("QQBrowser", "QQ"),
    ("HuaweiBrowser", "Huawei"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def browser(user_agent: str) -> str:
    """Browser and system by the names they give themselves; the first that fits, the special before the general."""
    names = [next((name for sign, name in table if sign in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(n for n in names if n) or _("未知设备")


def field_context(bound: BoundField, *, help: str = "", placeholder: str = "") -> dict[str, Any]:
    """The field's kind, its input with class and aria attributes, and its errors."""
    widget = bound.field.widget
    many = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    one = isinstance(widget, CheckboxInput)
    attrs: dict[str, Any] = {}
    told = [f"{bound.id_for_label}-help"] if (help or bound.help_text) else []
    if bound.errors:
        attrs["aria-invalid"] = "true"
        told.append(f"{bound.id_for_label}-why")
    if told:
        attrs["aria-describedby"] = " ".join(told)
    if not many and not one:
        attrs["class"] = f"inp {widget.attrs.get('class', '')}".strip()
    if placeholder:
        attrs["placeholder"] = placeholder
    return {
        "bound": bound,
        "input": "" if many else bound.as_widget(attrs=attrs),
        "many": many,
        "kind": "checkbox" if isinstance(widget, CheckboxSelectMultiple) else "radio",  # which is a RadioSelect as well
        "one": one,
        "upload": isinstance(widget, FileInput) and not isinstance(widget, PhotosInput),
        "help": help or bound.help_text,
        "required": bound.field.required,
    }
