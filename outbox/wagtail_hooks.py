"""The development mailbox in the admin."""

from typing import Any

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import mailbox, views


@hooks.register("register_admin_urls")
def mailbox_urls() -> list[Any]:
    """Addresses of the mailbox's pages."""
    return [
        path("mail/", views.letters, name="outbox_letters"),
        path("mail/<str:name>/", views.letter, name="outbox_letter"),
    ]


class MailboxMenuItem(MenuItem):
    """Shown only where mail lands in the mailbox, to those who may read it."""

    def is_shown(self, request: Any) -> bool:
        """Whether to show the item."""
        return mailbox.in_use() and request.user.has_perm(views.MAY_READ)


@hooks.register("register_settings_menu_item")
def mailbox_menu_item() -> MenuItem:
    """The menu item."""
    return MailboxMenuItem("Mailbox", reverse("outbox_letters"), name="mailbox", icon_name="mail", order=900)
