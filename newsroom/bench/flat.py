"""Compare the cost of a page in papers of different size.

A process for each paper asks for its pages (`manage.py bench_pages`), all their databases run at once, and requests are
made in turns: whatever else the machine does troubles all alike. What counts is processor time, see `cost.py`.
"""

import json
import math
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from ..runtime import environment
from ..runtime.data_directory import CHECKOUT
from ..runtime.problem import Problem
from ..runtime.with_database import database

MOST = 1.2  # times what it costs in the first paper


@dataclass(frozen=True)
class Compared:
    """The cost of a page in each paper, in their order; times are medians of processor time, in milliseconds."""

    name: str
    web: list[float]
    database: list[float]
    blocks: list[int]
    queries: list[int]
    bytes: list[int]
    ratios: "list[Ratio]"  # for each paper but the first, how many times what it costs in the first

    @property
    def worst(self) -> "Ratio":
        """The highest ratio: a page may cost most in a paper of middling size, where PostgreSQL chose a worse plan."""
        return max(self.ratios, key=lambda ratio: ratio.median)

    @property
    def is_flat(self) -> bool:
        """Return whether it costs at most a fifth more in any paper than in the first."""
        return self.worst.median <= MOST


@dataclass(frozen=True)
class Ratio:
    """The ratio of processor time to that in the first paper, with its 95 % confidence interval."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, rounds: list[float]) -> "Ratio":
        """Return the ratio of these rounds, between the two of them that a sign test puts around the true median."""
        ranked, middle, reach = sorted(rounds), len(rounds) / 2, 0.98 * math.sqrt(len(rounds))
        low, high = max(0, math.floor(middle - reach)), min(len(ranked) - 1, math.ceil(middle + reach))
        return cls(*(round(ratio, 3) for ratio in (statistics.median(ranked), ranked[low], ranked[high])))


class Paper:
    """A paper whose pages can be asked for."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._to, self._from = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
        said = self._hear()
        self.stories: int = said["stories"]
        self.counted: dict[str, dict[str, int]] = said["pages"]

    def ask(self, page: str) -> tuple[float, float]:
        """Have it ask for a page; returns the milliseconds of web process and database."""
        self._to.write(f"{page}\n")
        self._to.flush()
        spent = self._hear()
        return spent["web"], spent["database"]

    def _hear(self) -> Any:
        line = self._from.readline()
        if not line:
            raise Problem("A paper’s pages cannot be measured; what it said stands above.")
        return json.loads(line)


@contextmanager
def opened(directories: Sequence[Path]) -> Iterator[list[Paper]]:
    """Start the database of each data directory, unless it runs, and a process that asks for its pages."""
    with ExitStack() as stack:
        papers = []
        for data in directories:
            if not data.is_dir():
                raise Problem(f"There is no data directory {data}.")
            url = stack.enter_context(database(data, user="manage.py bench --flat"))
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, str(CHECKOUT / "manage.py"), "bench_pages"],
                    env=environment.for_processes(data, url),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            papers.append(Paper(process))
        yield papers


def compare(papers: Sequence[Paper], rounds: int) -> Iterator[Compared]:
    """Yield what each page costs that all papers have, asked for `rounds` times in turns."""
    for name in papers[0].counted:
        if all(name in paper.counted for paper in papers):
            taken = [[paper.ask(name) for paper in papers] for _ in range(rounds)]
            yield _compared(name, papers, taken)


def _compared(name: str, papers: Sequence[Paper], taken: list[list[tuple[float, float]]]) -> Compared:
    """Make one line of all rounds; each has the milliseconds of web process and database for each paper."""
    times = [[sum(turn[paper]) for turn in taken] for paper in range(len(papers))]
    counted = [paper.counted[name] for paper in papers]
    return Compared(
        name=name,
        web=[round(statistics.median(turn[paper][0] for turn in taken), 2) for paper in range(len(papers))],
        database=[round(statistics.median(turn[paper][1] for turn in taken), 2) for paper in range(len(papers))],
        blocks=[one["blocks"] for one in counted],
        queries=[one["queries"] for one in counted],
        bytes=[one["bytes"] for one in counted],
        ratios=[Ratio.of([b / a for a, b in zip(times[0], later, strict=True)]) for later in times[1:] or times],
    )
