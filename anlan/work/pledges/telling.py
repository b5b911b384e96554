"""How messages of responsibility letters read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.registry import add_message


def asked(message: Any) -> tuple[str, str]:
    """To the person who is to confirm."""
    facts = message.facts
    return _("%(unit)s发来责任书，看过确认：%(title)s") % {"unit": facts.get("unit", ""), "title": facts.get("title", "")}, _case(message)


def withdrawn(message: Any) -> tuple[str, str]:
    """To whoever had not confirmed yet."""
    facts = message.facts
    return _("责任书撤回了，不用确认：%(title)s。%(why)s") % {"title": facts.get("title", ""), "why": facts.get("why", "")}, _case(message)


def ending(message: Any) -> tuple[str, str]:
    """To the holder of a letter, or to the office about all of a batch."""
    facts = message.facts
    words = {"title": facts.get("title", ""), "ends": facts.get("ends", ""), "n": facts.get("n", 0)}
    if batch := facts.get("batch"):
        return _("%(n)s 份责任书 %(ends)s 到期，续一年：%(title)s") % words, f"/pledges/batches/{batch}/"
    return _("你的责任书 %(ends)s 到期，等发出的单位续签：%(title)s") % words, _case(message)


def _case(message: Any) -> str:
    return f"/cases/{message.case_id}/"


def register() -> None:
    """Give the words to the registry."""
    add_message("pledges.asked", asked)
    add_message("pledges.withdrawn", withdrawn)
    add_message("pledges.ending", ending)
