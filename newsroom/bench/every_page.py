"""Measure how fast each type of public page is rendered, against the story with some thirty comments.

All are asked for as staff, for whom no page comes from the page cache. In each round the story is measured between the
others, so that whatever else this machine does troubles all alike.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from fastpath.page_cache import staff_cookie

from . import load
from .measuring import Figure
from .public import Page, pages

LEAST = 0.6  # of the story's rate
SECONDS = 1  # that a page is asked for in a round
BETWEEN = 10  # pages between two looks at the story
CONNECTIONS = 8
PUBLICATIONS = 9


@dataclass
class Rates:
    """Requests a second for one page, and as parts of the story's in the same round."""

    page: Page
    rates: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The median part."""
        return statistics.median(self.ratios)

    @property
    def figure(self) -> Figure:
        """The figure that is printed."""
        missed = "" if self.ratio >= LEAST else ", MISSED"
        unit = f"/s, {self.ratio:.2f} of the story{missed}"
        return Figure(f"  {self.page.name}", statistics.median(self.rates), unit, f"at least {LEAST}")


def figures(site: str, story: str, rounds: int) -> Iterator[Figure]:
    """Yield the rate of every type of page at `site`; `story` is the path of the story they are compared with."""
    mark = f"Cookie: {staff_cookie.NAME}={staff_cookie.sign()}"
    found = [Rates(page) for page in pages() if page.status == HTTPStatus.OK]

    def rate(path: str) -> float:
        return load.wrk(site + path, SECONDS, "-H", mark, connections=CONNECTIONS)[0]

    for _ in range(rounds):
        for start in range(0, len(found), BETWEEN):
            of_story = rate(story)
            for one in found[start : start + BETWEEN]:
                one.rates.append(rate(one.page.paths[0]))
                one.ratios.append(one.rates[-1] / of_story)
    yield from (one.figure for one in found)
    missed = sum(one.ratio < LEAST for one in found)
    yield Figure(f"pages rendered at less than {LEAST} of the story’s rate", missed, f"of {len(found)}", "0")


def after_publishing(site: str, publish: Callable[[int], object]) -> Iterator[Figure]:
    """Yield how long the front page takes that is made first after something was published."""
    headers = {"Cookie": f"{staff_cookie.NAME}={staff_cookie.sign()}"}
    times = []
    for number in range(PUBLICATIONS):
        publish(number)
        time.sleep(0.1)  # both processes hear of it
        started = time.perf_counter()
        load.fetch(site + "/", headers)
        times.append(time.perf_counter() - started)
    yield Figure("front rendered, first after a publication: median", statistics.median(times) * 1000, "ms")
