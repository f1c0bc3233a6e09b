"""Simple charts as SVG, drawn by us. Colours are those of desk/audience.css; each has its numbers in a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

WIDTH, HEIGHT, GAP = 640, 160, 2  # of the drawing, in its own units


@dataclass(frozen=True)
class ChartColumn:
    """A week of one series."""

    x: float
    y: float
    width: float
    height: float
    at: datetime
    number: int


@dataclass(frozen=True)
class ColumnChart:
    """Columns by week: one series upwards and, if there is a second, that one downwards."""

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
        """The numbers, for the table, the newest first."""
        downs: list[int | None] = [column.number for column in self.down] or [None] * len(self.up)
        rows = [(column.at, column.number, down) for column, down in zip(self.up, downs, strict=True)]
        return rows[::-1]


@dataclass(frozen=True)
class BarChart:
    """Named numbers, as bars of up to a hundred."""

    label: Any
    rows: list[tuple[str, int, float]] = field(default_factory=list)


def column_chart(
    label: Any,
    up: Sequence[tuple[datetime, int]],
    down: Sequence[tuple[datetime, int]] = (),
    up_label: Any = "",
    down_label: Any = "",
) -> ColumnChart:
    """Return the columns for weekly numbers. Both series have one scale."""
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
    """Return the bars for named numbers, the largest being 100."""
    most = max((n for _name, n in rows), default=0) or 1
    return BarChart(label, [(name, n, round(100 * n / most, 1)) for name, n in rows])
