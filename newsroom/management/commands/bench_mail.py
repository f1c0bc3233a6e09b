"""`manage.py bench_mail`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from ...bench.mail_at_size import figures
from ...migration_state import PaperCommand


class Command(PaperCommand):
    """Measure mail at its full size."""

    help = (
        "Measures freezing, sending over SMTP on loopback, leaving and digests, with as many subscribers as you say. "
        "Only in a paper without any, so not in the demo: it writes them, and deletes them after. "
        "Example: make seed N=1000 with NEWSROOM_DATA=/tmp/bench, then manage.py bench_mail --mails 500"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --people and --mails."""
        parser.add_argument("--people", type=int, default=100_000, help="subscribers (default: 100000)")
        parser.add_argument("--mails", type=int, default=5_000, help="of them, sent to (default: 5000)")

    def handle(self, *args: Any, people: int, mails: int, **options: Any) -> None:
        """Measure, and print."""
        try:
            for figure in figures(people, mails):
                limit = f"   limit {figure.limit}" if figure.limit else ""
                self.stdout.write(f"{figure.name:<44}{figure.value:>10,.2f} {figure.unit}{limit}")
                self.stdout.flush()
        except RuntimeError as error:
            raise CommandError(str(error)) from None
