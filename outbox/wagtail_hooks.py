"""Wagtail hooks: admin URLs and menu items of the outbox and the development mailbox."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import development_mailbox, views


@hooks.register("register_admin_urls")
def outbox_urls() -> list[Any]:
    """Return the URLs of the outbox."""
    return [
        path("outbox/", views.OutboxView.as_view(), name="outbox_outbox"),
        path("outbox/<uuid:public_id>/retry/", views.retry, name="outbox_retry"),
        path("mail/", views.letters, name="outbox_letters"),
        path("mail/<str:name>/", views.letter, name="outbox_letter"),
    ]


class OutboxMenuItem(MenuItem):
    """A menu item for users who may see the outbox."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether to show the item."""
        return bool(request.user.has_perm(views.MAY_SEE))


class MailboxMenuItem(MenuItem):
    """A menu item for users who may read the development mailbox, where it is in use."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether to show the item."""
        return development_mailbox.in_use() and request.user.has_perm(views.MAY_READ)


@hooks.register("register_settings_menu_item")
def outbox_menu_item() -> MenuItem:
    """Return the menu item of the outbox."""
    return OutboxMenuItem(_("Outbox"), reverse("outbox_outbox"), name="outbox", icon_name="mail", order=890)


@hooks.register("register_settings_menu_item")
def mailbox_menu_item() -> MenuItem:
    """Return the menu item of the development mailbox."""
    return MailboxMenuItem(_("Mailbox"), reverse("outbox_letters"), name="mailbox", icon_name="mail", order=900)
