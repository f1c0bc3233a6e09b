"""The comments app."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """What readers write under stories, and what the paper does about it."""

    name = "comments"

    def ready(self) -> None:
        """Connect the app's listeners, and add its parts to the pages of stories and of readers."""
        from . import listeners, page_extensions  # noqa: F401

        page_extensions.register()
