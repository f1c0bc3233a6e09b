"""`manage.py worker`."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand

from newsroom import worker


class Command(BaseCommand):
    """Run the worker until it is told to stop."""

    help = (
        "Runs the worker: publishes scheduled stories on the second, makes pictures, sends mail. "
        "Example: manage.py worker. Stop it with Ctrl-C; it finishes the job in hand."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        asyncio.run(worker.work())
