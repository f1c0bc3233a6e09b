"""The comments app."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """What readers write under stories, and what the paper does about it."""

    name = "comments"

    def ready(self) -> None:
        """Connect the app's listeners, and add its part to what a reader can take away and have erased."""
        from readers import my_page

        from . import erasing, listeners  # noqa: F401

        my_page.register(my_page.Part("comments", order=10, export=erasing.export, erase=erasing.erase))
