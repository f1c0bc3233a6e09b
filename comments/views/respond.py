"""Views for likes and reports."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from readers.guards import honeypot, limits
from readers.guards.client_address import client_network
from readers.guards.csrf_failure import is_tokenless, shows_form_again
from readers.guards.limits import Limit, TooOften

from .. import receipts
from ..errors import CommentingError
from ..models import Comment, Reaction
from ..services import responses
from .forms import ReportForm
from .lookups import key_of, visible_comment

LIKES = Limit("comment-likes-network-hour", 300, timedelta(hours=1))
REPORTS = Limit("comment-reports-network-hour", 30, timedelta(hours=1))


@require_http_methods(["GET", "HEAD", "POST"])
@shows_form_again
def like(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the like form; take a like. Scripts send it from the page and get the number as JSON."""
    comment = visible_comment(public_id)
    key = key_of(request)
    if request.method == "POST" and not is_tokenless(request):
        return _take_like(request, comment, key)
    liked = Reaction.objects.filter(comment=comment, actor_key=key).exists()
    return render(request, "comments/like.html", {"comment": comment, "liked": liked, "story": comment.thread.article})


def _take_like(request: HttpRequest, comment: Comment, key: str) -> HttpResponse:
    wanted = request.POST.get("like") != "0"
    trouble, status = "", 200
    try:
        limits.take([(LIKES, client_network(request))])
        comment.like_count = responses.react(comment.pk, key, wanted, receipts.commenter(request))
    except TooOften:
        trouble, status = _("That was a lot of likes. Try again in an hour."), 429
    except CommentingError as error:
        trouble, status = error.message, 409
    if request.headers.get("Accept") == "application/json":
        said = {"likes": comment.like_count, "liked": wanted, "trouble": str(trouble)}
        return JsonResponse(said, status=status)
    if trouble:
        context = {"comment": comment, "trouble": trouble, "story": comment.thread.article}
        return render(request, "comments/like.html", context, status=status)
    return HttpResponseRedirect(comment.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@shows_form_again
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the report form; take a report. Repeated reports are thanked for, but counted once."""
    comment = visible_comment(public_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"comment": comment, "form": form, "story": comment.thread.article}
    if not form.is_bound or is_tokenless(request):
        return render(request, "comments/report.html", context)
    if honeypot.caught(request.POST):
        return render(request, "comments/reported.html", context)
    if not form.is_valid():
        return render(request, "comments/report.html", context, status=400)
    try:
        limits.take([(REPORTS, client_network(request))])
        responses.flag(
            comment.pk,
            key_of(request),
            form.cleaned_data["reason"],
            form.cleaned_data["text"],
            receipts.commenter(request),
        )
    except TooOften:
        trouble = _("Many reports came from your network. The moderators look at them; try again in an hour.")
        return render(request, "comments/report.html", context | {"trouble": trouble}, status=429)
    except CommentingError as error:
        return render(request, "comments/report.html", context | {"trouble": error.message}, status=409)
    return render(request, "comments/reported.html", context)
