"""Reports and likes."""

from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from readers.models import Reader

from ..errors import NotPossibleError
from ..models import Comment, Commenter, Flag, ModerationDecision, Reaction, SiteCommentSettings
from ..text import clean_line
from . import changes
from .changes import READERS, StateChange

Action: Any = ModerationDecision.Action
Status: Any = Comment.Status

# Weight of a report by the trust of the reporter. Reports without trust never hide a comment.
WEIGHTS = {None: 1, 0: 1, 1: 2, 2: 3, 3: 4, 4: 8}
TRUSTED = 2


def reader_key(reader: Reader) -> str:
    """Return the key of a signed-in reader: each key can report and like a comment once."""
    return f"r:{reader.public_id}"


def visitor_key(network: str, user_agent: str) -> str:
    """Return the key of a visitor who is not signed in: a keyed hash that does not identify a person."""
    return f"v:{salted_hmac('comments.visitor', f'{network} {user_agent}', algorithm='sha256').hexdigest()[:40]}"


@transaction.atomic
def flag(comment_id: int, reporter_key: str, reason: str, text: str = "", reporter: Commenter | None = None) -> Flag:
    """Add a report of a comment; each reader can report a comment once.

    Past the threshold the comment is shown to moderators and stays visible; or it is held, if the paper's settings say
    so and trusted readers carry enough weight. Comments by the paper's staff are never hidden by reports. Raises
    NotPossibleError if readers do not see the comment.
    """
    comment = changes.lock_one(comment_id)
    if not Comment.objects.visible().filter(pk=comment_id).exists():
        raise NotPossibleError(_("This comment is no longer there."))
    weight = WEIGHTS[reporter.trust if reporter else None]
    found, new = Flag.objects.get_or_create(
        comment=comment,
        reporter_key=reporter_key,
        defaults={
            "reason": Flag.Reason(reason),
            "text": clean_line(text)[:500],
            "weight": weight,
            "reporter": reporter,
        },
    )
    if new:
        comment.score_flags = F("score_flags") + weight
        comment.save(update_fields=["score_flags"])
        comment.refresh_from_db(fields=["score_flags"])
        _look_at_score(comment)
    return found


def _look_at_score(comment: Comment) -> None:
    site = SiteCommentSettings.load()
    if comment.score_flags < site.report_threshold:
        return
    open_flags = comment.flags.filter(state=Flag.State.OPEN, weight__gte=TRUSTED)
    trusted = open_flags.aggregate(sum=Sum("weight"))["sum"] or 0
    if site.reports_hold and trusted >= site.report_threshold and not comment.author.is_of_the_paper:
        changes.apply([StateChange(comment, Status.HELD, Action.REPORT, waits=True, reason="reported")], READERS)
    elif comment.reported_at is None:
        changes.apply(
            [
                StateChange(
                    comment,
                    Status.PUBLISHED,
                    Action.REPORT,
                    shown=comment.published_revision_id,
                    waits=comment.waiting_since is not None,
                    reported=True,
                    reason="reported",
                )
            ],
            READERS,
        )


@transaction.atomic
def react(comment_id: int, actor_key: str, on: bool = True, author: Commenter | None = None) -> int:
    """Add or remove a like, and return the number of likes. A second like of the same person changes nothing.

    Raises NotPossibleError if readers do not see the comment, or it is the person's own.
    """
    comment: Any = Comment.objects.visible().filter(pk=comment_id).only("author_id", "like_count").first()
    if comment is None:
        raise NotPossibleError(_("This comment is no longer there."))
    if author is not None and comment.author_id == author.pk:
        raise NotPossibleError(_("You cannot like what you wrote."))
    if on:
        number = int(Reaction.objects.get_or_create(comment_id=comment_id, actor_key=actor_key)[1])
    else:
        number = -Reaction.objects.filter(comment=comment_id, actor_key=actor_key).delete()[0]
    if number:
        Comment.objects.filter(pk=comment_id).update(like_count=F("like_count") + number)
    return int(Comment.objects.values_list("like_count", flat=True).get(pk=comment_id))
