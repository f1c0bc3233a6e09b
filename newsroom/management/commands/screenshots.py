"""`manage.py screenshots`."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...demo import screenshots


class Command(BaseCommand):
    """Take pictures of every type of page of a running paper."""

    help = (
        "Takes pictures of every type of page at 390, 820 and 1440 pixels in light and dark from a running paper. "
        "Needs Chromium. Example: manage.py screenshots --site http://localhost:8000"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --site, --into and --only."""
        parser.add_argument(
            "--site", default="http://localhost:8000", help="where the paper runs (default: %(default)s)"
        )
        parser.add_argument("--into", type=Path, default=Path(settings.BASE_DIR) / "docs" / "screenshots")
        parser.add_argument("--only", help="the name of one type of page, such as front")

    def handle(self, *args: Any, site: str, into: Path, only: str | None, **options: Any) -> None:
        """Take the pictures and say what they weigh."""
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if chromium is None:
            raise CommandError("Chromium is not installed; on Debian: apt install chromium")
        wanted = [shot for shot in screenshots.shots() if only in {None, shot.page}]
        if not wanted:
            raise CommandError(f"There is no type of page named {only}.")
        total = 0
        for shot, size in screenshots.take(wanted, site.rstrip("/"), into, chromium):
            total += size
            self.stdout.write(f"{shot.file_name:45} {size / 1000:7.0f} kB")
        self.stdout.write(f"{len(wanted)} pictures, {total / 1_000_000:.1f} MB, in {into}")
