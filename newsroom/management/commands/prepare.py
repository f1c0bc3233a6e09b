"""`manage.py prepare`: everything between a database that answers and a paper that can be served."""

import hashlib
import os
from typing import Any

import psycopg.errors
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import DatabaseError
from django.utils.module_loading import import_string

from ...migration_state import is_migrated
from ...runtime.problem import reason
from ...runtime.terminal import step


class Command(BaseCommand):
    """Prepare the paper. One process for all of it, and each part only when it is due: a second start is quick."""

    help = (
        "Migrates the database, fills an empty one (with the demo paper, or with DEMO=0 by asking for the paper's name "
        "and first account) and collects static files. Does only what is missing. Example: manage.py prepare"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare."""
        try:
            self._migrate()
            self._fill()
            self._collect_static_files()
            import_string(settings.WSGI_APPLICATION)  # what cannot be served fails here, once, and not in a loop
        except DatabaseError as error:
            if isinstance(error.__cause__, psycopg.errors.DiskFull):
                raise CommandError("The disk is full.") from error
            raise
        except OSError as error:
            raise CommandError(f"Cannot write: {reason(error)}") from error
        except KeyboardInterrupt:
            raise SystemExit(130) from None

    def _migrate(self) -> None:
        if not is_migrated():
            step("Migrating the database")
            call_command("migrate", interactive=False, verbosity=0)

    def _fill(self) -> None:
        # A paper without stories does not count: who removed the demo does not want it back at the next start.
        if get_user_model().objects.exists():
            return
        if os.environ.get("DEMO") == "0":
            call_command("start_paper")
        else:
            step("Loading the demo paper")
            call_command("load_demo", if_empty=True)

    def _collect_static_files(self) -> None:
        """Collect them unless they are the same as last time; compressing them takes longer than all the rest."""
        collected = settings.DATA_DIR / "static-collected"
        fingerprint = _fingerprint_of_static_files()
        if settings.STATIC_ROOT.exists() and collected.exists() and collected.read_text() == fingerprint:
            return
        step("Collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0)
        collected.write_text(fingerprint)


def _fingerprint_of_static_files() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path}\0{storage.size(path)}\0{storage.get_modified_time(path)}\n".encode())
    return digest.hexdigest()
