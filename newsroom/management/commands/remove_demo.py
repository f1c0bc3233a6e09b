"""`manage.py remove_demo`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from ...demo import loader
from ...migration_state import PaperCommand


class Command(PaperCommand):
    """Remove the demo paper."""

    help = (
        "Removes what load_demo brought: stories, pictures, people, staff log-ins. What your own stories use stays. "
        "Example: manage.py remove_demo --yes"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --yes."""
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, yes: bool, **options: Any) -> None:
        """Ask, then remove."""
        if not yes and input("Remove the demo paper, with edits made to its stories? [y/N] ").lower() != "y":
            raise CommandError("Nothing was removed.")
        self.stdout.write(f"Removed {loader.remove()} things of the demo.")
