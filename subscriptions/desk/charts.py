"""Geometry of simple SVG charts. desk/audience.css has the colours; each chart also has a table of its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

WIDTH, HEIGHT, GAP = 640, 160, 2  # in units of the drawing


@dataclass(frozen=True)
class ChartColumn:
    """One week of a series."""

    x: float
    y: float
    width: float
    height: float
    at: datetime
    number: int


@dataclass(frozen=True)
class ColumnChart:
    """A column chart by week: one series upwards and an optional second one downwards."""

    label: Any
    up: list[ChartColumn]
    down: list[ChartColumn]
    baseline: float
    most: int
    up_label: Any = ""
    down_label: Any = ""
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def rows(self) -> list[tuple[datetime, int, int | None]]:
        """Return the rows of the table, newest first."""
        downs: list[int | None] = [column.number for column in self.down] or [None] * len(self.up)
        rows = [(column.at, column.number, down) for column, down in zip(self.up, downs, strict=True)]
        return rows[::-1]


@dataclass(frozen=True)
class BarChart:
    """A bar chart of named numbers, with lengths up to 100."""

    label: Any
    rows: list[tuple[str, int, float]] = field(default_factory=list)


def column_chart(
    label: Any,
    up: Sequence[tuple[datetime, int]],
    down: Sequence[tuple[datetime, int]] = (),
    up_label: Any = "",
    down_label: Any = "",
) -> ColumnChart:
    """Return the column chart of weekly numbers. Both series have the same scale."""
    highest, lowest = max((n for _at, n in up), default=0), max((n for _at, n in down), default=0)
    scale = HEIGHT / max(highest + lowest, 1)
    baseline = HEIGHT if not lowest else highest * scale
    step = WIDTH / max(len(up), 1)

    def drawn(series: Sequence[tuple[datetime, int]], below: bool) -> list[ChartColumn]:
        return [
            ChartColumn(
                round(place * step, 1),
                round(baseline if below else baseline - n * scale, 1),
                round(step - GAP, 1),
                round(n * scale, 1),
                at,
                n,
            )
            for place, (at, n) in enumerate(series)
        ]

    return ColumnChart(
        label, drawn(up, False), drawn(down, True), round(baseline, 1), max(highest, lowest), up_label, down_label
    )


def bar_chart(label: Any, rows: Sequence[tuple[str, int]]) -> BarChart:
    """Return the bar chart of named numbers; the longest bar is 100."""
    most = max((n for _name, n in rows), default=0) or 1
    return BarChart(label, [(name, n, round(100 * n / most, 1)) for name, n in rows])
