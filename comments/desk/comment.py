"""The page of one comment: its surroundings in the thread, all decisions, the statement to its author."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from .. import reasons
from ..errors import CommentingError
from ..models import Comment, ModerationDecision
from .items.item import items_of
from .queues import reasons_to_refuse
from .rights import DeskAction, DeskPage

NEIGHBOURS = 3
REPLIES = 10


@dataclass(frozen=True)
class SurroundingComments:
    """The comments around one in its thread, each list in the thread's order."""

    above: list[Comment]
    before: list[Comment]
    after: list[Comment]
    replies: list[Comment]


def surrounding(comment: Comment) -> SurroundingComments:
    """Return the comments above `comment`, its nearest siblings, and its first replies."""
    rows = Comment.objects.select_related("author", "current_revision")
    beside = rows.filter(thread=comment.thread_id, parent=comment.parent_id)
    older = beside.filter(created_at__lt=comment.created_at).order_by("-created_at", "-id")
    newer = beside.filter(created_at__gt=comment.created_at).order_by("created_at", "id")
    above = {comment.root_id, comment.parent_id, comment.in_reply_to_id} - {None}
    return SurroundingComments(
        above=list(rows.filter(pk__in=above).order_by("depth", "created_at")),
        before=list(older[:NEIGHBOURS])[::-1],
        after=list(newer[:NEIGHBOURS]),
        replies=list(rows.filter(parent=comment).order_by("created_at", "id")[:REPLIES]),
    )


class CommentView(DeskPage):
    """Show everything about one comment."""

    template_name = "comments/desk/comment.html"
    page_title = gettext_lazy("Comment")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with the comment and its history."""
        comment = get_object_or_404(Comment.objects.for_moderators(), public_id=self.kwargs["public_id"])
        decisions = comment.decisions.select_related("actor", "revision", "word_to_author").order_by("-pk")
        decision_for_author = reasons.decision_for_author(comment)
        return super().get_context_data(
            item=items_of([comment])[0],
            around=surrounding(comment),
            decisions=list(decisions[:100]),
            settled=[flag for flag in comment.flags.all() if flag.state != "open"],
            notices=list(comment.notices.select_related("recipient").order_by("pk")[:20]),
            statement=reasons.statement_of(comment),
            decision_for_author=decision_for_author,
            reasons=reasons_to_refuse(),
            here=self.request.get_full_path(),
            queue="",
            **kwargs,
        )


class SurroundingView(DeskPage):
    """Show the comments around one, as a fragment for the queue's script."""

    page_title = gettext_lazy("The thread around it")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render the fragment."""
        comment = get_object_or_404(Comment, public_id=kwargs["public_id"])
        return render(request, "comments/desk/parts/around.html", {"around": surrounding(comment), "comment": comment})


class AuthorMessageView(DeskAction):
    """Set a moderator's message to the author of a comment."""

    def post(self, request: Any, number: int) -> HttpResponse:
        """Save the message."""
        decision = get_object_or_404(ModerationDecision, pk=number, comment__isnull=False)
        try:
            reasons.add_word(decision, request.POST.get("word", ""), request.user)
        except CommentingError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Saved. Its author reads it on their receipt."))
        return redirect(reverse("comments_comment", args=[decision.comment.public_id]))
