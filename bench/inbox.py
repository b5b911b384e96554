"""The inbox, the list of cases, its 200th page, and search: for a school, a district, the city and somebody with eight grants.

The same is measured at a tenth of the data: ten times as many cases may not make a page more than half as slow again.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator

from django.test import Client

from anlan.kernel import clock
from bench import Figure, city, percentile
from bench.looking import client_of, p95, page_times

PAGE_MS, SEARCH_MS, RATIO = 60.0, 150.0, 1.5
FAR = 200
NEXT = re.compile(r'rel="next" href="([^"]+)"')
WHO = {"school": "a school", "district": "a district", "city": "the city", "many": "eight grants"}
WORDS = ("燃气软管", "通道", "校车", "危化品", "YH-2026-00012", "疏散")


def run(scale: float) -> Iterator[Figure]:
    """p95 of each page at the scale, and its median against that at a tenth."""
    small, _pages = _measured(scale / 10)
    large, pages = _measured(scale)
    for key, times in large.items():
        limit = SEARCH_MS if key[0] == "search" else PAGE_MS
        note = f"p95 of {len(times)}, {city.cases_of(scale)} cases"
        if key[0] == "page 200" and pages[key[1]] < FAR:
            note += f"; there are no more than {pages[key[1]]} pages"
        yield Figure("inbox", f"{key[0]}, {WHO[key[1]]}", p95(times), "ms", limit, note)
    for key, times in large.items():
        ratio = percentile(times, 0.5) / percentile(small[key], 0.5)
        note = f"median {percentile(times, 0.5):.1f} ms against {percentile(small[key], 0.5):.1f} ms at a tenth"
        yield Figure("inbox", f"{key[0]} growth, {WHO[key[1]]}", round(ratio, 2), "x", RATIO, note)


def _measured(scale: float) -> tuple[dict[tuple[str, str], list[float]], dict[str, int]]:
    """(page, who) -> milliseconds; who -> the page that stands for the 200th, where there are fewer."""
    found, pages = {}, {}
    with city.working("web", scale) as facts:
        for who, person in facts.persons.items():
            client = client_of(person)
            words = itertools.cycle(WORDS)
            found["inbox", who] = page_times(client, "/inbox/", facts.cases)
            found["list", who] = page_times(client, "/cases/", facts.cases)
            page, address = _far_page(client)
            pages[who] = page
            found["page 200", who] = page_times(client, address, facts.cases)
            found["search", who] = page_times(client, lambda _n, w=words: f"/search/?q={next(w)}", facts.cases)
    return found, pages


def _far_page(client: Client) -> tuple[int, str]:
    """Number and address of the 200th page by keyset, found by walking there: of what is open, or where that is shorter, of what is
    closed; the last page of those where neither has as many."""
    for when in ("open", "closed"):
        page, address = 1, f"/cases/?when={when}"
        with clock.travel(city.AT):
            while page < FAR and (after := NEXT.search(client.get(address).content.decode())):
                page, address = page + 1, f"/cases/{html.unescape(after[1])}"
        if page == FAR:
            break
    return page, address
