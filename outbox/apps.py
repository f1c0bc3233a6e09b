"""The outbox app."""

from django.apps import AppConfig
from django.conf import settings


class OutboxConfig(AppConfig):
    """How mail leaves the paper."""

    name = "outbox"

    def ready(self) -> None:
        """Stop here, with one line, if mail could not leave as EMAIL_URL says: not at the first mail."""
        from . import transports

        transports.from_url(settings.EMAIL_URL).close()
