"""`manage.py load_demo`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from ...demo import loader
from ...migration_state import PaperCommand


class Command(PaperCommand):
    """Load the demo paper."""

    help = (
        "Loads the demo paper “The Breakwater”: sections, people, pictures and stories. "
        "Example: manage.py load_demo --if-empty. Remove it later with manage.py remove_demo."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --if-empty."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing if there is a story or section already")

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        """Load, unless there is something already."""
        if not loader.is_empty():
            if if_empty:
                return
            raise CommandError("This paper already has content. Load the demo into an empty paper only.")
        number = loader.load(say=self.stdout.write)
        self.stdout.write(f"Loaded the demo paper with {number} stories; staff log-ins are in {loader.staff_file()}.")
