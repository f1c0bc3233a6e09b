"""The newsroom app."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """Roles, health, the worker and the demo paper."""

    name = "newsroom"

    def ready(self) -> None:
        """Connect the apps that do not import each other."""
        from . import integrations

        integrations.connect()
