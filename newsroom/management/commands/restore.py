"""`manage.py restore`."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from ...runtime.backup import restore
from ...runtime.backup_sources import stores
from ...runtime.problem import Problem


class Command(BaseCommand):
    """Restore the paper from a backup."""

    help = (
        "Replaces database and media by those of a file that `backup` wrote, also of an older release, and migrates. "
        "The site must be stopped. Example: manage.py restore paper.zip"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file's name and --force."""
        parser.add_argument("file", type=Path, help="a file that `backup` wrote")
        parser.add_argument(
            "--force", action="store_true", help="also if there is a paper here already, which is lost then"
        )

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        """Restore, migrate and say so."""
        try:
            restore(stores(), file, force=force)
        except Problem as problem:
            raise CommandError(str(problem)) from None
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(f"Restored {file}. The site can be started.")
