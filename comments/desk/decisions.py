"""Views for decisions about one comment, and for undoing decisions. All are POST requests."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name

from .. import reasons
from ..errors import CommentingError, VersionConflictError
from ..models import Comment, ModerationDecision
from ..moderation_queues import QUEUES
from ..services import appeals, moderation
from ..services.changes import staff
from . import undo as undoing
from .items.item import Item, is_in_queue, item_of
from .queues import IN_BULK, STANDINGS, has_keys, reasons_to_refuse
from .rights import BAN, FEATURE, MODERATE, back_to, rights_of, wants_data

DONE = {
    "approve": gettext_lazy("Published."),
    "refuse": gettext_lazy("Refused."),
    "spam": gettext_lazy("Marked as spam."),
    "hold": gettext_lazy("Held."),
    "feature": gettext_lazy("Featured."),
    "unfeature": gettext_lazy("No longer featured."),
    "pin": gettext_lazy("Pinned to the top of its thread."),
    "unpin": gettext_lazy("No longer pinned."),
    "uphold": gettext_lazy("The refusal stands."),
}
NEEDS_FEATURE = {"feature", "unfeature", "pin", "unpin"}


@require_POST
@permission_required(MODERATE, raise_exception=True)
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Decide about one comment.

    If somebody else was first, answer 409 with the comment as it is now; change nothing.
    """
    comment = get_object_or_404(Comment, public_id=public_id)
    action, version = request.POST.get("action", ""), request.POST.get("version", "")
    if request.POST.get("reason") and not action:
        action = "refuse"  # the button pressed was a reason
    if action not in DONE or not (version.isascii() and version.isdigit() and len(version) < 10):
        return HttpResponseBadRequest()
    if action in NEEDS_FEATURE and not request.user.has_perm(FEATURE):
        raise PermissionDenied
    try:
        decision = _decide(action, comment, int(version), request)
    except VersionConflictError as conflict:
        return _answer(request, comment, 409, _who_was_first(conflict.comment), trouble=True)
    except CommentingError as refusal:
        return _answer(request, comment, 422, str(refusal.message), trouble=True)
    return _answer(request, comment, 200, str(DONE[action]), decision=decision)


@transaction.atomic
def _decide(action: str, comment: Comment, version: int, request: Any) -> int:
    """Apply the action, and return the primary key of the decision, 0 if nothing can be undone."""
    actor = staff(request.user)
    reason = request.POST.get("reason", "")
    _ACTIONS[action](comment.pk, version, actor, reason if reason in reasons.TO_REFUSE else "other")
    decision = ModerationDecision.objects.filter(comment=comment).order_by("-pk").first()
    if decision is None or decision.actor_id != request.user.pk:
        return 0  # nothing changed
    if word := request.POST.get("word", ""):
        reasons.add_word(decision, word, request.user)
    return int(decision.pk)


_ACTIONS: dict[str, Any] = {
    "approve": lambda key, version, actor, reason: moderation.approve(key, version, actor),
    "refuse": moderation.reject,
    "spam": lambda key, version, actor, reason: moderation.mark_spam(key, version, actor),
    "hold": lambda key, version, actor, reason: moderation.hold(key, version, actor),
    "feature": lambda key, version, actor, reason: moderation.feature(key, version, actor),
    "unfeature": lambda key, version, actor, reason: moderation.feature(key, version, actor, on=False),
    "pin": lambda key, version, actor, reason: moderation.pin(key, version, actor),
    "unpin": lambda key, version, actor, reason: moderation.pin(key, version, actor, on=False),
    "uphold": lambda key, version, actor, reason: appeals.deny(key, version, actor),
}


def _who_was_first(comment: Comment) -> str:
    """Return a sentence about the latest change and its author."""
    decision = ModerationDecision.objects.filter(comment=comment).select_related("actor").order_by("-pk").first()
    if decision is None:
        return _("It changed a moment ago. This is how it stands now.")
    who = get_user_display_name(decision.actor) if decision.actor else decision.get_by_display()
    return _("%(who)s was first: %(what)s. This is how it stands now.") % {
        "who": who,
        "what": decision.get_action_display(),
    }


def _answer(
    request: Any, comment: Comment, status: int, said: str, *, decision: int = 0, trouble: bool = False
) -> HttpResponse:
    """Return the updated comment as JSON to our script, or redirect a browser to the page it came from."""
    item = item_of(comment)
    queue = QUEUES.get(request.POST.get("queue", ""))
    gone = not trouble and not is_in_queue(item, queue)
    if wants_data(request):
        html = as_html(request, item, queue.name if queue else "", said=said, decision=decision, gone=gone)
        return JsonResponse(
            {"said": said, "id": item.id, "html": html, "decision": decision, "gone": gone}, status=status
        )
    if trouble:
        return render(request, "comments/desk/first.html", _context(request, item, "", said=said), status=status)
    messages.success(request, said)
    then = request.POST.get("then", "") if gone else item.id
    return redirect(back_to(request, reverse("comments_queue", args=["held"])) + (f"#{then}" if then else ""))


def as_html(request: Any, item: Item, queue: str, *, said: str = "", decision: int = 0, gone: bool = False) -> str:
    """Return one comment as the queue shows it; one that is `gone` from there as a line with an undo button."""
    template = "comments/desk/parts/decided.html" if gone else "comments/desk/parts/item.html"
    context = _context(request, item, queue, said=said, decision=decision)
    return render_to_string(template, context, request=request)


def _context(request: Any, item: Item, queue: str, **more: Any) -> dict[str, Any]:
    return {
        "item": item,
        "queue": queue,
        "may": rights_of(request.user),
        "reasons": reasons_to_refuse(),
        "in_bulk": IN_BULK.get(queue, ()),
        "standings": STANDINGS.items(),
        "here": back_to(request, reverse("comments_queue", args=["held"])),
        "keys": has_keys(request.user),
        **more,
    }


@require_POST
@permission_required(MODERATE, raise_exception=True)
def undo(request: HttpRequest) -> HttpResponse:
    """Undo one decision, or all of the moderator's own in a range.

    Answers 422 if there is a later decision.
    """
    try:
        first, last = (int(request.POST.get(name, "")) for name in ("first", "last"))
        about = ModerationDecision.objects.get(pk=first)
    except (ValueError, OverflowError, ModerationDecision.DoesNotExist):
        raise Http404 from None
    if about.commenter_id and not request.user.has_perm(BAN):
        raise PermissionDenied
    if about.action.endswith(("feature", "pin")) and not request.user.has_perm(FEATURE):
        raise PermissionDenied
    try:
        number, comments = undoing.undo(first, last, request.user)
    except CommentingError as refusal:
        if wants_data(request):
            return JsonResponse({"said": str(refusal.message)}, status=422)
        messages.error(request, refusal.message)
        return redirect(back_to(request, reverse("comments_log")))
    said = _("Undone.") if number == 1 else ngettext("%(n)d undone.", "%(n)d undone.", number) % {"n": number}
    if wants_data(request):
        queue = request.POST.get("queue", "")
        items = [item_of(comment) for comment in Comment.objects.filter(pk__in=comments)]
        return JsonResponse(
            {"said": said, "items": [{"id": item.id, "html": as_html(request, item, queue)} for item in items]}
        )
    messages.success(request, said)
    anchor = next((f"#{item_of(comment).id}" for comment in Comment.objects.filter(pk__in=comments)), "")
    return redirect(back_to(request, reverse("comments_log")) + anchor)
