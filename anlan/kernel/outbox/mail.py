"""The way to the mail server: one connection a round, and a round ends when the server does not answer or time is up.

A server that is down or slow costs the clockwork one attempt, not one for each mail.
"""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from anlan.kernel.outbox.channels import Card, Enough, Rejected, Unreachable

log = logging.getLogger("anlan.outbox")
ROUND_SECONDS = 15.0


# set by registers/people: a person's mail address and the language they read ('' where they never chose one)
mailbox: Callable[[int], tuple[str, str]] = lambda person_id: ("", "")
mailboxes: Callable[[Iterable[int]], dict[int, tuple[str, str]]] = lambda person_ids: {}  # of many, without those who have none


class Post:
    """Sends mails over one connection."""

    def __init__(self) -> None:
        self.server: Any = get_connection(timeout=settings.EMAIL_TIMEOUT)
        self.until = time.monotonic() + ROUND_SECONDS
        self.open = False

    def send(self, person_id: int, card: Card) -> str:
        """A card as a mail: the title, and where it leads."""
        address, _language = mailbox(person_id)
        if not address:
            raise Rejected("no mail address", for_good=True)
        self.post(address, _("[安澜] %(title)s") % {"title": card.title}, f"{card.title}\n\n{settings.ANLAN_BASE_URL}{card.url}\n")
        return ""

    def post(self, address: str, subject: str, body: str) -> None:
        """One mail; Unreachable, Enough or Rejected when it did not go."""
        if time.monotonic() > self.until:
            raise Enough("the round took its time")
        mail = EmailMessage(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [address])
        try:
            if not self.open:
                self.server.open()
                self.open = True
            self.server.send_messages([mail])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            with suppress(OSError, smtplib.SMTPException):
                self.server.connection.rset()
            raise Rejected(repr(error)[:300], for_good=_for_good(error)) from error
        except (ValueError, UnicodeError) as error:  # an address or a word that no mail can bear
            raise Rejected(repr(error)[:300], for_good=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(repr(error)[:300]) from error

    def close(self) -> None:
        """Leave politely, if the server still listens."""
        with suppress(OSError, smtplib.SMTPException):
            self.server.close()


def _for_good(error: smtplib.SMTPException) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


@contextmanager
def post() -> Iterator[Post]:
    """A round of mails."""
    made = Post()
    try:
        yield made
    finally:
        made.close()
