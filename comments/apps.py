"""The comments app."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """Configure the app that takes, moderates and shows readers' comments."""

    name = "comments"

    def ready(self) -> None:
        """Connect the signal listeners, and register what the app adds to pages of stories and readers."""
        from . import listeners, page_extensions  # noqa: F401

        page_extensions.register()
