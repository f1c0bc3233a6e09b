"""Menu item of the mail desk."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import story_panel  # noqa: F401 - it registers the panel beside the story's form
from .rights import SEE


class MailMenuItem(MenuItem):
    """A menu item for users who may see mailings."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may see mailings."""
        return bool(request.user.has_perm(SEE))


@hooks.register("register_admin_menu_item")
def mail_menu_item() -> MenuItem:
    """Return the menu item, after that of comments."""
    return MailMenuItem(_("Mail"), reverse("audience_desk"), name="audience", icon_name="mail", order=140)
