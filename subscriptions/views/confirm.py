"""View of the link in a confirmation mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from readers import identity

from ..services import subscribing
from ..services.consent import Origin


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button, and activate the subscriptions when it is pressed. A GET changes nothing."""
    reader, subscriptions = subscribing.subscriptions_to_confirm(token)
    waits = any(subscription.state == "pending" for subscription in subscriptions)
    if request.method != "POST":
        context = {"reader": reader, "subscriptions": subscriptions, "waits": waits}
        return render(request, "subscriptions/confirm.html", context)
    reader, subscriptions = subscribing.confirm(token, Origin.of(request, "confirm page"))
    if not waits:
        return render(request, "subscriptions/confirm.html", {"reader": reader, "subscriptions": subscriptions})
    response = redirect(f"{reverse('subscriptions:choices')}?said=subscribed")
    identity.remember(response, reader)  # only once: a used link must not sign in
    return response
