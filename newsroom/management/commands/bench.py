"""`manage.py bench`."""

import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom import bench, page_weight

WEIGHED = {"front", "section", "story", "byline"}
WEIGHT = "{:<18} {:>12} {:>9} {:>9}  {}"
ROW = "{:<18} {:>7} {:>9} {:>9} {:>9} {:>9}"


class Command(BaseCommand):
    """Measure the public pages."""

    help = (
        "Measures each kind of public page against the present database: queries, milliseconds in this process, "
        "bytes of HTML. Changes nothing. Example: manage.py bench --runs 50 --json figures.json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --runs and --json."""
        parser.add_argument("--runs", type=int, default=30, help="how often each page is made (default: 30)")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")

    def handle(self, *args: Any, runs: int, **options: Any) -> None:
        """Measure, print, and write the file."""
        if runs < 1:
            raise CommandError("Make each page at least once.")
        if settings.DEBUG:
            raise CommandError("Turn DEBUG off first: with it every page is slower than readers get it.")
        logging.getLogger("django.request").setLevel(logging.ERROR)  # that one page is not found is no news here
        machine = bench.machine()
        self.stdout.write(f"{machine['stories']:,} stories, {machine['cores']} cores, {runs} runs of each page\n\n")
        self.stdout.write(ROW.format("page", "queries", "median ms", "p95 ms", "HTML", "gzip"))
        figures = []
        for name, path in bench.pages():
            page = bench.measure(name, path, runs)
            figures.append(page)
            self.stdout.write(
                ROW.format(name, page.queries, page.median_ms, page.p95_ms, page.html_bytes, page.gzip_bytes)
            )
            self.stdout.flush()
        self._weigh()
        if options["json"]:
            report = {"machine": machine, "runs": runs, "pages": [asdict(page) for page in figures]}
            options["json"].write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")

    def _weigh(self) -> None:
        """Print what a reader fetches before the pictures, against the budget."""
        self.stdout.write("\n" + WEIGHT.format("page", "HTML+CSS+JS", "of it JS", "requests", "gzipped; budget"))
        most = f"{page_weight.MOST_BYTES:,}, {page_weight.MOST_SCRIPT_BYTES:,}, {page_weight.MOST_REQUESTS}"
        for name, path in bench.pages():
            if name in WEIGHED:
                weight = page_weight.weigh_page(path)
                kept = "kept" if weight.is_light else "BROKEN"
                self.stdout.write(WEIGHT.format(name, weight.code, weight.js, weight.requests, f"{most}: {kept}"))
