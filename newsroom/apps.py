"""The newsroom app."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """Roles, health, the worker and the demo paper."""

    name = "newsroom"

    def ready(self) -> None:
        """Introduce to each other the apps that do not know each other."""
        from . import integrations

        integrations.make()
