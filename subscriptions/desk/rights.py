"""Permissions of the mail desk, and base classes of its views."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import AbstractUser
from django.forms import Media, Script
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

SEE, SEND, RUN = "subscriptions.view_mailing", "subscriptions.send_mailing", "subscriptions.run_mailing"
PEOPLE, SUBSCRIBERS = "subscriptions.view_delivery", "subscriptions.view_subscription"
ADD, CHANGE = "subscriptions.add_subscription", "subscriptions.change_subscription"
ADDRESSES, EXPORT = "subscriptions.see_address", "subscriptions.export_subscription"
FORGIVE = "subscriptions.change_deliveryevent"
SUPPRESSED, SUPPRESS = "outbox.view_suppression", "outbox.change_suppression"

SCRIPT = Script("desk/fragment.js", type="module")

_TABS = (
    ("ledger", _("Mailings"), "audience_ledger", SEE),
    ("subscribers", _("Subscribers"), "audience_subscribers", SUBSCRIBERS),
    ("topics", _("Topics"), "audience_topics", SUBSCRIBERS),
    ("suppressed", _("Never mailed"), "audience_suppressed", SUPPRESSED),
    ("figures", _("Figures"), "audience_figures", SUBSCRIBERS),
    ("bring", _("Bring in"), "audience_bring", ADD),
)


class MailDeskView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page of the mail desk, with a row of tabs."""

    permission_required = SEE
    raise_exception = True
    header_icon = "mail"
    tab = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs."""
        mail = {"url": reverse("audience_desk"), "label": _("Mail")}
        return [*self.breadcrumbs_items, mail, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tabs and the permissions of the user."""
        return super().get_context_data(
            tabs=tabs(self.request, self.tab),
            may=rights_of(self.request.user),
            media=Media(css={"all": ["desk/lists.css", "desk/parts.css", "desk/audience.css"]}, js=[SCRIPT]),
            here=self.request.get_full_path(),
            **kwargs,
        )


class MailDeskAction(PermissionRequiredMixin, View):
    """An action, by POST only."""

    http_method_names = ["post"]
    permission_required = SEND
    raise_exception = True


def rights_of(user: AbstractUser) -> dict[str, bool]:
    """Return which permissions of the mail desk `user` has."""
    names = {
        "send": SEND, "run": RUN, "people": PEOPLE, "subscribers": SUBSCRIBERS, "add": ADD, "change": CHANGE,
        "addresses": ADDRESSES, "export": EXPORT, "forgive": FORGIVE, "suppressed": SUPPRESSED, "suppress": SUPPRESS,
    }  # fmt: skip
    return {name: user.has_perm(right) for name, right in names.items()}


def tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """Return the tabs that the user may open."""
    return [
        {"url": reverse(name), "label": label, "here": key == here}
        for key, label, name, right in _TABS
        if request.user.has_perm(right)
    ]


def safe_next_url(request: HttpRequest, otherwise: str) -> str:
    """Return the URL in the field `next` if it is one of this site, else `otherwise`."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return otherwise


def parse_key(text: str | None) -> int:
    """Return `text` as a primary key; 0 if it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
