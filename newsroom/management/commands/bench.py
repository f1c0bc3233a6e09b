"""`manage.py bench`."""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom import bench, page_weight
from newsroom.bench import reader_pages
from newsroom.bench.posting import TITLE
from newsroom.bench.posting import figures as posting_figures

WEIGHED = {"front", "section", "story", "byline"}
WEIGHT = "{:<18} {:>12} {:>9} {:>9}  {}"
ROW = "{:<32} {:>7} {:>9} {:>9} {:>9} {:>9}  {}"


class Command(BaseCommand):
    """Measure what the paper does."""

    help = (
        "Measures what the paper does against the present database: queries, milliseconds in this process, bytes of "
        "HTML. What it writes it takes back, or deletes. Example: manage.py bench --runs 50 --json figures.json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --runs and --json."""
        parser.add_argument("--runs", type=int, default=30, help="how often each thing is done (default: 30)")
        parser.add_argument(
            "--posting", type=int, default=60, metavar="SECONDS", help="how long readers comment (default: 60; 0: not)"
        )
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")

    def handle(self, *args: Any, runs: int, posting: int, **options: Any) -> None:
        """Measure, print, and write the file."""
        if runs < 1:
            raise CommandError("Do each thing at least once.")
        if settings.DEBUG:
            raise CommandError("Turn DEBUG off first: with it every page is slower than readers get it.")
        logging.getLogger("django.request").setLevel(logging.ERROR)  # that one page is not found is no news here
        machine = bench.machine()
        self.stdout.write(f"{machine['stories']:,} stories, {machine['cores']} cores, {runs} runs of each\n")
        figures = [measured for subject in bench.SUBJECTS for measured in self._measure(subject, runs)]
        figures += self._post(posting)
        self._weigh()
        if options["json"]:
            report = {"machine": machine, "runs": runs, "figures": figures}
            options["json"].write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")

    def _measure(self, subject: bench.Subject, runs: int) -> Iterator[dict[str, Any]]:
        """Measure one subject, print a line for each of its cases, and yield the figures for the file."""
        self.stdout.write("\n" + ROW.format(subject.TITLE, "queries", "median ms", "p95 ms", "HTML", "gzip", "limits"))
        with bench.taken_back():
            for case in subject.cases():
                found = bench.measure(case, runs)
                row = (found.queries, found.median_ms, found.p95_ms, found.html_bytes, found.gzip_bytes, found.limits)
                self.stdout.write(ROW.format(found.name, *row).rstrip())
                self.stdout.flush()
                yield {"subject": subject.TITLE} | asdict(found)

    def _post(self, seconds: int) -> Iterator[dict[str, Any]]:
        """Have readers comment for so long, print what that took, and yield it for the file."""
        if seconds:
            self.stdout.write(f"\n{TITLE}")
        for figure in posting_figures(seconds) if seconds else ():
            limit = f"   limit {figure.limit}" if figure.limit else ""
            self.stdout.write(f"{figure.name:<52}{figure.value:>10,.1f} {figure.unit}{limit}".rstrip())
            yield {"subject": TITLE} | asdict(figure)

    def _weigh(self) -> None:
        """Print what a reader fetches before the pictures, against the budget."""
        self.stdout.write("\n" + WEIGHT.format("page", "HTML+CSS+JS", "of it JS", "requests", "gzipped; budget"))
        most = f"{page_weight.MOST_BYTES:,}, {page_weight.MOST_SCRIPT_BYTES:,}, {page_weight.MOST_REQUESTS}"
        for name, path in reader_pages.pages():
            if name in WEIGHED:
                weight = page_weight.weigh_page(path)
                kept = "kept" if weight.is_light else "BROKEN"
                self.stdout.write(WEIGHT.format(name, weight.code, weight.js, weight.requests, f"{most}: {kept}"))
