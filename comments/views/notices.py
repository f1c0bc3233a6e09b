"""Settings of reply notices: unsubscribing from a mail with one click, and choosing on one's own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from readers.models import Reader
from readers.views.private import signed_in

from ..models import Commenter
from ..services import notices
from ..services.commenters import commenter_of


@csrf_exempt  # RFC 8058: the mail program sends it without cookies; it can only unsubscribe
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; on POST, by a person or a mail program (RFC 8058), turn reply notices off."""
    author = notices.recipient_of(token)
    if request.method == "POST":
        notices.choose(author, Commenter.Notices.OFF)
    address = author.reader.masked_email if author.reader else ""
    return render(request, "comments/leave.html", {"address": address, "left": request.method == "POST"})


def _choose(request: HttpRequest, reader: Reader) -> HttpResponse:
    wanted = request.POST.get("replies", "")
    if wanted in Commenter.Notices.values:
        notices.choose(commenter_of(reader), wanted)
    return redirect("readers:my_page")


choose = require_POST(signed_in(_choose))
