"""`manage.py bench`."""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser

from ... import bench
from ...bench import flat, load, page_weight, reader_pages
from ...bench.measuring import Figure
from ...bench.posting import TITLE as POSTING
from ...bench.posting import figures as posting_figures
from ...bench.serving import TITLE as SERVING
from ...bench.serving import figures as serving_figures
from ...migration_state import PaperCommand
from ...runtime.problem import Problem

WEIGHED = {"front", "section", "story", "byline"}
WEIGHT = "{:<18} {:>12} {:>9} {:>9}  {}"
FLAT = "{:<32} {:>34}  {:>17}  {:>9}  {:>17}  {}"
ROW = "{:<32} {:>7} {:>9} {:>9} {:>9} {:>9}  {}"


class Command(PaperCommand):
    """Measure what the paper does."""

    help = (
        "Measures what the paper does against the present database: queries, milliseconds in this process, bytes of "
        "HTML. Then it starts web processes of its own and loads them. What it writes it takes back, or deletes; for a "
        "minute readers could see it, so measure a copy of a paper that is read. With --flat it compares papers of "
        "different size instead, and only reads. Example: manage.py bench --runs 50 --json figures.json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --runs, --json, and what is to be measured."""
        parser.add_argument("--runs", type=int, default=30, help="how often each thing is done (default: 30)")
        parser.add_argument(
            "--posting", type=int, default=60, metavar="SECONDS", help="how long readers comment (default: 60; 0: not)"
        )
        parser.add_argument(
            "--serving", type=int, default=5, metavar="SECONDS", help="a round of load (default: 5; 0: none)"
        )
        parser.add_argument(
            "--flat",
            type=Path,
            nargs="+",
            metavar="DATA",
            help="say what each public page costs in the papers of these data directories, smallest first",
        )
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")

    def needs_paper(self, options: dict[str, Any]) -> bool:
        """Not to compare others."""
        return not options.get("flat")

    def handle(self, *args: Any, runs: int, posting: int, serving: int, **options: Any) -> None:
        """Measure, print, and write the file."""
        if runs < 1:
            raise CommandError("Do each thing at least once.")
        if options["flat"]:
            try:
                self._flat(options["flat"], runs, options["json"])
            except Problem as problem:
                raise CommandError(str(problem)) from problem
            return
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
        self._write(options["json"], {"machine": machine, "runs": runs, "figures": figures})

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
        if missing := load.missing_tools():
            self.stdout.write(f"\n{SERVING}: left out, for want of {' and '.join(missing)} (Debian: wrk, nginx-light).")
            return ()
        return serving_figures(seconds)

    def _flat(self, directories: list[Path], rounds: int, file: Path | None) -> None:
        """Print what each public page costs in each paper, and which costs more in one than in the first."""
        with flat.opened(directories) as papers:
            sizes = [paper.stories for paper in papers]
            self.stdout.write(
                f"{' / '.join(f'{size:,}' for size in sizes)} stories, {rounds} rounds: ms of processor time of web "
                "process + PostgreSQL, blocks touched, queries, and how many times as much the worst takes as the first"
            )
            lines = []
            for line in flat.compare(papers, rounds):
                lines.append(line)
                self.stdout.write(self._line(line))
                self.stdout.flush()
        steep = [line.name for line in lines if not line.is_flat]
        self.stdout.write(f"{len(lines) - len(steep)} of {len(lines)} flat within {flat.MOST - 1:.0%}")
        self._write(file, {"stories": sizes, "rounds": rounds, "pages": [asdict(line) for line in lines]})

    def _line(self, line: flat.Compared) -> str:
        times = " / ".join(f"{web:.1f}+{data:.1f}" for web, data in zip(line.web, line.database, strict=True))
        blocks, queries = ("/".join(map(str, numbers)) for numbers in (line.blocks, line.queries))
        ratio = f"{line.worst.median:.2f} ({line.worst.low:.2f}–{line.worst.high:.2f})"
        return FLAT.format(line.name, times, blocks, queries, ratio, "" if line.is_flat else "NOT FLAT").rstrip()

    def _write(self, file: Path | None, report: dict[str, Any]) -> None:
        if file:
            file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")

    def _weigh(self) -> None:
        """Print what a reader fetches before the pictures, against the budget."""
        self.stdout.write("\n" + WEIGHT.format("page", "HTML+CSS+JS", "of it JS", "requests", "gzipped; budget"))
        most = f"{page_weight.MOST_BYTES:,}, {page_weight.MOST_SCRIPT_BYTES:,}, {page_weight.MOST_REQUESTS}"
        for name, path in reader_pages.pages():
            if name in WEIGHED:
                weight = page_weight.weigh_page(path)
                kept = "kept" if weight.is_light else "BROKEN"
                self.stdout.write(WEIGHT.format(name, weight.code, weight.js, weight.requests, f"{most}: {kept}"))
