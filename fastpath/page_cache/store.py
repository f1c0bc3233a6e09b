"""The cached pages, by cache key and by cache tag, in bounded memory."""

import threading
import time
from collections import OrderedDict, defaultdict

from ..cache_tags import CacheTags
from ..conf import TAG_OF_ALL_PAGES
from .counters import Counters
from .encodings import Variants
from .recent_purges import RecentPurges

CacheKey = tuple[bool, str, str]  # whether by TLS, path, query

FRESH = 60.0  # seconds for which a page is fresh if nothing purges it: a net, and for what changes with the time
LENIENT = 10.0  # seconds for which an old page may be served while it is rendered again
FLOOD = 1.0  # seconds between two renderings of a page of which only a mentioned tag was purged
BYTES_OF_A_TAG = 300  # its text, here and in the index
NEVER = float("-inf")


class CachedPage:
    """A page as it was rendered, and the time (of the monotonic clock) since which it is out of date."""

    __slots__ = ("key", "made_at", "old_since", "tags", "used", "variants")

    def __init__(self, key: CacheKey, variants: Variants, tags: CacheTags, made_at: float) -> None:
        self.key, self.variants, self.tags, self.made_at = key, variants, tags, made_at
        self.old_since = self.made_at + FRESH
        self.used = False

    def expire(self, since: float) -> None:
        """Make it out of date since then, if it is not already."""
        self.old_since = min(self.old_since, since)

    def is_fresh(self, now: float) -> bool:
        """Return whether it may be served as it is."""
        return now < self.old_since

    def may_be_served_stale(self, now: float) -> bool:
        """Return whether it may be served while it is rendered again."""
        return now - self.old_since < LENIENT

    def is_to_be_rendered(self, now: float) -> bool:
        """Return whether to render it again, once it is no longer fresh."""
        return now - self.made_at >= FLOOD

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, about."""
        return self.variants.size + BYTES_OF_A_TAG * (len(self.tags.depends_on) + len(self.tags.mentions))

    @property
    def all_tags(self) -> set[str]:
        """All its tags."""
        return self.tags.depends_on | self.tags.mentions | {TAG_OF_ALL_PAGES}


class PageStore:
    """Pages by cache key. Reading takes no lock; when `max_bytes` are full, the least recently used page is evicted."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes, self.bytes = max_bytes, 0
        self.counters: Counters | None = None  # of the number and size of pages
        self._pages: OrderedDict[CacheKey, CachedPage] = OrderedDict()
        self.get = self._pages.get  # the page of a key, fresh or not
        self._by_tag: defaultdict[str, set[CacheKey]] = defaultdict(set)
        self._purges = RecentPurges()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def position(self) -> int:
        """Return the present position in the order of purges, to be given to `store()`."""
        return self._purges.position

    def store(self, page: CachedPage, begun_at: int) -> bool:
        """Store `page`, whose rendering began at position `begun_at`; return False if a tag was purged since."""
        size = page.size
        if size > self.max_bytes // 4:
            return False
        tags = page.all_tags
        with self._lock:
            if self._purges.since(begun_at, tags):
                return False
            self._drop(page.key)
            self._pages[page.key] = page
            self.bytes += size
            for tag in tags:
                self._by_tag[tag].add(page.key)
            while self.bytes > self.max_bytes:
                self._evict()
            self._count()
        return True

    def drop(self, key: CacheKey) -> None:
        """Drop the page with this key, which may no longer be cached."""
        with self._lock:
            self._drop(key)
            self._count()

    def purge(self, tag: str, *, wholly: bool = False) -> None:
        """Drop pages that depend on `tag`; those that only mention it go out of date, or are `wholly` dropped too."""
        with self._lock:
            self._purges.add(tag)
            for key in list(self._by_tag.get(tag, ())):
                page = self._pages[key]
                if wholly or tag in page.tags.depends_on:
                    self._drop(key)
                else:
                    page.expire(time.monotonic())
            self._count()

    def expire_all(self) -> None:
        """Have every page rendered again before it is served: purges may have been missed."""
        with self._lock:
            self._purges.add_everything()
            for page in self._pages.values():
                page.expire(NEVER)

    def clear(self) -> None:
        """Drop all pages."""
        with self._lock:
            self._purges.add_everything()
            self._pages.clear()
            self._by_tag.clear()
            self.bytes = 0
            self._count()

    def _count(self) -> None:
        if self.counters:
            self.counters.level("pages", len(self._pages))
            self.counters.level("bytes", self.bytes)

    def _evict(self) -> None:
        """Drop the oldest page that was not used since this last looked at it (the CLOCK algorithm)."""
        while True:
            key, page = next(iter(self._pages.items()))
            if not page.used:
                return self._drop(key)
            page.used = False
            self._pages.move_to_end(key)

    def _drop(self, key: CacheKey) -> None:
        page = self._pages.pop(key, None)
        if page is None:
            return
        self.bytes -= page.size
        for tag in page.all_tags:
            keys = self._by_tag[tag]
            keys.discard(key)
            if not keys:
                del self._by_tag[tag]
