"""`manage.py backup`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...runtime.backup import back_up
from ...runtime.backup_sources import stores
from ...runtime.data_directory import make_private_directory
from ...runtime.problem import Problem


class Command(BaseCommand):
    """Back the paper up."""

    help = "Writes database and media into one file, while the site runs or not. Example: manage.py backup paper.zip"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file's name."""
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            help="the file to write; by default one with today's date in backups/ of the data",
        )

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        """Write the file and say where it is."""
        try:
            if file is None:
                folder = settings.DATA_DIR / "backups"
                make_private_directory(folder)
                file = folder / f"newsroom-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.zip"
            paper = stores()
            back_up(paper, file)
        except Problem as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Wrote {file} ({file.stat().st_size / 1e6:.1f} MB).")
        if paper.media is None:
            self.stdout.write("The media are not in it: they are not kept on this machine.")
