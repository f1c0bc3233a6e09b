"""What people were promised, and what they saw: written by many threads, read at the end."""

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Ledger:
    """Counts by kind of request, and every promise by what it is about."""

    asked: Counter[str] = field(default_factory=Counter)
    away: Counter[str] = field(default_factory=Counter)
    """Answers that the database is away, by kind: right for what no cache can know."""
    slowest: dict[str, float] = field(default_factory=dict)
    """Seconds that the slowest answer took, by kind."""
    resets: Counter[str] = field(default_factory=Counter)
    """Connections that ended without an answer, by kind: their process was killed."""
    faults: list[str] = field(default_factory=list)
    """Answers that nobody may get."""
    comments: set[str] = field(default_factory=set)
    """Texts that were answered with a receipt."""
    confirmed: set[str] = field(default_factory=set)
    """Those of them whose author followed the mailed link."""
    wished: set[str] = field(default_factory=set)
    """Addresses whose wish to subscribe was taken."""
    subscribed: set[str] = field(default_factory=set)
    """Those of them who followed the mailed link."""
    published: dict[str, str] = field(default_factory=dict)
    """Headlines by path, as the editor was told that they are live."""
    corrected: dict[str, str] = field(default_factory=dict)
    """The newest correction by path."""
    beacons: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def count(self, kind: str, status: int, path: str = "", *, took: float = 0, is_kept: bool = False) -> None:
        """Note an answer that `took` seconds; `is_kept`: no failure of ours excuses an error page there."""
        with self._lock:
            self.asked[kind] += 1
            self.slowest[kind] = max(self.slowest.get(kind, 0), took)
            if status == 0:
                self.resets[kind] += 1
            elif status == 503 and not is_kept:
                self.away[kind] += 1
            elif status >= 500 or status == 429:
                self.faults.append(f"{kind} {path}: {status}")

    def beacon(self) -> None:
        """Note that a page told that it is read."""
        with self._lock:
            self.beacons += 1

    def fault(self, what: str) -> None:
        """Note what must not happen."""
        with self._lock:
            self.faults.append(what)
