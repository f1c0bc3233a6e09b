"""The readers app."""

from django.apps import AppConfig


class ReadersConfig(AppConfig):
    """People who read the paper and are known to it by their mail address."""

    name = "readers"
    verbose_name = "Readers"

    def ready(self) -> None:
        """Give the paper's mail its letterhead, and declare the mail of our own."""
        from outbox.letterhead import set_letterhead_source

        from . import mail

        set_letterhead_source(mail.letterhead)
