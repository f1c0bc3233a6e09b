"""Count reads in this process, and write them to the database every few seconds, in one statement.

A crash loses the reads since the last write; a graceful stop loses none. No data about readers is written, and the
data in memory that distinguishes page views is dropped within minutes.
"""

import logging
import os
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address, ip_network
from multiprocessing.util import Finalize
from time import monotonic

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

logger = logging.getLogger(__name__)

WINDOW = 600.0  # seconds for which a view is remembered, at least; also the period of the limits
MOST_A_NETWORK = 600  # reads counted in a window from one network: an office, a school, a block of flats
MOST_A_STORY = 20  # of them, of one story
MOST_REMEMBERED = 100_000  # views and networks in a window; beyond, nothing is counted until the next
MOST_WAITING = 10_000  # stories and hours between two writes: invented addresses use no more memory than this

# Prefix length of a network: in IPv4 more than one customer usually has, in IPv6 what one customer often has.
PREFIXES = {4: 24, 6: 48}

Waiting = Mapping[tuple[str, datetime], int]


class ReadCounter:
    """The reads of this process that are not written yet. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: Counter[tuple[str, datetime]] = Counter()
        self._window, self._before = _Window(), _Window()
        self._started = False
        self._stopped = threading.Event()

    def add(self, address: str, *, view: str, client: str, now: datetime | None = None) -> bool:
        """Count a read of the story at `address` (its path without outer slashes); return whether it was counted.

        It is not if `view`, the id of one page view, was seen before, or if the network of `client`, an IP address,
        has reached its limit.
        """
        hour = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
        with self._lock:
            self._turn()
            if view in self._before.views or not self._window.admits(address, view, network_of(client)):
                return False
            if (address, hour) not in self._waiting and len(self._waiting) >= MOST_WAITING:
                return False
            self._waiting[address, hour] += 1
            self._start()
        return True

    def flush(self) -> None:
        """Write the waiting reads. If the database is unavailable, they stay."""
        with self._writing:
            with self._lock:
                taken, self._waiting = self._waiting, Counter()
            try:
                write(taken)
            except Error as error:
                logger.warning("Reads could not be written, and are kept: %s", error)
                connection.close()
                with self._lock:
                    self._waiting.update(taken)

    def stop(self) -> None:
        """Stop the periodic writes; waiting reads are written when the process ends."""
        self._stopped.set()

    def forget(self) -> None:
        """Reset after a fork: the parent process writes its own reads."""
        self.__init__()  # type: ignore[misc]

    def _turn(self) -> None:
        """Start a new window when this one is over; its views are remembered for one more."""
        age = monotonic() - self._window.began
        if age > WINDOW:
            self._before = self._window if age < 2 * WINDOW else _Window()
            self._window = _Window()

    def _start(self) -> None:
        """Start the periodic writes, and register the last one at process exit."""
        if self._started:
            return
        self._started = True
        Finalize(None, self.flush, exitpriority=10)  # the web server's processes do not run `atexit`
        if every := settings.READS_WRITTEN_EVERY:
            threading.Thread(target=self._write_on, args=[every], name="reads", daemon=True).start()

    def _write_on(self, every: float) -> None:
        while not self._stopped.wait(every):
            self.flush()
            connection.close()


class _Window:
    """The counted views of some minutes, and the number per network."""

    def __init__(self) -> None:
        self.began = monotonic()
        self.views: set[str] = set()
        self.spent: Counter[tuple[str, str]] = Counter()

    def admits(self, address: str, view: str, network: str) -> bool:
        """Add the view and return True; return False if it was added before or its network has reached a limit."""
        whole, part = (network, ""), (network, address)
        full = len(self.views) >= MOST_REMEMBERED or len(self.spent) >= MOST_REMEMBERED
        if full or view in self.views or self.spent[whole] >= MOST_A_NETWORK or self.spent[part] >= MOST_A_STORY:
            return False
        self.views.add(view)
        self.spent[whole] += 1
        self.spent[part] += 1
        return True


def write(reads: Waiting) -> None:
    """Add `reads` to the hourly counts of live stories; other addresses are ignored."""
    if not reads:
        return
    addresses, hours, numbers = zip(*((*key, number) for key, number in reads.items()), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            # In the order of the keys, so that two processes never deadlock.
            """
            INSERT INTO articles_articlereads (article_id, hour, reads)
            SELECT article.id, seen.hour, seen.reads
            FROM unnest(%s::text[], %s::timestamptz[], %s::int[]) AS seen (address, hour, reads)
            JOIN articles_article article ON article.address = seen.address AND article.live
            ORDER BY article.id, seen.hour
            ON CONFLICT (article_id, hour) DO UPDATE SET reads = articles_articlereads.reads + excluded.reads
            """,
            [list(addresses), list(hours), list(numbers)],
        )


def network_of(client: str) -> str:
    """Return the network of an IP address; "unknown" if it is none."""
    try:
        address = ip_address(client)
    except ValueError:
        return "unknown"
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return str(ip_network((address, PREFIXES[address.version]), strict=False))


counter = ReadCounter()
os.register_at_fork(after_in_child=counter.forget)
