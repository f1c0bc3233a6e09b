"""The outbox app."""

from django.apps import AppConfig
from django.conf import settings


class OutboxConfig(AppConfig):
    """Mail that leaves the paper."""

    name = "outbox"

    def ready(self) -> None:
        """Fail at start-up, and not at the first mail, if EMAIL_URL is not valid."""
        from . import transports

        transports.from_url(settings.EMAIL_URL).close()
