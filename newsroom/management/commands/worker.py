"""`manage.py worker`."""

from typing import Any

from django.core.management.base import BaseCommand

from ...runtime import worker


class Command(BaseCommand):
    """Run the worker until it is told to stop."""

    help = (
        "Runs the worker: publishes scheduled stories on the second, makes pictures, sends mail. "
        "Example: manage.py worker. Stop it with Ctrl-C; it finishes the job in hand."
    )

    # `prepare` and `make check` have made them. They look at everything in the admin, and what they load would stay.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        worker.main()
