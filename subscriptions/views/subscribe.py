"""The subscription page, which also receives the forms on all other pages."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from readers.guards import form_token, honeypot, proof_of_work
from readers.guards.csrf_failure import is_tokenless, shows_form_again
from readers.guards.form_token import FormTokenError
from readers.guards.proof_of_work import ProofError
from readers.identity import current_reader
from readers.models import Reader

from ..services import followable, subscribing, subscription_requests
from ..services.consent import Origin
from .forms import SubscribeForm

ACTION = "subscribe"

RETRY_MESSAGES = {
    "too_young": lambda: _("That was faster than people write. Please press the button once more."),
    "too_old": lambda: _("This page was open for more than a day. Please press the button once more."),
}


@dataclass
class SubscribePage:
    """The page with the form, bound to a request and a reader."""

    request: HttpRequest
    form: SubscribeForm
    reader: Reader | None

    def render(self, status: int = 200, *, trouble: Any = "", token: str = "") -> HttpResponse:
        """Render the page with the error `trouble`; `token` is the submitted form token if it is still valid."""
        context = {
            "form": self.form,
            "reader": self.reader,
            "token": token or form_token.make(ACTION),
            "challenge": proof_of_work.challenge(ACTION),
            "trouble": trouble,
        }
        return render(self.request, "subscriptions/subscribe.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@shows_form_again
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show and process the form. The response is the same for every address: look into your mail."""
    page = _subscribe_page(request)
    if request.method != "POST":
        return page.render()
    if is_tokenless(request):
        page.form.is_valid()
        return page.render(
            403, trouble=_("One more time, please: then we know that it was you who pressed the button.")
        )
    if honeypot.caught(request.POST):
        return redirect("subscriptions:sent")
    sent = request.POST.get(form_token.FIELD, "")
    try:
        token = form_token.check(sent, ACTION)
        if not page.form.is_valid():
            return page.render(400, token=sent)
        with transaction.atomic():  # token and request together: a killed process keeps both or neither
            token.spend()
            return _submit(page)
    except FormTokenError as error:
        if error.reason == "used":  # a second click
            return redirect("subscriptions:sent")
        again = RETRY_MESSAGES.get(error.reason, lambda: _("Please press the button once more. Nothing is lost."))
        return page.render(400, trouble=again())


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Show the page that says what happens next."""
    return render(request, "subscriptions/sent.html")


def _subscribe_page(request: HttpRequest) -> SubscribePage:
    """Return the page for this request, with the suggested topics and those named in the request."""
    reader = current_reader(request)
    reader = reader if reader and reader.is_verified else None
    posted = request.POST if request.method == "POST" else None
    values = (posted or request.GET).getlist("topic")[:50]
    followables = {offer.value: offer for offer in [*followable.suggested(), *followable.from_values(values)]}
    chosen = [value for value in values if value in followables] or ["all"]
    form = SubscribeForm(
        posted,
        followables=list(followables.values()),
        signed_in=reader is not None,
        zone=request.paper.zone,
        initial={"topic": chosen},
    )
    return SubscribePage(request, form, reader)


def _submit(page: SubscribePage) -> HttpResponse:
    """Subscribe a signed-in reader at once; else request a confirmation mail. The form is valid."""
    given = page.form.cleaned_data
    topics = followable.get_or_create_topics(given["topic"])
    story = next((offer.thing for offer in given["topic"] if offer.kind == "article"), None)
    origin = Origin.of(page.request, "subscribe form", _("Subscribe"))
    if page.reader is not None:
        subscribing.subscribe(
            page.reader,
            topics,
            given["cadence"],
            origin,
            source_article=story,
            hour=given["hour"],
            zone=given["zone"],
        )
        return redirect(f"{reverse('subscriptions:choices')}?said=subscribed")
    subscription_requests.request_subscription(
        given["email"],
        topics,
        given["cadence"],
        origin,
        source_article=story,
        at=(given["hour"], given["zone"]),
        paid=_has_proof_of_work(page.request),
    )
    return redirect("subscriptions:sent")


def _has_proof_of_work(request: HttpRequest) -> bool:
    """Return whether the form has a valid proof of work; browsers without scripts have none."""
    try:
        proof_of_work.check(request.POST.get(proof_of_work.FIELD), ACTION).spend()
    except ProofError:
        return False
    return True
