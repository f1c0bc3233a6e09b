"""`manage.py bench_idle`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...bench.idle import figures


class Command(BaseCommand):
    """Measure what the paper costs while nothing happens."""

    help = (
        "Watches the paper that `make run` runs on this machine, for five minutes unless you say otherwise, and says "
        "how much processor time its processes took. Nobody should use it meanwhile. Linux only. "
        "Example: python -m newsroom.runtime.with_database bench_idle --seconds 300"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --seconds."""
        parser.add_argument("--seconds", type=float, default=300.0, help="how long (default: 300)")

    def handle(self, *args: Any, seconds: float, **options: Any) -> None:
        """Measure, and print."""
        try:
            for figure in figures(seconds):
                limit = f"   limit {figure.limit}" if figure.limit else ""
                self.stdout.write(f"{figure.name:<44}{figure.value:>10,.2f} {figure.unit}{limit}".rstrip())
        except RuntimeError as error:
            raise CommandError(str(error)) from None
