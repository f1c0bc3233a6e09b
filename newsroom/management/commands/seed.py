"""`manage.py seed`."""

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser

from ...bench.seed import comments as seed_comments
from ...bench.seed import stories
from ...migration_state import PaperCommand


class Command(PaperCommand):
    """Fill the paper with made-up stories, or take them away."""

    help = (
        "Adds published stories made of word lists, with tags, bylines, sources and search, to see how the paper "
        "behaves when it is large. Example: manage.py seed 100000 --years 20. With --comments it adds comments under "
        "such stories: manage.py seed 100 --comments 1000000. Away with all of it: manage.py seed --remove"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of stories, --years, --seed, --comments and --remove."""
        parser.add_argument("number", nargs="?", type=int, default=1_000, help="how many stories (default: 1000)")
        parser.add_argument("--years", type=float, default=10, help="over how many years up to now (default: 10)")
        parser.add_argument("--seed", type=int, default=1, help="another number, other stories (default: 1)")
        parser.add_argument("--comments", type=int, default=0, help="how many comments, under seeded stories")
        parser.add_argument("--remove", action="store_true", help="remove everything that was seeded, and add nothing")

    def handle(self, *args: Any, number: int, years: float, remove: bool, **options: Any) -> None:
        """Seed, or remove."""
        if remove:
            self.stdout.write(f"Removed {stories.remove():,} seeded stories.")
            return
        if number < 1 or not 0 < years <= 100:
            raise CommandError("Ask for at least one story, over at most 100 years.")
        started = time.monotonic()
        stories.fill(number, seed=options["seed"], years=years, say=self.stdout.write)
        seconds = time.monotonic() - started
        self.stdout.write(f"Added {number:,} stories in {seconds:.1f} s, {number / seconds:,.0f} a second.")
        if comments := options["comments"]:
            started = time.monotonic()
            seed_comments.fill(comments, seed=options["seed"], say=self.stdout.write)
            seconds = time.monotonic() - started
            self.stdout.write(f"Added {comments:,} comments in {seconds:.1f} s, {comments / seconds:,.0f} a second.")
