"""Cards to persons by WeCom and DingTalk, and short messages: the ways that the outbox sends by.

A service that fails costs a round one attempt; its other messages are spared, those of other services go on.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from anlan.kernel.errors import Refused
from anlan.kernel.outbox.channels import Card, Enough, Rejected, Unreachable
from anlan.registers.channels import queries
from anlan.registers.channels.calls import NOBODY, REFUSED, Trouble
from anlan.registers.channels.clients import Client, DingTalk, client_of
from anlan.registers.channels.models import Binding, Service
from anlan.registers.channels.texting import text
from anlan.registers.people.models import Contact

ROUND_SECONDS = 15.0
ROUNDS_A_MINUTE = 3
REFUSALS = 3  # one after the other: then it is the service, not the message


def link(service: Service, url: str) -> str:
    """The address behind a card's button: through the service's door to the page itself."""
    return f"{settings.ANLAN_BASE_URL}{reverse('enter', args=[service.pk])}?{urlencode({'next': url})}"


class _Going:
    """What rounds have in common: time and number are limited, and a service that failed rests for the rest of the round."""

    def __init__(self) -> None:
        self.until = time.monotonic() + ROUND_SECONDS
        self.resting: dict[int, str] = {}
        self.went: Counter[int] = Counter()
        self.refused: Counter[int] = Counter()

    def admit(self, service: Service) -> None:
        """Unreachable while the service rests, Enough when the round has sent what it may."""
        if reason := self.resting.get(service.pk):
            raise Unreachable(reason, whole=False)
        if time.monotonic() > self.until or self.went[service.pk] >= max(1, service.per_minute // ROUNDS_A_MINUTE):
            raise Enough("the round has sent what it may")

    def failed(self, service: Service, trouble: Trouble) -> Exception:
        """What a failure means: this person is not there; this message is not taken; or the service rests."""
        if trouble.what == NOBODY:
            return Rejected(str(trouble), for_good=True)
        self.refused[service.pk] += 1
        if trouble.what == REFUSED and self.refused[service.pk] < REFUSALS:
            return Rejected(str(trouble), for_good=False)
        self.resting[service.pk] = str(trouble)
        return Unreachable(str(trouble), whole=False)

    def passed(self, service: Service) -> None:
        """One went."""
        self.went[service.pk] += 1
        self.refused[service.pk] = 0


class Cards(_Going):
    """A round of cards by one kind of service."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.clients: dict[int, Client] = {}

    def send(self, person_id: int, card: Card) -> str:
        """A card to the person's account there. -> number of the service and what it calls the message, '' where nobody tells."""
        row = queries.binding(self.kind, person_id)
        if row is None:
            raise Rejected("not bound", for_good=True)
        service = row.service
        self.admit(service)
        try:
            client = self.client(service)
            receipt = client.send(row.user_id, card, link(service, card.url))
        except Trouble as trouble:
            raise self.failed(service, trouble) from trouble
        self.passed(service)
        return f"{service.pk}:{receipt}" if receipt else ""

    def client(self, service: Service) -> Client:
        """The client, with a token: where there is none, the service rests, whatever kept it from us."""
        if service.pk not in self.clients:
            try:
                made = client_of(queries.access(service))
                made.token()
            except (Trouble, Refused) as trouble:
                self.resting[service.pk] = str(trouble)
                raise Unreachable(str(trouble), whole=False) from trouble
            self.clients[service.pk] = made
        return self.clients[service.pk]


class Texts(_Going):
    """A round of short messages."""

    def __init__(self) -> None:
        super().__init__()
        self.gateways = queries.gateways()

    def send(self, person_id: int, card: Card) -> str:
        """The title and where to look, to the person's mobile, by the gateway nearest to their home."""
        home = Contact.objects.filter(person_id=person_id).exclude(mobile="").values_list("unit_path", "mobile").first()
        service = queries.gateway_for(home[0], self.gateways) if home else None
        if home is None or service is None:
            raise Rejected("no mobile number or no gateway", for_good=True)
        self.admit(service)
        try:
            text(queries.access(service).secret, home[1], f"{card.title} {settings.ANLAN_BASE_URL}{card.url}")
        except Trouble as trouble:
            raise self.failed(service, trouble) from trouble
        except Refused as refused:
            raise self.failed(service, Trouble(REFUSED, str(refused))) from refused
        self.passed(service)
        return ""


@contextmanager
def wecom() -> Iterator[Cards]:
    """A round by WeCom."""
    yield Cards("wecom")


@contextmanager
def dingtalk() -> Iterator[Cards]:
    """A round by DingTalk."""
    yield Cards("dingtalk")


@contextmanager
def sms() -> Iterator[Texts]:
    """A round by SMS."""
    yield Texts()


def became(sent: Mapping[int, tuple[int, str]]) -> dict[int, str]:
    """What DingTalk says became of messages: delivery -> read, unread, or why it never arrived. The first failure ends the asking."""
    services = {s.pk: s for s in Service.objects.filter(kind="dingtalk", running=True)}
    users = {
        (service, person): user
        for service, person, user in Binding.objects.filter(person_id__in={p for p, _receipt in sent.values()}).values_list(
            "service_id", "person_id", "user_id"
        )
    }
    found: dict[int, str] = {}
    clients: dict[int, DingTalk] = {}
    for delivery, (person, receipt) in sent.items():
        number, _colon, task = receipt.partition(":")
        service = services.get(int(number)) if number.isdecimal() else None
        user = users.get((service.pk, person)) if service else None
        if service is None or user is None:
            continue
        try:
            client = clients.setdefault(service.pk, DingTalk(queries.access(service)))
            result = client.became(task)
        except (Trouble, Refused):
            break
        found[delivery] = _outcome(result, user)
    return found


def _outcome(result: Mapping[str, set[str]], user: str) -> str:
    for word in ("failed", "invalid", "forbidden"):
        if user in result[word]:
            return f"the service says: {word}"
    return "read" if user in result["read"] else "unread"
