"""The subscriptions app."""

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    """Stories by mail."""

    name = "subscriptions"

    def ready(self) -> None:
        """Connect the app's listeners, declare its mail, and add its parts to the pages of the paper and of readers."""
        from . import listeners, mail_kinds, page_extensions  # noqa: F401

        page_extensions.register()
