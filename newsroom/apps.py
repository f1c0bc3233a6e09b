"""The newsroom app."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """Roles, health, the worker and the demo paper."""

    name = "newsroom"
