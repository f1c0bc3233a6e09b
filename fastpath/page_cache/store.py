"""The pages that are kept, found by address and by what they show, in bounded memory."""

import threading
import time
from collections import OrderedDict, defaultdict

from ..cache_tags import CacheTags
from .counters import Counters
from .encodings import Variants
from .recent_purges import Purges

Address = tuple[bool, str, str]  # whether asked for by TLS, path, query

FRESH = 60.0  # seconds for which a page is right unless something says otherwise: a net, and for what time changes
LENIENT = 10.0  # seconds for which an old page may be shown while it is made anew
FLOOD = 1.0  # seconds between two makings of a page of which only what it shows besides has changed
BYTES_OF_A_KEY = 300  # its text, here and in the index
EVERYTHING = "paper"  # every page shows the paper: its name, its sections
NEVER = float("-inf")


class Page:
    """A page as it was made, and from when on (by the process's clock) it is out of date."""

    __slots__ = ("address", "made_at", "old_since", "shown", "used", "variants")

    def __init__(self, address: Address, variants: Variants, shown: CacheTags, made_at: float) -> None:
        self.address, self.variants, self.shown, self.made_at = address, variants, shown, made_at
        self.old_since = self.made_at + FRESH
        self.used = False

    def grow_old(self, since: float) -> None:
        """Be out of date since then, if it was not already."""
        self.old_since = min(self.old_since, since)

    def is_fresh(self, now: float) -> bool:
        """Whether it may be shown without a further thought."""
        return now < self.old_since

    def may_be_shown(self, now: float) -> bool:
        """Whether it may be shown while it is made anew."""
        return now - self.old_since < LENIENT

    def is_to_be_made_anew(self, now: float) -> bool:
        """Whether it is time to make it anew, once it is no longer fresh."""
        return now - self.made_at >= FLOOD

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, about."""
        return self.variants.size + BYTES_OF_A_KEY * (len(self.cache_tags.about) + len(self.shown.besides))

    @property
    def keys(self) -> set[str]:
        """All that it shows."""
        return self.cache_tags.about | self.shown.besides


class Pages:
    """Pages by address. Reading takes no lock; what is longest unused goes first when `most_bytes` are full."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self.bytes = most_bytes, 0
        self.counters: Counters | None = None  # told how many pages there are
        self._pages: OrderedDict[Address, Page] = OrderedDict()
        self.get = self._pages.get  # the page at an address, fresh or not
        self._by_key: defaultdict[str, set[Address]] = defaultdict(set)
        self._purges = Purges()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def position(self) -> int:
        """Return where the order of purges stands, to be given to `keep()`."""
        return self._purges.position

    def keep(self, page: Page, begun_at: int) -> bool:
        """Keep `page`, whose making began at the position `begun_at`; False if what it shows changed since."""
        size = page.size
        if size > self.most_bytes // 4:
            return False
        keys = page.keys | {EVERYTHING}
        with self._lock:
            if self._purges.since(begun_at, keys):
                return False
            self._drop(page.address)
            self._pages[page.address] = page
            self.bytes += size
            for key in keys:
                self._by_key[key].add(page.address)
            while self.bytes > self.most_bytes:
                self._drop_one()
            self._tell()
        return True

    def drop(self, address: Address) -> None:
        """Drop the page at `address`: it is no longer one that is kept."""
        with self._lock:
            self._drop(address)
            self._tell()

    def purge(self, key: str, *, wholly: bool = False) -> None:
        """Drop the pages about `key`; those that only show it are out of date from now on, or `wholly` dropped too."""
        with self._lock:
            self._purges.note(key)
            for address in list(self._by_key.get(key, ())):
                page = self._pages[address]
                if wholly or key in page.cache_tags.about:
                    self._drop(address)
                else:
                    page.grow_old(time.monotonic())
            self._tell()

    def doubt_everything(self) -> None:
        """Have every page made anew before it is shown again: changes may have been missed."""
        with self._lock:
            self._purges.note_everything()
            for page in self._pages.values():
                page.grow_old(NEVER)

    def clear(self) -> None:
        """Drop all pages."""
        with self._lock:
            self._purges.note_everything()
            self._pages.clear()
            self._by_key.clear()
            self.bytes = 0
            self._tell()

    def _tell(self) -> None:
        if self.counters:
            self.counters.level("pages", len(self._pages))
            self.counters.level("bytes", self.bytes)

    def _drop_one(self) -> None:
        """Drop the page that came first of those that nobody asked for since they were last looked at."""
        while True:
            address, page = next(iter(self._pages.items()))
            if not page.used:
                return self._drop(address)
            page.used = False
            self._pages.move_to_end(address)

    def _drop(self, address: Address) -> None:
        page = self._pages.pop(address, None)
        if page is None:
            return
        self.bytes -= page.size
        for key in page.keys | {EVERYTHING}:
            addresses = self._by_key[key]
            addresses.discard(address)
            if not addresses:
                del self._by_key[key]
