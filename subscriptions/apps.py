"""The subscriptions app."""

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    """Subscriptions to stories by mail."""

    name = "subscriptions"

    def ready(self) -> None:
        """Connect signal receivers, declare kinds of mail, and register page extensions and account sections."""
        from . import listeners, mail_kinds, page_extensions  # noqa: F401

        page_extensions.register()
