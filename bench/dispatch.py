"""A notice of 40 obligations to every school and district: cases, facts, dossiers, parties, ledger and messages, in one commit.

The sending runs as in production: the task of the queue, in a process of its own under the worker's login, acting for the officer.
Meanwhile its progress is read through another connection, as the page does.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bench import Figure, city

OBLIGATIONS = 40
MOST_SECONDS, MOST_MEGABYTES = 20.0, 400.0
THINGS = ("值班表", "演练记录", "巡查台账", "培训签到表", "检查表", "责任人名单", "钥匙登记", "设备台账")


def run(scale: float) -> Iterator[Figure]:
    """Send once into a copy of the city at this scale."""
    with city.copy(scale, "worker", "dispatch") as facts:
        notice_id, person_id, progress_id, lines, units = _prepare(facts.persons["city"])
        command = [sys.executable, "-m", "bench.dispatch", str(notice_id), str(person_id)]
        child = subprocess.Popen(command, env=_child(), stdout=subprocess.PIPE)
        seen = _watch(child, progress_id)
        out = child.communicate()[0]
        if child.returncode:
            raise AssertionError("the sending failed")
        found = json.loads(out)
        _check(notice_id, lines, units)
    note = f"{OBLIGATIONS} obligations to {units} units, beside {facts.cases} cases"
    yield Figure("dispatch", f"{lines} lines", found["seconds"], "s", MOST_SECONDS, note)
    yield Figure("dispatch", "memory at its peak", found["megabytes"], "MB", MOST_MEGABYTES, "the sending process, Python and all")
    yield Figure("dispatch", "times its progress changed while it ran", float(len(seen)), "", None, f"last told {max(seen, default=0)}")
    if len(seen) < 3:
        raise AssertionError("no progress was to be seen")


def _prepare(person_id: int) -> tuple[int, int, Any, int, int]:
    """A reviewed notice in the queue's hands: (notice, person, progress, lines, units)."""
    from anlan.kernel.acting import acting
    from anlan.registers.org.models import Unit
    from anlan.registers.people.queries import actor_for
    from anlan.work.notices import actions, queries

    at, actor = city.AT, actor_for(person_id, city.AT)
    unit = Unit.objects.get(unit_path=actor.grants[0].path)
    clauses = "".join(f"  {n + 1}. 各校1月20日前把第{n + 1}类{THINGS[n % len(THINGS)]}报区教育局。\n" for n in range(OBLIGATIONS))
    text = f"关于做好寒假前各项工作的通知\n各区教育局，各学校：\n{clauses}"
    with acting(actor):
        notice = actions.import_notice(text.encode(), "notice.txt", unit=unit, by=actor, at=at)
        for number, row in enumerate(notice.obligations.order_by("order")):
            if number >= OBLIGATIONS:
                actions.drop(row, by=actor, at=at)
                continue
            actions.edit(row, by=actor, at=at, addressees={"kinds": ["school", "district"]}, rule=("each", "sample", "doubt")[number % 3])
            actions.confirm(row, by=actor, at=at)
        plan = queries.plan_of(notice, at=at)
        started = actions.dispatch(notice, by=actor, at=at)
        assert started is not None
        return notice.pk, person_id, started.pk, plan.lines, len(plan.unit_ids)


def _child() -> dict[str, str]:
    from django.db import connection

    url = urlsplit(os.environ["ANLAN_WORKER_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "anlan.shell.settings"}


def _watch(child: subprocess.Popen[bytes], progress_id: Any) -> set[int]:
    """What somebody on the page saw."""
    from anlan.kernel import progress

    seen = set()
    while child.poll() is None:
        told = progress.read(progress_id)
        if told and told["state"] == "running":
            seen.add(int(str(told["done"])))
        time.sleep(0.2)
    return seen


def _check(notice_id: int, lines: int, units: int) -> None:
    """All of it is there: what was measured did the whole work."""
    from django.db import connection

    counts = (
        ("select count(*) from notices_task where notice_id = %s", lines),
        ("select count(*) from cases_case c join notices_task t on t.case_id = c.id and t.notice_id = %s where c.state = 'sent'", lines),
        ("select count(*) from ledger_entry e join notices_task t on t.case_id = e.case_id and t.notice_id = %s", lines),
        ("select count(*) from notices_dossier where notice_id = %s", units),
        ("select count(*) from outbox_message where kind = 'notices.dossier' and (facts->>'dossier')::bigint in "
         "(select id from notices_dossier where notice_id = %s)", units),
    )  # fmt: skip
    with connection.cursor() as cursor:
        for statement, wanted in counts:
            cursor.execute(statement, [notice_id])
            found = cursor.fetchone()[0]
            if found != wanted:
                raise AssertionError(f"{found} instead of {wanted}: {statement}")


def send(notice_id: int, person_id: int) -> None:
    """In the child: the queue's task, measured from its start to its commit."""
    import django

    django.setup()
    from anlan.kernel import clock
    from anlan.work.notices.tasks import send_notice

    with clock.travel(city.AT):
        begun = time.monotonic()
        send_notice(notice_id, person_id)
        took = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": round(took, 2), "megabytes": round(peak, 1)}))


if __name__ == "__main__":
    send(int(sys.argv[1]), int(sys.argv[2]))
