"""`manage.py bench_fastpath`."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from ... import bench
from ...bench import fastpath
from ...bench.fastpath import Cost
from ...migration_state import PaperCommand

LABELS = {"all": "all on", "none": "all off"}


class Command(PaperCommand):
    """Measure what each trick of fastpath buys."""

    help = (
        "Measures a request for the front page and for a story with all tricks of fastpath on, with each one off, and "
        "with all off: function calls, and processor time of the web process and of PostgreSQL. It only reads. "
        "Example: manage.py bench_fastpath --rounds 50"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --rounds."""
        parser.add_argument("--rounds", type=int, default=30, help="requests for each page (default: 30)")
        parser.add_argument("--answer", action="store_true", help="for the processes that this command starts")

    def handle(self, *args: Any, rounds: int, answer: bool, **options: Any) -> None:
        """Measure, and print a table in Markdown."""
        if settings.DEBUG:
            raise CommandError("Turn DEBUG off first: with it nothing is cached.")
        logging.getLogger("django.request").setLevel(logging.ERROR)
        if answer:
            fastpath.answer_requests()
            return
        machine = bench.machine()
        self.stdout.write(
            f"{machine['stories']:,} stories, {rounds} rounds. {machine['cores']} cores ({machine['processor']}), load "
            f"{machine['load']}, Python {machine['python']}, PostgreSQL {machine['postgresql']}.\n\n"
            "| | front: calls | web ms | database ms | story: calls | web ms | database ms |\n"
            "|---|---:|---:|---:|---:|---:|---:|"
        )
        base: dict[str, Cost] | None = None
        for name, found in fastpath.costs(rounds):
            base = base or found
            self._row(LABELS.get(name, f"without {name}"), found, base)
        if base:
            self._row("a hit of the page cache", fastpath.hits(rounds), base)

    def _row(self, label: str, found: dict[str, Cost], base: dict[str, Cost]) -> None:
        cells = []
        for page in fastpath.PAGES:
            cost, usual = found[page], base[page]
            times = "" if cost is usual else f" (×{cost.calls / usual.calls:.2f})"
            cells += [f"{cost.calls:,}{times}", f"{cost.web:.1f}", f"{cost.database:.1f}"]
        self.stdout.write(f"| {label} | {' | '.join(cells)} |")
