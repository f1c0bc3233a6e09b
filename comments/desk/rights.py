"""Who may do what with comments, and what all pages about them share."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.forms import Media
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from ..moderation_queues import QUEUES
from .counts import capped

MODERATE, FEATURE = "comments.moderate", "comments.feature"
BAN, SETTINGS, ADDRESSES = "comments.ban", "comments.settings", "comments.see_address"


class DeskPage(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page about comments, with the row of all of them at its head."""

    permission_required = MODERATE
    raise_exception = True
    header_icon = "comment"
    tab = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way here."""
        comments = {"url": reverse("comments_desk"), "label": _("Comments")}
        return [*self.breadcrumbs_items, comments, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the template the row of pages, and what this person may."""
        return super().get_context_data(
            tabs=tabs(self.request, self.tab),
            may=rights_of(self.request.user),
            media=Media(css={"all": ["desk/lists.css", "desk/parts.css", "desk/comments.css"]}),
            **kwargs,
        )


class DeskAction(PermissionRequiredMixin, View):
    """Something done, by POST alone."""

    http_method_names = ["post"]
    permission_required = MODERATE
    raise_exception = True


def rights_of(user: Any) -> dict[str, bool]:
    """Return which of the rights over comments `user` has."""
    names = {"moderate": MODERATE, "feature": FEATURE, "ban": BAN, "settings": SETTINGS, "addresses": ADDRESSES}
    return {name: user.has_perm(right) for name, right in names.items()}


def tabs(request: Any, here: str) -> list[dict[str, Any]]:
    """Return the row of pages: the queues, with capped numbers where something waits, and what else this person may."""
    rows = [
        {
            "url": reverse("comments_queue", args=[queue.name]),
            "label": queue.title,
            "count": capped(queue.name, request) if queue.is_backlog else None,
            "here": queue.name == here,
        }
        for queue in QUEUES.values()
    ]
    further = (
        ("people", _("People"), "comments_people", MODERATE),
        ("words", _("Word lists"), "comments_words", SETTINGS),
        ("domains", _("Domains"), "comments_domains", BAN),
        ("settings", _("Settings"), "comments_settings", SETTINGS),
        ("log", _("Log"), "comments_log", MODERATE),
    )
    rows += [
        {"url": reverse(name), "label": label, "count": None, "here": key == here, "apart": key == "people"}
        for key, label, name, right in further
        if request.user.has_perm(right)
    ]
    return rows


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Return the page of ours that the form was on, as it says itself."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return otherwise


def wants_data(request: HttpRequest) -> bool:
    """Whether our script asks, which takes JSON, and not a browser, which takes a page."""
    return request.headers.get("Accept", "").startswith("application/json")
