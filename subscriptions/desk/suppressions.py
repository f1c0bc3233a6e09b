"""Suppressed addresses, stored as hashes: list, search, add and lift."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
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

from ..services.events import bounces
from .rights import SUPPRESS, SUPPRESSED, MailDeskAction, MailDeskView, parse_key
from .subscribers import BY_DESK

ROWS = 50


class SuppressedView(MailDeskView):
    """The list of suppressions, newest first, with search by address."""

    permission_required = SUPPRESSED
    template_name = "subscriptions/desk/suppressed.html"
    page_title = gettext_lazy("Never mailed")
    tab = "suppressed"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of suppressions."""
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

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show whether an address is suppressed."""
        sought = request.POST.get("address", "")
        try:
            rows = list(Suppression.objects.filter(address_hash=address_hash(normalise(sought))))
            refusal = "" if rows else _("This address may be mailed.")
        except ValidationError as error:
            rows, refusal = [], " ".join(error.messages)
        return self.render_to_response(self.get_context_data(rows=rows, before=None, sought=sought, refusal=refusal))


class SuppressView(MailDeskAction):
    """Suppress an address, whether a reader has it or not."""

    permission_required = SUPPRESS

    def post(self, request: HttpRequest) -> HttpResponse:
        """Suppress the address."""
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
    """Lift a suppression; the reason is logged."""

    permission_required = SUPPRESS

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Lift the suppression and discard the bounces of its readers."""
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
