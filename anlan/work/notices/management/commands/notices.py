"""``anlan notices decompose FILE``: read a notice and print what it asks, without any database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from anlan.work.notices.intake import MAX_BYTES, SENTENCES, Unreadable, read_file
from anlan.work.notices.reading import Span, decompose, reason_sentence


class Command(BaseCommand):
    """Commands about notices that need no database."""

    help = "Read a notice (txt or docx) and print its obligations."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One verb so far: decompose."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        reader = verbs.add_parser("decompose", help="print the obligations of a notice")
        reader.add_argument("file")
        reader.add_argument("--format", choices=("jsonl", "table"), default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file and print it in the form asked for."""
        path = Path(options["file"])
        try:
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
            intake = read_file(path.name, data)
        except OSError as error:
            raise CommandError(_("打不开文件：%(reason)s") % {"reason": error.strerror or error}) from error
        except Unreadable as error:
            raise CommandError(_(error.sentence)) from error
        if intake.secrecy == "secret":
            raise CommandError(_(SENTENCES["secret"]))
        spans = decompose(intake.text)
        if options["format"] == "jsonl":
            for span in spans:
                self.stdout.write(json.dumps(span.as_row(), ensure_ascii=False))
            return
        self._table(spans, intake.secrecy)

    def _table(self, spans: list[Span], secrecy: str) -> None:
        if secrecy:
            self.stdout.write(_(SENTENCES[secrecy]))
        for number, span in enumerate(s for s in spans if s.label == "obligation"):
            when = span.when.phrase if span.when and span.when.phrase else "-"
            flag = "!" if span.bounded else " "
            self.stdout.write(
                f"{number + 1:3d}{flag} {span.confidence:.2f} {span.domain} | {'+'.join(span.addressee)} | "
                f"{span.deontic} | {when} | {span.evidence} | {span.title}"
            )
            if span.bounded:
                self.stdout.write("      " + reason_sentence(span.reason))
