"""The articles app."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Stories and the pages that show them."""

    name = "articles"
    verbose_name = "Stories"

    def ready(self) -> None:
        """Connect the app's own listeners."""
        from . import listeners  # noqa: F401
