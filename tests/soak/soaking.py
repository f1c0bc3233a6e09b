"""The soak itself: people at work, kills in turn, and the reckoning."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsroom.runtime.postgres.embedded import EmbeddedPostgres
from tests.newsroom.runtime.paper import ANSWERS, DATABASE, WEB, WORKER, RunningPaper, free_port, wait_until

from .browser import Browser
from .editor import Editor
from .ledger import Ledger
from .people import Commenter, Person, Reader, Searcher, Subscriber

LISTS = ["/", "/lively/", "/tags/gas/", "/tags/", "/people/ada-brekke/", "/feeds/rss.xml", "/sitemap.xml"]
LISTS += ["/news-sitemap.xml", "/corrections/", "/comments/feed/", "/popular/"]
STREAK = 6  # answers in a row that are as they should be: each process was asked, in all likelihood
TRIES = 100  # of half a second, until a page is as it should be; a page that is not is found by the minute's net
WARMED_BY = 8  # who ask at once
WELL = (200, {"database": "ok", "migrations": "ok", "worker": "ok"})
Say = Callable[[str], None]


# How each part is called, and which of its processes is killed, the oldest being the first.
VICTIMS = {"worker": (WORKER, 0), "web": (WEB, 1), "database": (DATABASE, 0)}
PARTS = list(VICTIMS)


@dataclass
class Soak:
    """One soak of the paper in `data`."""

    data: Path
    say: Say = print
    crowd: int = 8
    ledger: Ledger = field(default_factory=Ledger)
    kills: list[tuple[str, float]] = field(default_factory=list)
    """What was killed, and the seconds until all was well again."""

    def run(self, *, kills: int, every: float) -> None:
        """Let people in, kill `kills` times, `every` seconds after all was well again, and settle accounts.

        Raises AssertionError, with all that is wrong, if a promise was broken.
        """
        paper = RunningPaper(self.data, PORT=str(free_port()), TRUSTED_PROXIES="127.0.0.1")
        try:
            paper.wait_until_running()
            self._begun = time.monotonic()
            editor = Editor(self.data, self.ledger)
            places = editor.places()
            with self._people(paper, places):
                for number in range(kills):
                    self._warm(paper, places["still"])
                    self._let_pass(every)
                    self._kill(paper, PARTS[number % len(PARTS)])
                self._let_pass(every)
            self.verdict(paper, places, editor.end())
        finally:
            paper.stop()
            EmbeddedPostgres(self.data).remove()

    # Whoever is there -------------------------------------------------------------------------

    @contextmanager
    def _people(self, paper: RunningPaper, places: dict[str, list[str]]) -> Iterator[None]:
        """Let people in; at the end they finish what they are about."""
        stopping, seeds = threading.Event(), iter(range(10_000))
        mail = self.data / "mail"

        def given() -> tuple[Any, ...]:
            return paper.site, self.ledger, stopping, next(seeds)

        others = [*LISTS, *places["talked"]]
        crowd: list[Person] = [Reader(*given(), still=places["still"], others=others) for _ in range(self.crowd)]
        crowd += [Searcher(*given())]
        crowd += [Commenter(*given(), talked=places["talked"], mail=mail) for _ in range(max(2, self.crowd // 3))]
        crowd += [Subscriber(*given(), mail=mail) for _ in range(max(1, self.crowd // 5))]
        self._warm(paper, places["still"])
        for person in crowd:
            person.start()
        yield
        stopping.set()
        for person in crowd:  # each gives up by itself
            while person.is_alive():
                person.join(5)
                if person.is_alive():
                    self.say(f"{self.progress()}; {person.name} is not done yet")

    # What is done to them ---------------------------------------------------------------------

    def _warm(self, paper: RunningPaper, paths: list[str]) -> None:
        """Have every process keep `paths`."""
        with ThreadPoolExecutor(WARMED_BY) as many:
            for path in paths:
                list(many.map(lambda _, path=path: Browser(paper.site).ask(path), range(3 * WARMED_BY)))

    def _let_pass(self, seconds: float) -> None:
        """Let people do what they do, and say now and then how it goes."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(5, left))
            self.say(self.progress())

    def _kill(self, paper: RunningPaper, part: str) -> None:
        """Kill a part with SIGKILL, and wait until all is well without our doing anything."""
        called, place = VICTIMS[part]
        before = paper.children(called)
        victim, number = before[place], len(before)
        victim.kill()
        killed = time.monotonic()
        enough = number if part == "web" else 1
        wait_until(
            lambda: (
                not victim.is_running()
                and len([one for one in paper.children(called) if one.pid != victim.pid]) >= enough
                and paper.readiness() == WELL
            )
        )
        self.kills.append((part, time.monotonic() - killed))
        self.say(f"{self.progress()}; killed {part}, all was well {self.kills[-1][1]:.1f} s after")

    # What became of it ------------------------------------------------------------------------

    def progress(self) -> str:
        """Say how it goes, in a line."""
        of = self.ledger.asked
        went = time.monotonic() - self._begun
        return (
            f"{went // 60:3.0f}:{went % 60:02.0f}  {sum(of.values()):,} requests, {of['comment']} comments, "
            f"{of['subscription']} subscriptions, {of['story published']} stories, {len(self.ledger.faults)} faults"
        )

    def verdict(self, paper: RunningPaper, places: dict[str, list[str]], there: dict[str, Any]) -> None:
        """Compare what was promised with what is `there`. Raises AssertionError."""
        ledger, wrong = self.ledger, list(self.ledger.faults)
        said, live, subscribed = there["comments"], there["live"], there["subscribed"]
        wrong += [
            f"a comment is there {said.get(text, 0)} times: {text}" for text in ledger.comments if said.get(text) != 1
        ]
        wrong += [f"a comment is there twice: {text}" for text, number in said.items() if number > 1]
        wrong += [f"{address} is not subscribed" for address in ledger.subscribed - set(subscribed)]
        wrong += [
            f"{address} subscribes more than once" for address in set(subscribed) if subscribed.count(address) > 1
        ]
        wrong += [f"{address} never got a mail" for address in ledger.wished - ledger.subscribed]
        wrong += [f"a story is gone: {path}" for path in ledger.published if live.get(path) != ledger.published[path]]
        wrong += [f"{there['drift']} numbers of comments were wrong"] * bool(there["drift"])
        wrong += [f"{there['reads']} reads of {ledger.beacons}"] * (there["reads"] > ledger.beacons)
        wrong += self._old_pages(paper, [*LISTS, *places["still"], *places["talked"], *ledger.published])
        for line in self.table(there):
            self.say(line)
        assert not wrong, "\n".join(wrong[:50])

    def _old_pages(self, paper: RunningPaper, paths: list[str]) -> Iterator[str]:
        """Yield every page of `paths` that readers get and that is not as Django makes it now."""
        staff, reader = Browser(paper.site), Browser(paper.site)
        page = staff.ask("/admin/login/")
        who = {"username": ANSWERS["NEWSROOM_ADMIN_USERNAME"], "password": ANSWERS["NEWSROOM_ADMIN_PASSWORD"]}
        assert staff.ask("/admin/login/", page.fields() | who).status == 302
        assert staff.ask("/admin/").status == 200
        staff.cookies = {"desk": staff.cookies["desk"]}  # always a new page, and otherwise nobody
        for path in dict.fromkeys(paths):
            headline, correction = self.ledger.published.get(path, ""), self.ledger.corrected.get(path, "")
            streak = tries = 0
            while streak < STREAK and tries < TRIES:
                got, true = reader.ask(path), staff.ask(path)
                right = (
                    (got.status, got.text) == (true.status, true.text)
                    and headline in got.text
                    and correction in got.text
                )
                streak = streak + 1 if right else 0
                tries += 1
                if not right:
                    time.sleep(0.5)
            if streak < STREAK:
                yield f"{path} is old, or not as it should be: {got.status}, new: {true.status}"

    def table(self, there: dict[str, Any]) -> Iterator[str]:
        """Yield the lines of what was done and what became of it."""
        ledger = self.ledger
        yield ""
        yield f"{'':<24}{'answered':>10}{'try again':>11}{'reset':>8}{'slowest':>10}"
        for kind, number in sorted(ledger.asked.items()):
            mended = f"{ledger.away[kind]:>11,}{ledger.resets[kind]:>8,}"
            yield f"{kind:<24}{number:>10,}{mended}{ledger.slowest[kind]:>8.1f} s"
        yield ""
        for part in PARTS:
            took = [seconds for killed, seconds in self.kills if killed == part]
            if took:
                yield f"{part} killed {len(took)} times; all well after {min(took):.1f} to {max(took):.1f} s"
        yield (
            f"{len(ledger.comments)} comments promised, {len(there['comments'])} there, {there['visible']} on pages; "
            f"{len(ledger.subscribed)} subscriptions confirmed, {len(set(there['subscribed']))} there; "
            f"{len(ledger.published)} stories; {ledger.beacons} beacons, {there['reads']} reads"
        )
