"""The readers app."""

from django.apps import AppConfig


class ReadersConfig(AppConfig):
    """Readers who are known by a mail address."""

    name = "readers"
    verbose_name = "Readers"

    def ready(self) -> None:
        """Register the letterhead, and declare our kinds of mail."""
        from outbox.letterhead import set_letterhead_source

        from . import mail

        set_letterhead_source(mail.letterhead)
