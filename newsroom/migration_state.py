"""Check that the database has every migration of this version."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def is_migrated() -> bool:
    """Return whether every migration has run."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


class PaperCommand(BaseCommand):
    """A command for a paper that is set up. To anybody else it says what to do, where Django says what is missing."""

    def needs_paper(self, options: dict[str, object]) -> bool:
        """Return whether the command queries the database of this paper, given these options."""
        return True

    def execute(self, *args: object, **options: object) -> str | None:
        """Run it. Raises CommandError if the database was never prepared, or by another version."""
        if self.needs_paper(options) and not is_migrated():
            raise CommandError(
                "The database of this paper is not ready. Start the paper once (make run): it sets it up."
            )
        return super().execute(*args, **options)
