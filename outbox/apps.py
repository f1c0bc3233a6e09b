"""The outbox app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """How mail leaves the paper."""

    name = "outbox"
