"""The send ledger: the list of mailings, one mailing with its counts, and the recipients behind each count."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required
from wagtail.models import ModelLogEntry

from articles.paging import Cursor
from outbox.addresses import address_hash, normalise

from ..models import Mailing
from ..services import recipients
from .fragments import fragment
from .rights import ADDRESSES, PEOPLE, SEE, MailDeskView

ROWS = 50


@require_safe
@permission_required(SEE)
def start(request: HttpRequest) -> HttpResponse:
    """Redirect to the ledger."""
    return redirect("audience_ledger")


class LedgerView(MailDeskView):
    """The list of mailings, newest first."""

    template_name = "subscriptions/desk/ledger.html"
    page_title = _("Mailings")
    tab = "ledger"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of mailings."""
        rows = Mailing.objects.newest().without_words()
        state, kind = self.request.GET.get("state", ""), self.request.GET.get("kind", "")
        if state in Mailing.State.values:
            rows = rows.filter(state=state)
        if kind in Mailing.Kind.values:
            rows = rows.filter(kind=kind)
        cursor = Cursor.parse(self.request.GET.get("after"))
        if cursor:
            rows = rows.before(cursor.at, cursor.id)
        found = list(rows[: ROWS + 1])
        last = found[ROWS - 1] if len(found) > ROWS else None
        return super().get_context_data(
            mailings=found[:ROWS],
            after=Cursor(last.created_at, last.pk) if last else None,
            state=state,
            states=Mailing.State.choices,
            kind=kind,
            kinds=Mailing.Kind.choices,
            **kwargs,
        )


def get_mailing(public_id: UUID) -> Mailing:
    """Return the mailing without its large columns, or raise Http404."""
    found: Mailing = get_object_or_404(Mailing.objects.without_words().select_related("article", "planned_by"),
                                       public_id=public_id)  # fmt: skip
    return found


def ledger_counts(mailing: Mailing) -> dict[str, Any]:
    """Return the template context of the counts of `mailing`: candidates, outcomes and complaints."""
    values = {
        "candidates": mailing.candidate_n,
        "prepared": mailing.prepared_n,
        "left_out": mailing.excluded_n,
        "sent": mailing.sent_n,
        "failed": mailing.failed_n,
        "skipped": mailing.skipped_n,
        "waiting": mailing.open_n - mailing.deferred_n - mailing.uncertain_n,
        "deferred": mailing.deferred_n,
        "uncertain": mailing.uncertain_n,
        "complaints": mailing.complaint_n,
    }
    lines = {name: {"name": name, "label": recipients.LEDGER_COUNTS[name][0], "n": n} for name, n in values.items()}
    outcomes = ("sent", "waiting", "deferred", "uncertain", "failed", "skipped")
    return {
        "mailing": mailing,
        "sum": [lines[name] for name in ("candidates", "prepared", "left_out")],
        "outcomes": [lines[name] for name in outcomes],
        "complaints": lines["complaints"],
        "closed": mailing.prepared_n - mailing.open_n,
    }


class MailingView(MailDeskView):
    """One mailing with its counts."""

    template_name = "subscriptions/desk/mailing.html"
    tab = "ledger"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the counts, the reasons of exclusions and the log of staff actions."""
        mailing = get_mailing(kwargs["public_id"])
        self.page_title = str(mailing)
        reasons = mailing.exclusions.values_list("reason").annotate(n=Count("pk")).order_by("reason")
        labels = dict(mailing.exclusions.model.Reason.choices)
        return super().get_context_data(
            reasons=[(labels[reason], n) for reason, n in reasons],
            history=ModelLogEntry.objects.for_instance(mailing).select_related("user").order_by("-timestamp")[:20],
            **ledger_counts(mailing),
            **kwargs,
        )


@require_safe
@permission_required(SEE)
def mailing_account(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Return the counts of one mailing: a fragment of its page that reloads."""
    mailing = get_mailing(public_id)
    context = ledger_counts(mailing) | {"may": {"people": request.user.has_perm(PEOPLE)}}
    return fragment(request, "subscriptions/desk/parts/account.html", context, mailing)


class RecipientsView(MailDeskView):
    """The recipients behind one count of a mailing, or one of them found by address."""

    permission_required = PEOPLE
    template_name = "subscriptions/desk/behind.html"
    tab = "ledger"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of recipients."""
        return super().get_context_data(**self._listed(kwargs["public_id"], kwargs["name"]), **kwargs)

    def post(self, request: HttpRequest, public_id: UUID, name: str) -> HttpResponse:
        """Show one recipient, found by address: by POST, so that no address is in the logs of the web server."""
        mailing = get_mailing(public_id)
        sought = request.POST.get("address", "")
        try:
            found = recipients.find(mailing, address_hash(normalise(sought)))
        except ValidationError as error:
            context = {"refusal": " ".join(error.messages)}
        else:
            context = {"refusal": "" if found else _("This address was no candidate.")}
        people = [found] if not context["refusal"] else []
        context = self._listed(public_id, name) | context | {"people": people, "after": "", "sought": sought}
        return self.render_to_response(super().get_context_data(public_id=public_id, name=name, **context))

    def _listed(self, public_id: UUID, name: str) -> dict[str, Any]:
        mailing = get_mailing(public_id)
        if name not in recipients.LEDGER_COUNTS:
            raise Http404
        self.page_title = f"{mailing}: {recipients.LEDGER_COUNTS[name][0]}"
        page = recipients.get_page(mailing, name, self.request.GET.get("after", ""), ROWS)
        return {
            "mailing": mailing,
            "numbers": [(key, label) for key, (label, _states) in recipients.LEDGER_COUNTS.items()],
            "people": page.recipients,
            "after": page.after,
            "whole": self.request.user.has_perm(ADDRESSES),
        }
