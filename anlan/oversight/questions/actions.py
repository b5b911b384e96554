"""The only writers of kept questions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from anlan.kernel.action import action, quiet, record
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotYours, Refused
from anlan.oversight.questions.models import Question
from anlan.oversight.questions.rules import Spec

TITLE, MOST = 60, 100


@quiet
@action
def keep(spec: Spec, *, title: str, by: Actor, at: datetime, nonce: UUID | None = None) -> Question:
    """Keep a question under a name for the office in use. The same nonce again gives the first one back."""
    post = by.post
    if post is None or post.reach != "unit":
        raise NotYours("E-question-role", _("这里由管整个单位的岗位来查"))
    nonce = nonce or uuid4()
    if there := Question.objects.filter(unit_id=post.unit_id, nonce=nonce).first():
        return there
    title = " ".join(title.split())[:TITLE]
    if not title:
        raise Refused("E-question-title", _("给这个问法起个名字"), fields={"title": _("给这个问法起个名字")})
    if Question.objects.filter(unit_id=post.unit_id).count() >= MOST:
        raise Refused("E-question-many", _("最多留 %(n)d 个问法，先删掉不用的") % {"n": MOST})
    row = Question.objects.create(
        unit_id=post.unit_id, unit_path=post.path, nonce=nonce, title=title, spec=spec.dump(), made_by_id=by.person_id, made_at=at
    )
    record("question.keep", unit_id=row.unit_id, by=by, at=at, payload={"question": row.pk, "title": title, "spec": row.spec})
    return row


@action
def drop(question: Question, *, by: Actor, at: datetime) -> None:
    """Throw a kept question away: for people of its office."""
    if not any(g.unit_id == question.unit_id and g.reach == "unit" for g in by.grants):
        raise NotYours("E-question-role", _("这个问法由留下它的单位来删"))
    record("question.drop", unit_id=question.unit_id, by=by, at=at, payload={"title": question.title, "spec": question.spec})
    question.delete()
