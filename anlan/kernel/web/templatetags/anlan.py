"""Template tags of every page: `{% load anlan %}`. What they draw is described, with examples, in docs/screens.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from anlan.kernel import registry
from anlan.kernel.web import assets, charts, dates, figures, opened, signs, waterlines
from anlan.kernel.web.pages import Column

register = template.Library()
Markup = SafeString
DRAWN = 2000  # small drawings kept: a page of fifty rows draws the same few over and over


# ── icons and signs ──────────────────────────────────────────────────────────────────────────────────────────────────


@register.simple_tag
def sprite(symbol: str) -> str:
    """Address of one symbol: `{% sprite "g-late" %}`."""
    return f"{static('anlan/sprite.svg')}#{symbol}"


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> Markup:
    """An icon in the colour of the text. size: `s` 16, nothing 20, `l` 24. It speaks only when it has a label."""
    return _icon(name, size, str(label))


@lru_cache(maxsize=DRAWN)
def _icon(name: str, size: str, label: str) -> Markup:
    speak = format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"')
    return format_html('<svg class="i {}" viewBox="0 0 24 24"{}><use href="{}"/></svg>', size, speak, sprite(f"i-{name}"))


@lru_cache(maxsize=DRAWN)
def _glyph(glyph: str, word: str, size: str = "", *, silent: bool = False) -> Markup:
    speak = mark_safe(' aria-hidden="true"') if silent else format_html(' role="img" aria-label="{}"', word)
    return format_html('<svg class="g {}" viewBox="0 0 16 16"{}><use href="{}"/></svg>', size, speak, sprite(f"g-{glyph}"))


@register.simple_tag
def state_sign(key: str, word: str = "", bare: bool = False, size: str = "") -> Markup:
    """A state: shape, word, colour. `bare=True` leaves the word to the ear alone (matrix cells, rows of the inbox)."""
    sign = signs.state(str(key))
    text = str(word or sign.word)
    if bare:  # a blank word: the words beside it say it all
        return _glyph(sign.glyph, text, size, silent=not text.strip())
    return format_html('<span class="st {}">{}{}</span>', sign.tone, _glyph(sign.glyph, text, size, silent=True), text)


@register.simple_tag
def level_sign(key: str, size: str = "", char: str = "", word: str = "") -> Markup:
    """A level: octagon 红/重, diamond 橙, triangle 黄, disc 蓝, tile for what is neither. Nothing for no level.

    A blank `word`: the word stands beside it anyway, ears need not hear it twice.
    """
    level = signs.LEVELS.get(str(key or ""))
    if level is None:
        return mark_safe("")
    return format_html(
        '<svg class="lv {}" viewBox="0 0 24 24"{}><path d="{}" fill="var(--{})"/>'
        '<text x="12" y="{}" text-anchor="middle" fill="var(--lv-{})">{}</text></svg>',
        size,
        mark_safe(' aria-hidden="true"') if word.isspace() else format_html(' role="img" aria-label="{}"', word or level.word),
        level.shape,
        level.fill,
        "20" if level.shape == signs.TRIANGLE else "16.5",
        level.ink,
        char or level.char,
    )


@register.simple_tag
def level_word(key: str) -> str:
    """The words of a level: 重大隐患."""
    level = signs.LEVELS.get(str(key or ""))
    return str(level.word) if level else ""


# ── moments ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _at(context: Context, at: datetime | None) -> datetime | None:
    return at or context.get("at")


@register.simple_tag(takes_context=True)
def when(context: Context, due: Any, form: str = "full", workdays: int | None = None, at: datetime | None = None) -> Any:
    """A deadline: `12月28日 周一 17:00 前 · 还剩 4 天`; form="list" for rows; nothing when there is none."""
    now = _at(context, at)
    if not due:
        return ""
    if now is None:
        return dates.element(due, dates.by(due))
    return dates.element(due, dates.deadline(due, now, form=form, workdays=workdays), dates.tone(due, now))


@register.simple_tag(takes_context=True)
def left(context: Context, due: Any, at: datetime | None = None) -> Any:
    """`还剩 6 小时 55 分` or `超 1 天`, coloured."""
    now = _at(context, at)
    return dates.element(due, dates.left(due, now), dates.tone(due, now)) if due and now else ""


@register.simple_tag(takes_context=True)
def by(context: Context, due: Any, at: datetime | None = None) -> Any:
    """`今天 17:00 前`, `12月28日 周一 17:00 前`."""
    return dates.element(due, dates.by(due, _at(context, at))) if due else ""


@register.simple_tag(takes_context=True)
def stamp(context: Context, moment: Any, at: datetime | None = None) -> Any:
    """When something was done: `今天 09:52`, `12月21日 08:12`."""
    return dates.element(moment, dates.stamp(moment, _at(context, at))) if moment else ""


@register.simple_tag(takes_context=True)
def moment(context: Context, value: Any, at: datetime | None = None) -> Any:
    """`12月28日 周一 17:00`."""
    return dates.element(value, dates.moment(value, _at(context, at))) if value else ""


@register.simple_tag(takes_context=True)
def day(context: Context, value: Any, at: datetime | None = None) -> Any:
    """`12月28日 周一`; the year only when it is another."""
    return dates.element(value, dates.day(value, _at(context, at))) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """`17:00` on the city's clock."""
    return dates.clock(value) if value else ""


@register.filter
def span(value: timedelta | float | None) -> str:
    """A length of time (timedelta or seconds): `3 天 2 小时`."""
    if value is None:
        return ""
    return dates.span(value if isinstance(value, timedelta) else timedelta(seconds=float(value)))


# ── figures, bars, lines ─────────────────────────────────────────────────────────────────────────────────────────────


@register.filter
def figure(value: Any) -> Markup:
    """A number for the eye: 9,999 stays 9999, then 1.2 万 with the exact one on hover; None is 未知."""
    return figures.figure(value)


@register.simple_tag
def hbar(value: float, total: float, late: float = 0, tone: str = "of") -> Markup:
    """A bar of `value` against the longest `total`, its late part in red in front."""
    return charts.hbar(value, total, late=late, tone=tone)


@register.simple_tag
def stacked(parts: Any, total: float | None = None, css: str = "sb") -> Markup:
    """Parts side by side: pairs (tone, value) with tone in done doing wait late unk."""
    return charts.stacked(parts, total=total, css=css)


@register.simple_tag
def progress(got: float, of: float) -> Markup:
    """How far a long work has come."""
    return charts.progress(got, of)


@register.inclusion_tag("web/_trend.html")
def trend(series: Any, title: str = "", width: int = 300, height: int = 158) -> dict[str, Any]:
    """Lines over days with a table for ears. series: {"labels": [...], "lines": [{"name", "values", "style"}]}."""
    return charts.trend(series, title=title, width=width, height=height)


@register.inclusion_tag("web/_waterline.html", takes_context=True)
def waterline(
    context: Context,
    start: datetime,
    now: datetime | None = None,
    step_due: datetime | None = None,
    limit: datetime | None = None,
    rungs: Iterable[Any] = (),
    step_label: str = "",
    limit_label: str = "",
    closed: datetime | None = None,
    start_label: str = "",
) -> dict[str, Any]:
    """The waterline. rungs: (moment, words, told). `closed` ends the run where the matter ended."""
    at = now or context.get("at")
    if at is None:
        raise template.TemplateSyntaxError("waterline needs `now`, or `at` in the context")
    return waterlines.waterline(
        start,
        at,
        step_due=step_due,
        limit=limit,
        rungs=rungs,
        step_label=step_label,
        limit_label=limit_label,
        closed=closed,
        start_label=start_label,
    )


@register.inclusion_tag("web/_steps.html", takes_context=True)
def steps(context: Context, rows: Sequence[Any]) -> dict[str, Any]:
    """The line of dots of a case. rows: word, state (done, on, later), at (moment) or note."""
    return {"rows": waterlines.shorten(rows), "at": context.get("at")}


@register.inclusion_tag("web/_step_bar.html")
def step_bar(rows: Sequence[Any]) -> dict[str, Any]:
    """The same on a phone: a bar of parts and three words."""
    return waterlines.step_bar(rows)


# ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@register.simple_tag
def person(name: str, post: str = "", unit: str = "", big: bool = False) -> Markup:
    """Initial, name, post and unit in one line."""
    rest = " · ".join(str(w) for w in (post, unit) if w)
    return format_html(
        '<span class="row"><span class="av {}" aria-hidden="true">{}</span><span><b>{}</b>{}</span></span>',
        "l" if big else "",
        str(name)[:1],
        name,
        format_html(' <span class="mut3">{}</span>', rest) if rest else "",
    )


@register.simple_tag
def phone_link(number: str | None, name: str = "") -> Markup:
    """A square that calls. Without a number it is dashed and says so."""
    if not number:
        words = _("{name}没留电话").format(name=name)
        return format_html('<span class="ib2 none" title="{0}"><span class="vh">{0}</span>{1}</span>', words, icon("phone", "s"))
    return format_html(
        '<a class="ib2" href="tel:{}" aria-label="{}">{}</a>',
        str(number).replace(" ", ""),
        _("打电话给{name}").format(name=name),
        icon("phone", "s"),
    )


@register.inclusion_tag("web/_empty.html")
def empty(text: str, hint: str = "", url: str = "", verb: str = "", sign: str = "") -> dict[str, Any]:
    """Nothing here: what that means, and the next step."""
    return {"text": text, "hint": hint, "url": url, "verb": verb, "sign": sign}


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("web/_field.html")
def field(bound: BoundField, help: str = "", placeholder: str = "") -> dict[str, Any]:
    """A form field with label, hint and its error beside it."""
    return figures.field_context(bound, help=help, placeholder=placeholder)


@register.inclusion_tag("web/_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """All errors of a form on top, each leading to its field; takes the focus."""
    return {"form": form, "shown": bool(form is not None and form.is_bound and form.errors)}


@register.simple_tag(takes_context=True)
def nonce(context: Context) -> Markup:
    """Hidden `nonce`: the same form sent twice has one effect. Kept when the page comes back with errors."""
    request = context.get("request")
    kept = request.POST.get("nonce", "") if request is not None and request.method == "POST" else ""
    return format_html('<input type="hidden" name="nonce" value="{}">', kept or uuid4().hex)


@register.simple_tag(takes_context=True)
def panels_on(context: Context, page: str, row: Any = None) -> Markup:
    """Fragments that higher apps registered for a page: `{% panels_on "asking" round %}`."""
    actor, request = context.get("actor"), context.get("request")
    if actor is None:
        return format_html("")
    found = [(p.template, p.context(row, actor, context["at"])) for p in registry.panels(page)]
    shown = [(render_to_string(template, {"panel": data}, request),) for template, data in found if data is not None]
    return format_html_join("", "{}", shown)


@register.simple_tag(takes_context=True)
def opened_now(context: Context) -> str:
    """The moment of drawing, signed: value of the hidden `opened` of a form whose effort is measured (kernel/web/opened.py)."""
    return opened.token(context["at"]) if context.get("at") else ""


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The present query string with changes; a value of None or "" drops the name: `{% query after=token %}`."""
    request = context.get("request")
    params = request.GET.copy() if request is not None else None
    if params is None:
        return ""
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    text = params.urlencode()
    return f"?{text}" if text else "?"


@register.filter
def cell(row: Any, column: Column) -> Any:
    """What a column of a list shows for a row."""
    return column.show(row)


@register.filter
def split_tail(value: Any) -> tuple[list[Any], Any]:
    """All but the last, and the last: for crumbs."""
    rows = list(value or [])
    return rows[:-1], (rows[-1] if rows else None)


@register.simple_tag
def join_words(words: Iterable[Any], between: str = " · ") -> Markup:
    """Words that are there, with ` · ` between."""
    return format_html_join(between, "{}", ((conditional_escape(w),) for w in words if w))


@register.simple_tag
def front_end() -> Markup:
    """Stylesheet and module of the built front end, by its manifest."""
    return assets.front_end()


@register.filter
def address(row: Any, column: Column) -> str:
    """Where a column of a list leads for a row; "" when nowhere."""
    return column.address(row)


@register.filter
def words(value: str) -> list[str]:
    """A text cut at its spaces: `{% for key in "wait doing done"|words %}`."""
    return str(value).split()


@register.filter
def browser(user_agent: str) -> str:
    """A user agent in two words: `Chrome · Windows`."""
    return figures.browser(user_agent)


@register.filter
def device(user_agent: str) -> str:
    """`mobile` or `desktop`."""
    return "mobile" if any(word in user_agent for word in ("Mobile", "Android", "iPhone", "iPad", "HarmonyOS")) else "desktop"
