"""Unsubscribing by a link in a mail: one click for mail programs (RFC 8058), a page with a button for people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from ..services import unsubscribing
from ..services.consent import Origin


@csrf_exempt  # a mail program has no cookie; every other POST goes through `confirm_unsubscribe`, which is protected
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the subscriptions that caused the mail: at once for a mail program's POST, else on a page with a button."""
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        # RFC 8058 §3.2: no cookies, no redirect
        unsubscribing.unsubscribe_by_token(token, Origin.of(request, "one-click header"))
        return HttpResponse("OK\n", content_type="text/plain")
    return confirm_unsubscribe(request, token)


@csrf_protect
def confirm_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button, and unsubscribe when it is pressed. A GET changes nothing: link scanners follow links."""
    reader, subscriptions = unsubscribing.resolve_token(token)
    by_mailing = unsubscribing.is_mailing_token(token)
    if request.method == "POST":
        origin = Origin.of(request, "leave page")
        if "never" in request.POST and reader is not None and not by_mailing:
            unsubscribing.suppress_all_mail(reader, origin)
        else:
            unsubscribing.unsubscribe_by_token(token, origin, everything="everything" in request.POST)
    context = {
        "reader": reader,
        "subscriptions": [row for row in subscriptions if row.state in {"active", "paused"}],
        "by_mailing": by_mailing,
        "token": token,
        "done": request.method == "POST",
    }
    return render(request, "subscriptions/leave.html", context)
