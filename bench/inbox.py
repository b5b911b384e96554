"""The inbox, the list of cases, its 200th page, and search: for a school, a district, the city and somebody with eight grants.

The same is measured at a tenth of the data: ten times as many cases may not make a page more than half as slow again.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from django.test import Client

from anlan.kernel import clock
from bench import Figure, city, percentile
from bench.looking import client_of, p95, page_times

PAGE_MS, SEARCH_MS, RATIO = 60.0, 150.0, 1.5
FAR = 200
TURNS = 4  # the two sizes take turns: the machine itself is half as fast again from one minute to the next
NEXT = re.compile(r'rel="next" href="([^"]+)"')
WHO = {"school": "a school", "district": "a district", "city": "the city", "many": "eight grants"}
PAGES = ("inbox", "list", "page 200", "search")
WORDS = ("燃气软管", "通道", "校车", "危化品", "YH-2026-00012", "疏散")


def run(scale: float) -> Iterator[Figure]:
    """p95 of each page at the scale, and its median against that at a tenth, each page measured at both in turns."""
    facts = [city.ready(size) for size in (scale / 10, scale)]
    found, pages = {}, {}
    for who in WHO:
        seen = [_Looker(one, who) for one in facts]
        for page in PAGES:
            turns = [[looker.times(page) for looker in seen] for _ in range(TURNS)]
            found[page, who] = [[one for turn in turns for one in turn[size]] for size in (0, 1)]
        pages[who] = seen[1].far
    for (page, who), (_small, times) in found.items():
        limit = SEARCH_MS if page == "search" else PAGE_MS
        note = f"p95 of {len(times)}, {city.cases_of(scale)} cases"
        if page == "page 200" and pages[who] < FAR:
            note += f"; there are no more than {pages[who]} pages"
        yield Figure("inbox", f"{page}, {WHO[who]}", p95(times), "ms", limit, note)
    for (page, who), (small, times) in found.items():
        ratio = percentile(times, 0.5) / percentile(small, 0.5)
        note = f"median {percentile(times, 0.5):.1f} ms against {percentile(small, 0.5):.1f} ms at a tenth"
        yield Figure("inbox", f"{page} growth, {WHO[who]}", round(ratio, 2), "x", RATIO, note)


class _Looker:
    """Somebody signed in at one scale. `far`: the number of the page that stands for the 200th, where there are fewer."""

    def __init__(self, facts: city.Facts, who: str) -> None:
        self.facts = facts
        with self._there():
            self.client = client_of(facts.persons[who])
            self.far, far = _far_page(self.client)
        words = itertools.cycle(WORDS)
        self.addresses: dict[str, str | Callable[[int], str]] = {
            "inbox": "/inbox/",
            "list": "/cases/",
            "page 200": far,
            "search": lambda _n: f"/search/?q={next(words)}",
        }

    def _there(self) -> AbstractContextManager[None]:
        return city.using("web", city.name_of(self.facts.scale))

    def times(self, page: str) -> list[float]:
        """Milliseconds of looking at a page, a part of all."""
        with self._there():
            return page_times(self.client, self.addresses[page], self.facts.cases, TURNS)


def _far_page(client: Client) -> tuple[int, str]:
    """Number and address of the 200th page by keyset, found by walking there: of what is open, or where that is shorter, of what is
    closed; where neither has as many the last full page of those, so that the same number of rows is drawn at any scale."""
    for when in ("open", "closed"):
        walked = [f"/cases/?when={when}"]
        with clock.travel(city.AT):
            while len(walked) < FAR and (after := NEXT.search(client.get(walked[-1]).content.decode())):
                walked.append(f"/cases/{html.unescape(after[1])}")
        if len(walked) == FAR:
            return FAR, walked[-1]
    full = max(1, len(walked) - 1)
    return full, walked[full - 1]
