"""Subscribers: list, search, one reader with history, and actions on a reader."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.log_actions import log

from articles.paging import Cursor
from outbox import suppression
from outbox.addresses import address_hash, normalise
from outbox.models import Suppression
from outbox.suppression import Reason, Scope
from readers.models import Reader

from ..models import ConsentEvent, Delivery, DeliveryEvent, Subscription
from ..services import unsubscribing
from ..services.consent import Origin
from ..services.events import bounces
from .rights import ADDRESSES, CHANGE, FORGIVE, SUBSCRIBERS, SUPPRESS, MailDeskAction, MailDeskView, parse_key

ROWS = 50
BY_DESK = "desk"  # the form id in the log of consent


class SubscribersView(MailDeskView):
    """The list of subscriptions, newest first, with search."""

    permission_required = SUBSCRIBERS
    template_name = "subscriptions/desk/subscribers.html"
    page_title = gettext_lazy("Subscribers")
    tab = "subscribers"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of subscriptions."""
        rows = Subscription.objects.newest()
        state = self.request.GET.get("state", "")
        if state in Subscription.State.values:
            rows = rows.filter(state=state)
        topic = parse_key(self.request.GET.get("topic"))
        if topic:
            rows = rows.filter(topic=topic)
        cursor = Cursor.parse(self.request.GET.get("after"))
        if cursor:
            rows = rows.before(cursor.at, cursor.id)
        found = list(rows[: ROWS + 1])
        last = found[ROWS - 1] if len(found) > ROWS else None
        return super().get_context_data(
            **{"subscriptions": found[:ROWS], "after": Cursor(last.created_at, last.pk) if last else None}
            | {"state": state, "states": Subscription.State.choices, "topic": topic or ""}
            | {"whole": self.request.user.has_perm(ADDRESSES)}
            | kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Search by name or address: by POST, so that neither is in the logs of the web server."""
        sought = request.POST.get("q", "").strip()[:254]
        if "@" not in sought:
            found = (
                list(Subscription.objects.newest().filter(reader__name__istartswith=sought)[:ROWS]) if sought else []
            )
            refusal = "" if found else _("Nobody has such a name.")
            context = {"subscriptions": found, "after": None, "sought": sought, "refusal": refusal}
            return self.render_to_response(self.get_context_data(**context))
        try:
            address = normalise(sought)
        except ValidationError as error:
            return self._not_found(sought, " ".join(error.messages))
        reader = Reader.objects.filter(email_norm=address).first()
        if reader is not None:
            return redirect("audience_subscriber", reader.public_id)
        if suppression.is_suppressed(address_hash(address), Scope.MARKETING):
            return self._not_found(sought, _("We know nobody at this address, and it must not be mailed."))
        return self._not_found(sought, _("We know nobody at this address."))

    def _not_found(self, sought: str, refusal: str) -> HttpResponse:
        context = self.get_context_data(subscriptions=[], after=None, sought=sought, refusal=refusal)
        return self.render_to_response(context)


class SubscriberView(MailDeskView):
    """One reader: subscriptions, log of consent, deliveries, delivery events and suppressions."""

    permission_required = SUBSCRIBERS
    template_name = "subscriptions/desk/subscriber.html"
    tab = "subscribers"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the data of the reader."""
        reader = get_object_or_404(Reader, public_id=kwargs["public_id"])
        whole = self.request.user.has_perm(ADDRESSES)
        self.page_title = (reader.email if whole else reader.masked_email) if reader.email else _("Erased")
        hashed = address_hash(reader.email_norm) if reader.email_norm else ""
        before = parse_key(self.request.GET.get("before"))
        deliveries = Delivery.objects.of_address(hashed) if hashed else reader.deliveries.order_by("-id")
        if before:
            deliveries = deliveries.filter(pk__lt=before)
        deliveries = deliveries.select_related("mailing__article").defer(
            "mailing__html_snapshot", "mailing__text_snapshot", "mailing__article__body"
        )
        found = list(deliveries[: ROWS + 1])
        trail = ConsentEvent.objects.filter(subscription__reader=reader).order_by("-at", "-pk")
        return super().get_context_data(
            reader=reader,
            subscriptions=reader.subscriptions.with_names().order_by("pk"),
            trail=trail[:200],
            deliveries=found[:ROWS],
            before=found[ROWS - 1].pk if len(found) > ROWS else None,
            events=DeliveryEvent.objects.filter(address_hash=hashed).order_by("-at")[:ROWS] if hashed else (),
            suppressions=Suppression.objects.filter(address_hash=hashed) if hashed else (),
            **kwargs,
        )


class _ReaderAction(MailDeskAction):
    """An action on one reader."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Perform the action and redirect to the page of the reader."""
        reader = get_object_or_404(Reader.objects.exclude(state=Reader.State.ERASED), public_id=public_id)
        self.act(reader)
        return redirect(reverse("audience_subscriber", args=[public_id]))

    def act(self, reader: Reader) -> None:
        """Perform the action and report it."""
        raise NotImplementedError


class EndSubscriptionsView(_ReaderAction):
    """End all subscriptions of a reader, at their request."""

    permission_required = CHANGE

    def act(self, reader: Reader) -> None:
        """End the subscriptions; each is in the log of consent."""
        ended = unsubscribing.unsubscribe(reader, Origin.of(self.request, BY_DESK))
        log(instance=reader, action="newsroom.subscriber_ended", user=self.request.user, data={"number": ended})
        words = ngettext("One subscription ended.", "%(n)d subscriptions ended.", ended) % {"n": ended}
        messages.success(self.request, words)


class ForgiveView(_ReaderAction):
    """Discard the bounces and complaints of a reader."""

    permission_required = FORGIVE

    def act(self, reader: Reader) -> None:
        """Discard them and lift the suppressions they caused."""
        bounces.forgive(reader, address_hash(reader.email_norm or ""))
        log(instance=reader, action="newsroom.bounces_forgiven", user=self.request.user)
        messages.success(self.request, _("Mail goes to this address again."))


class NeverMailView(_ReaderAction):
    """Never mail a reader again."""

    permission_required = SUPPRESS

    def act(self, reader: Reader) -> None:
        """Suppress the address."""
        row = suppression.suppress(address_hash(reader.email_norm or ""), Scope.ALL, Reason.ADMIN, BY_DESK)
        log(instance=row, action="newsroom.suppression_add", user=self.request.user)
        messages.success(self.request, _("This address is never mailed again."))
