"""The page of banned mail domains."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from ..errors import CommentingError
from ..models import BannedDomain
from ..services import banned_domains
from .rights import BAN, DeskAction, DeskPage

ROWS = 200


class DomainsView(DeskPage):
    """Show the banned domains, the preview of a ban, and the form that bans a domain."""

    permission_required = BAN
    template_name = "comments/desk/domains.html"
    page_title = gettext_lazy("Banned mail domains")
    tab = "domains"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with the list, and the preview that was asked for."""
        sought, preview, refusal = self.request.GET.get("domain", "")[:253], None, kwargs.pop("refusal", "")
        if sought:
            try:
                preview = banned_domains.preview(sought)
            except CommentingError as why:
                refusal = why.message
        rows = BannedDomain.objects.select_related("by", "lifted_by").order_by("lifted_at", "-pk")
        return super().get_context_data(
            domains=list(rows[:ROWS]), sought=sought, preview=preview, refusal=refusal, **kwargs
        )

    def post(self, request: Any) -> HttpResponse:
        """Ban the domain if its name was typed again."""
        domain = request.POST.get("domain", "")[:253]
        try:
            found = banned_domains.ban_domain(
                domain, request.POST.get("typed", ""), request.user, request.POST.get("note", "")
            )
        except CommentingError as refusal:
            messages.error(request, refusal.message)
            return redirect(f"{reverse('comments_domains')}?{urlencode({'domain': domain})}")
        messages.success(request, _("No comments are taken from %(domain)s any more.") % {"domain": found.domain})
        return redirect("comments_domains")


class LiftDomainView(DeskAction):
    """Lift the ban of a domain."""

    permission_required = BAN

    def post(self, request: Any, number: int) -> HttpResponse:
        """Lift the ban."""
        if banned_domains.lift_domain(number, request.user):
            messages.success(request, _("The ban is lifted."))
        return redirect("comments_domains")
