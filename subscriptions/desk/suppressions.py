"""Addresses that must not be mailed: known by their hash alone, added and lifted with a reason."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from outbox import suppression
from outbox.addresses import address_hash, normalise
from outbox.models import Suppression
from outbox.suppression import Reason, Scope
from readers.models import Reader

from ..services import bounces
from .rights import SUPPRESS, SUPPRESSED, MailDeskAction, MailDeskView, parse_key
from .subscribers import BY_DESK

ROWS = 50


class SuppressedView(MailDeskView):
    """The list, newest first; one address of it, by POST."""

    permission_required = SUPPRESSED
    template_name = "subscriptions/desk/suppressed.html"
    page_title = gettext_lazy("Never mailed")
    tab = "suppressed"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the template a page of rows."""
        rows = Suppression.objects.order_by("-pk")
        reason = self.request.GET.get("reason", "")
        if reason in Reason.values:
            rows = rows.filter(reason=reason)
        before = parse_key(self.request.GET.get("before"))
        found = list((rows.filter(pk__lt=before) if before else rows)[: ROWS + 1])
        lifted = ModelLogEntry.objects.filter(action="newsroom.suppression_lift").select_related("user")
        return super().get_context_data(
            **{"rows": found[:ROWS], "before": found[ROWS - 1].pk if len(found) > ROWS else None}
            | {"reason": reason, "reasons": Reason.choices, "scopes": Scope.choices}
            | {"lifted": lifted.order_by("-timestamp")[:10]}
            | kwargs
        )

    def post(self, request: Any) -> HttpResponse:
        """Show whether one address is on it."""
        sought = request.POST.get("address", "")
        try:
            rows = list(Suppression.objects.filter(address_hash=address_hash(normalise(sought))))
            refusal = "" if rows else _("This address may be mailed.")
        except ValidationError as error:
            rows, refusal = [], " ".join(error.messages)
        return self.render_to_response(self.get_context_data(rows=rows, before=None, sought=sought, refusal=refusal))


class SuppressView(MailDeskAction):
    """Never again mail an address, whether we know somebody there or not."""

    permission_required = SUPPRESS

    def post(self, request: Any) -> HttpResponse:
        """Suppress it."""
        scope = request.POST.get("scope", "")
        try:
            hashed = address_hash(normalise(request.POST.get("address", "")))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("audience_suppressed")
        row = suppression.suppress(hashed, scope if scope in Scope.values else Scope.ALL, Reason.ADMIN, BY_DESK)
        log(instance=row, action="newsroom.suppression_add", user=request.user)
        messages.success(request, _("This address is never mailed again."))
        return redirect("audience_suppressed")


class LiftSuppressionView(MailDeskAction):
    """Let an address be mailed again; why, stays in the history."""

    permission_required = SUPPRESS

    def post(self, request: Any, number: int) -> HttpResponse:
        """Lift it, and what was concluded from bounces with it."""
        row = get_object_or_404(Suppression, pk=number)
        why = request.POST.get("why", "").strip()[:300]
        if not why:
            messages.error(request, _("Say why it may be mailed again."))
            return redirect("audience_suppressed")
        log(instance=row, action="newsroom.suppression_lift", user=request.user, data={"why": why, "was": row.reason})
        readers = Reader.objects.filter(deliveries__address_hash=row.address_hash, state=Reader.State.BOUNCING)
        for reader in readers.distinct():
            bounces.forgive(reader, row.address_hash)
        suppression.lift(row.address_hash, row.scope)
        messages.success(request, _("This address may be mailed again."))
        return redirect("audience_suppressed")
