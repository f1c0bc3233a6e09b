"""`manage.py bench`."""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom import bench, page_weight
from newsroom.bench import reader_pages
from newsroom.bench import serving as serving_load
from newsroom.bench.measuring import Figure
from newsroom.bench.posting import TITLE as POSTING
from newsroom.bench.posting import figures as posting_figures
from newsroom.bench.serving import TITLE as SERVING

WEIGHED = {"front", "section", "story", "byline"}
WEIGHT = "{:<18} {:>12} {:>9} {:>9}  {}"
ROW = "{:<32} {:>7} {:>9} {:>9} {:>9} {:>9}  {}"


class Command(BaseCommand):
    """Measure what the paper does."""

    help = (
        "Measures what the paper does against the present database: queries, milliseconds in this process, bytes of "
        "HTML. Then it starts web processes of its own and loads them. What it writes it takes back, or deletes; for a "
        "minute readers could see it, so measure a copy of a paper that is read. Example: "
        "manage.py bench --runs 50 --json figures.json --compare figures-of-a-small-paper.json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --runs and --json."""
        parser.add_argument("--runs", type=int, default=30, help="how often each thing is done (default: 30)")
        parser.add_argument(
            "--posting", type=int, default=60, metavar="SECONDS", help="how long readers comment (default: 60; 0: not)"
        )
        parser.add_argument(
            "--serving", type=int, default=5, metavar="SECONDS", help="a round of load (default: 5; 0: none)"
        )
        parser.add_argument("--compare", type=Path, metavar="FILE", help="say how times differ from those in FILE")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")

    def handle(self, *args: Any, runs: int, posting: int, serving: int, **options: Any) -> None:
        """Measure, print, and write the file."""
        if runs < 1:
            raise CommandError("Do each thing at least once.")
        if settings.DEBUG:
            raise CommandError("Turn DEBUG off first: with it every page is slower than readers get it.")
        logging.getLogger("django.request").setLevel(logging.ERROR)  # that one page is not found is no news here
        if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]:
            call_command("collectstatic", interactive=False, verbosity=0)  # a paper that never ran has none yet
        machine = bench.machine()
        self.stdout.write(
            f"{machine['stories']:,} stories, {runs} runs of each. {machine['cores']} cores ({machine['processor']}), "
            f"{machine['memory_gib']} GiB, Python {machine['python']}, PostgreSQL {machine['postgresql']}; "
            f"{machine['load']} other processes were busy in the minute before\n"
        )
        figures = [measured for subject in bench.SUBJECTS for measured in self._measure(subject, runs)]
        figures += self._many(POSTING, posting_figures(posting) if posting else ())
        figures += self._many(SERVING, self._serve(serving))
        self._weigh()
        if options["compare"]:
            self._compare(options["compare"], figures)
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

    def _many(self, title: str, figures: Iterable[Figure]) -> Iterator[dict[str, Any]]:
        """Print figures of many who do something at once, and yield them for the file."""
        for number, figure in enumerate(figures):
            if not number:
                self.stdout.write(f"\n{title}")
            limit = f"   limit {figure.limit}" if figure.limit else ""
            self.stdout.write(f"{figure.name:<64}{figure.value:>10,.1f} {figure.unit}{limit}".rstrip())
            self.stdout.flush()
            yield {"subject": title} | asdict(figure)

    def _serve(self, seconds: int) -> Iterable[Figure]:
        """Load the whole stack, if this machine has what that needs."""
        if not seconds:
            return ()
        if missing := serving_load.missing_tools():
            self.stdout.write(f"\n{SERVING}: left out, for want of {' and '.join(missing)} (Debian: wrk, nginx-light).")
            return ()
        return serving_load.figures(seconds)

    def _compare(self, file: Path, figures: list[dict[str, Any]]) -> None:
        """Print how much longer or shorter each case took than in the report in `file`."""
        before = json.loads(file.read_text(encoding="utf-8"))
        known = {(one["subject"], one["name"]): one.get("median_ms") for one in before["figures"]}
        self.stdout.write(f"\nMedians against those with {before['machine']['stories']:,} stories")
        for one in figures:
            then = known.get((one["subject"], one["name"]))
            if then and "median_ms" in one:
                change = f"{100 * (one['median_ms'] / then - 1):+.0f} %"
                self.stdout.write(f"{one['name']:<40}{then:>9.1f} ms {one['median_ms']:>9.1f} ms {change:>8}")

    def _weigh(self) -> None:
        """Print what a reader fetches before the pictures, against the budget."""
        self.stdout.write("\n" + WEIGHT.format("page", "HTML+CSS+JS", "of it JS", "requests", "gzipped; budget"))
        most = f"{page_weight.MOST_BYTES:,}, {page_weight.MOST_SCRIPT_BYTES:,}, {page_weight.MOST_REQUESTS}"
        for name, path in reader_pages.pages():
            if name in WEIGHED:
                weight = page_weight.weigh_page(path)
                kept = "kept" if weight.is_light else "BROKEN"
                self.stdout.write(WEIGHT.format(name, weight.code, weight.js, weight.requests, f"{most}: {kept}"))
