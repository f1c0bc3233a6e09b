"""Count rows up to a limit: an exact count of hundreds of thousands takes seconds, and is of no use."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Count:
    """A number of rows, and whether there are more."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"more than {self.number:,}" if self.more else f"{self.number:,}"

    def __bool__(self) -> bool:
        return self.number > 0


def count_up_to(rows: Any, most: int) -> Count:
    """Count `rows`, a queryset, but stop after `most`."""
    found = rows.order_by().values("pk")[: most + 1].count()
    return Count(min(found, most), more=found > most)
