"""By which ways a person is told: danger to life by all of them, the rest as they chose or as is usual."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from anlan.kernel.outbox.channels import AT_ONCE, CHANNELS, DIGEST, NONE, Channel
from anlan.kernel.outbox.models import Choice


def chosen(persons: Collection[int], **more: str) -> dict[tuple[int, str], str]:
    """(person, channel) -> what they chose."""
    rows = Choice.objects.filter(person_id__in=persons, **more)
    return {(person, channel): rest for person, channel, rest in rows.values_list("person_id", "channel", "rest")}


class Ways:
    """For one batch of messages: which ways lead to whom. Asked for all persons at once."""

    def __init__(self, persons: Collection[int], endangered: Collection[int]) -> None:
        self.now = chosen(persons, rest=AT_ONCE) if persons else {}
        wanted = set(endangered) | {person for person, _channel in self.now}
        self.reached = {key: channel.reaches(wanted) if wanted else set() for key, channel in CHANNELS.items()}

    def of(self, person: int, *, urgent: bool) -> list[str]:
        """Channels, in the order in which they were registered, that carry the message as soon as it is resolved."""
        return [key for key, reached in self.reached.items() if person in reached and (urgent or (person, key) in self.now)]


def usual(person: int, reached: Iterable[Channel]) -> dict[str, str]:
    """channel -> what holds where the person chose nothing: the morning's card by the first way that has one, mail only without one."""
    found: dict[str, str] = {}
    ways = sorted(reached, key=lambda channel: channel.key == "mail")
    for channel in ways:
        found[channel.key] = NONE if channel.rest == DIGEST and DIGEST in found.values() else channel.rest
    return found


def rests(persons: Collection[int]) -> dict[int, dict[str, str]]:
    """person -> channel that reaches them -> what holds for it beside danger to life."""
    asked = set(persons)
    reached = {channel.key: channel.reaches(asked) for channel in CHANNELS.values()}
    said = chosen(asked)
    found = {}
    for person in asked:
        ways = [channel for key, channel in CHANNELS.items() if person in reached[key]]
        own = {channel.key: said[person, channel.key] for channel in ways if (person, channel.key) in said}
        others = usual(person, [c for c in ways if c.key not in own])
        if DIGEST in own.values():  # one card in the morning, not two
            others = {key: NONE if rest == DIGEST else rest for key, rest in others.items()}
        found[person] = {channel.key: own.get(channel.key) or others[channel.key] for channel in ways}
    return found


def with_digest(channel: str, persons: Collection[int]) -> set[int]:
    """Those of the persons who get the morning's summary by this way."""
    return {person for person, ways in rests(persons).items() if ways.get(channel) == DIGEST}
