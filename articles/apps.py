"""The articles app."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """The app of stories and the pages that show them."""

    name = "articles"
    verbose_name = "Stories"

    def ready(self) -> None:
        """Connect the app's signal receivers."""
        from . import listeners  # noqa: F401
