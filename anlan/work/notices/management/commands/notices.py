"""``anlan notices …``: read a notice, compare two, see what officers correct, fit the confidence anew."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from anlan.work.notices.intake import MAX_BYTES, SENTENCES, Intake, Unreadable, read_file
from anlan.work.notices.reading import Span, decompose, reason_sentence
from anlan.work.notices.rules.comparing import compare

LEAST_CASES = 40  # our own default: fewer lines than this teach nothing


class Command(BaseCommand):
    """Commands about notices; decompose and compare need no database."""

    help = "Read a notice, compare two, evaluate what was read against what officers sent, fit the confidence anew."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verbs: decompose, compare, evaluate, refit."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        reader = verbs.add_parser("decompose", help="print the obligations of a notice")
        reader.add_argument("file")
        reader.add_argument("--format", choices=("jsonl", "table"), default="table")
        pair = verbs.add_parser("compare", help="what a notice asks anew, no longer, or otherwise than an earlier one")
        pair.add_argument("old")
        pair.add_argument("new")
        pair.add_argument("--json", action="store_true")
        judge = verbs.add_parser("evaluate", help="precision, recall and recurring corrections of what was read")
        judge.add_argument("--json", action="store_true")
        fit = verbs.add_parser("refit", help="propose weights of the confidence fitted from the officers' corrections")
        fit.add_argument("--adopt", action="store_true", help="put them in use if they are better on the notices held back")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the verb."""
        getattr(self, f"_{options['verb']}")(options)

    def _taken(self, name: str) -> Intake:
        path = Path(name)
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
        return intake

    def _decompose(self, options: dict[str, Any]) -> None:
        intake = self._taken(options["file"])
        spans = decompose(intake.text)
        if options["format"] == "jsonl":
            for span in spans:
                self.stdout.write(json.dumps(span.as_row(), ensure_ascii=False))
            return
        if not any(s.label == "obligation" for s in spans):
            self.stdout.write(_("没有读出要求。这也许不是一份通知。"))
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

    def _compare(self, options: dict[str, Any]) -> None:
        found = compare(decompose(self._taken(options["old"]).text), decompose(self._taken(options["new"]).text))
        if options["json"]:
            self.stdout.write(json.dumps({
                "new": [s.text for s in found.new], "gone": [s.text for s in found.gone], "same": len(found.same),
                "changed": [{"old": p.old.text, "new": p.new.text, "changed": list(p.changed)} for p in found.changed],
            }, ensure_ascii=False))  # fmt: skip
            return
        for title, spans in ((_("新提的"), found.new), (_("不再提的"), found.gone)):
            self.stdout.write(f"{title} {len(spans)}")
            for span in spans:
                self.stdout.write(f"  {span.text}")
        self.stdout.write(f"{_('改了的')} {len(found.changed)}")
        for pair in found.changed:
            self.stdout.write(f"  - {pair.old.text}\n  + {pair.new.text}  ({', '.join(pair.changed)})")
        self.stdout.write(f"{_('没变的')} {len(found.same)}")

    def _evaluate(self, options: dict[str, Any]) -> None:
        from anlan.work.notices.queries.corrections import evaluation

        found = evaluation()
        if options["json"]:
            self.stdout.write(json.dumps(found.dump(), ensure_ascii=False))
            return
        self.stdout.write(_("派出的通知 %(n)d 份") % {"n": found.notices})
        groups = [(_("全部"), found.whole), *found.by_issuer.items(), *found.by_month.items()]
        for name, one in groups:
            self.stdout.write(_("%(name)s：读出 %(read)d 条，照派 %(stand)d 条，精确率 %(p).0f%%，召回率 %(r).0f%%") % {
                "name": name, "read": one.read, "stand": one.stand, "p": 100 * one.precision, "r": 100 * one.recall,
            })  # fmt: skip
        for what, times in found.whole.corrections.most_common(12):
            self.stdout.write(f"  {times:4d} {what}")

    def _refit(self, options: dict[str, Any]) -> None:
        from anlan.work.notices import trusting
        from anlan.work.notices.queries.corrections import cases
        from anlan.work.notices.reading import trust
        from anlan.work.notices.reading.refitting import propose

        own = cases()
        if len(own) < LEAST_CASES:
            raise CommandError(_("派出过的条目只有 %(n)d 条，至少要 %(least)d 条才值得重算。") % {"n": len(own), "least": LEAST_CASES})
        found = propose(own, trusting.weights() or trust.shipped())
        self.stdout.write(_("学了 %(n)d 条，用没学过的 %(held)d 条来比：") % {"n": found.learned, "held": found.held})
        self.stdout.write(_("现用的误差 %(now).4f，新算的误差 %(new).4f") % {"now": found.now, "new": found.new})
        for band in found.bands:
            self.stdout.write(f"  {band.low:.2f}-{band.high:.2f}: {band.drafts:4d}, {band.precision:.0%}")
        if not found.better:
            self.stdout.write(_("没有更好，不换。"))
        elif options["adopt"]:
            trusting.adopt(found.weights, f"fitted from {found.learned} lines, held-back error {found.new:.4f} against {found.now:.4f}")
            self.stdout.write(_("更好，已换上。"))
        else:
            self.stdout.write(_("更好。要换上就加 --adopt。"))
