"""Permissions over comments, and the base classes and helpers of the moderators' pages."""

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
    """Base class of the moderators' pages, with the tabs at their head."""

    permission_required = MODERATE
    raise_exception = True
    header_icon = "comment"
    tab = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs."""
        comments = {"url": reverse("comments_desk"), "label": _("Comments")}
        return [*self.breadcrumbs_items, comments, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with the tabs and the user's permissions."""
        return super().get_context_data(
            tabs=tabs(self.request, self.tab),
            may=rights_of(self.request.user),
            media=Media(css={"all": ["desk/lists.css", "desk/parts.css", "desk/comments.css"]}),
            **kwargs,
        )


class DeskAction(PermissionRequiredMixin, View):
    """Base class of actions, by POST only."""

    http_method_names = ["post"]
    permission_required = MODERATE
    raise_exception = True


def rights_of(user: Any) -> dict[str, bool]:
    """Return which permissions over comments `user` has."""
    names = {"moderate": MODERATE, "feature": FEATURE, "ban": BAN, "settings": SETTINGS, "addresses": ADDRESSES}
    return {name: user.has_perm(right) for name, right in names.items()}


def tabs(request: Any, here: str) -> list[dict[str, Any]]:
    """Return the tabs: queues, with capped numbers of waiting comments, and other pages the user may see."""
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
    """Return the path of the page that has the form, from its field `next`, if it is on this site."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return otherwise


def wants_data(request: HttpRequest) -> bool:
    """Return whether our script sent the request, which takes JSON, and not a browser."""
    return request.headers.get("Accept", "").startswith("application/json")
