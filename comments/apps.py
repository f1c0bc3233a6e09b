"""The comments app."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """What readers write under stories, and what the paper does about it."""

    name = "comments"

    def ready(self) -> None:
        """Connect the app's own listeners."""
        from . import listeners  # noqa: F401
