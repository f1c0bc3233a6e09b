"""The subscriptions app."""

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    """Stories by mail."""

    name = "subscriptions"

    def ready(self) -> None:
        """Connect the app's own listeners, and declare its mail and its part of what a reader takes or has erased."""
        from . import listeners, mail, my_data  # noqa: F401
