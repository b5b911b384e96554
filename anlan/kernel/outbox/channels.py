"""Ways to a person beside the page: each app brings its own. What a card holds, and how a way says that it failed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from anlan.kernel.registry import Text

AT_ONCE, DIGEST, NONE = "at_once", "digest", "none"  # what a person may choose for what is no danger to life


class Unreachable(Exception):
    """The service does not answer, or rests: what goes there waits. `whole`: nothing else of this way goes either."""

    def __init__(self, reason: str = "", *, whole: bool = True) -> None:
        super().__init__(reason)
        self.whole = whole


class Enough(Unreachable):
    """The service answers, but this round has taken its time."""


class Rejected(Exception):
    """This one message is not taken, now or ever (`for_good`); the next may be."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


@dataclass(frozen=True)
class Card:
    """What goes to a person: a title, at most two facts, where the button leads (an address of ours without host) and its word.

    foot  told when; keeps two equal reminders of one day apart, and is the same whenever one message is sent again
    """

    title: str
    url: str
    verb: str
    facts: tuple[tuple[str, str], ...] = ()
    foot: str = ""


class Round(Protocol):
    """Some messages on their way, one after the other."""

    def send(self, person_id: int, card: Card) -> str:
        """Send one; what the service calls it, '' where it has no name. Unreachable, Enough or Rejected when it did not go."""
        ...


@dataclass(frozen=True)
class Channel:
    """A way to persons.

    reaches   those among the persons who can be reached by it now
    opened    a round: Round while the block runs
    rest      what it is used for beside danger to life, where the person chose nothing
    most      messages of one round (every 20 s): the limit of how fast we send
    became    deliveries by number with (person, what the service calls it) -> "read", "unread", or why it did not arrive; left out:
              not known yet. None where the service tells nothing
    """

    key: str
    label: Text
    reaches: Callable[[Collection[int]], set[int]]
    opened: Callable[[], AbstractContextManager[Round]]
    rest: str = NONE
    most: int = 200
    became: Callable[[Mapping[int, tuple[int, str]]], dict[int, str]] | None = None


CHANNELS: dict[str, Channel] = {}


def add_channel(channel: Channel) -> None:
    """Register a way, and the part of the clockwork that sends by it."""
    from datetime import timedelta
    from functools import partial

    from anlan.kernel.outbox import sending
    from anlan.kernel.registry import Job, add_job

    CHANNELS[channel.key] = channel
    add_job(Job(f"outbox.{channel.key}", partial(sending.send, channel), every=timedelta(seconds=20), order=61))
