"""Mail about comments: to authors who get replies, to unconfirmed authors, and to moderators."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from outbox.addresses import address_hash, comparable
from outbox.kinds import Kind, declare
from outbox.transactional import send_transactional
from readers import tokens
from readers.guards import limits
from readers.models import Reader

from ..models import Comment, Commenter, ReplyNotification, SiteCommentSettings
from ..moderation_queues import QUEUES
from . import changes

CONFIRM = declare(Kind("comments.confirm", "comments/mail/confirm"))
REPLY = declare(
    Kind(
        "comments.reply",
        "comments/mail/reply",
        headers={"List-Unsubscribe": "<{leave_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
)
DAILY = declare(
    Kind(
        "comments.replies_of_the_day",
        "comments/mail/replies_of_the_day",
        headers={"List-Unsubscribe": "<{leave_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
)
WAITING = declare(Kind("comments.waiting", "comments/mail/waiting"))

# One mail a day to an unconfirmed address, for all comments and networks.
UNCONFIRMED_MAIL = limits.Limit("comment-confirmation", 1, timedelta(days=1))
BETWEEN_MODERATOR_MAILS = timedelta(hours=1)
BATCH = 200

State: Any = ReplyNotification.State
Wanted: Any = Commenter.Notices
_STATE = {Wanted.OFF: State.OFF, Wanted.INSTANT: State.INSTANT, Wanted.DAILY: State.DAILY}


def queue_reply_notices(comments: Iterable[Comment]) -> bool:
    """Create the notices of these comments, which are published for the first time.

    Runs in the caller's transaction. The authors of the comments replied to get one notice each, and none for their own
    comments. Return whether a notice is to be sent at once.
    """
    comments = [comment for comment in comments if comment.parent_id]
    if not comments:
        return False
    above = {comment.parent_id for comment in comments} | {comment.in_reply_to_id for comment in comments}
    authors = dict(Comment.objects.filter(pk__in=above - {None}).values_list("pk", "author_id"))
    people = Commenter.objects.filter(pk__in=set(authors.values()), erased_at=None).in_bulk()
    rows = []
    for comment in comments:
        answered = {authors.get(comment.parent_id), authors.get(comment.in_reply_to_id)}
        for recipient in answered - {None, comment.author_id}:
            if recipient in people:
                wanted = Wanted(people[recipient].reply_notices)
                rows.append(ReplyNotification(comment=comment, recipient_id=recipient, state=_STATE[wanted]))
    ReplyNotification.objects.bulk_create(rows, ignore_conflicts=True)
    return any(row.state == State.INSTANT for row in rows)


@transaction.atomic
def choose(author: Commenter, wanted: str) -> None:
    """Set how a person is notified of replies. Choosing no mail cancels their queued notices as well."""
    author.reply_notices = Wanted(wanted)
    Commenter.objects.filter(pk=author.pk).update(reply_notices=author.reply_notices)
    if wanted == Wanted.OFF:
        author.notices.filter(state__in=[State.INSTANT, State.DAILY]).update(state=State.GONE)


def recipient_of(token: str) -> Commenter:
    """Return the recipient of the notice with this link. Raises readers.tokens.BadToken."""
    found = tokens.read(tokens.UNSUBSCRIBE, token)
    author = Commenter.objects.select_related("reader").filter(reader__public_id=found.subject).first()
    if author is None or found.data.get("what") != "replies":
        raise tokens.BadToken
    return author


def send_instant() -> int:
    """Send the notices due at once, and return the number of mails."""
    return _send(State.INSTANT, REPLY)


def send_daily() -> int:
    """Send one mail with the day's replies to each person who wants it, and return the number of mails."""
    return _send(State.DAILY, DAILY)


def ask_to_confirm(
    comment: Comment, reader: Reader, notices_wanted: str = "", offers_wanted: Sequence[str] = ()
) -> bool:
    """Mail the link that confirms a comment; return False if the address got such a mail within a day.

    The mail has no text or name chosen by the sender of the comment, so it cannot be abused to send messages. The
    choices made on the form are in the link. Spellings of one address (dots, +tags) count as one.
    """
    try:
        limits.take([(UNCONFIRMED_MAIL, address_hash(comparable(reader.email)))])
    except limits.TooOften:
        return False
    token = tokens.make(
        tokens.CONFIRM, comment.public_id, what="comment", notices=notices_wanted, offers=list(offers_wanted)
    )
    send_transactional(
        CONFIRM.name,
        to=reader.email,
        context={"article": comment.thread.article, "url": _address("comments:confirm", token)},
    )
    return True


def confirmed_by(token: str) -> tuple[Comment, str]:
    """Return the comment that a mailed link confirms, and the notices wanted. Raises BadToken.

    Changes nothing: `submission.confirm()` does, when the form on the linked page is sent.
    """
    found = tokens.read(tokens.CONFIRM, token)
    comment = Comment.objects.filter(public_id=found.subject).select_related("thread__article").first()
    if comment is None or found.data.get("what") != "comment":
        raise tokens.BadToken
    return comment, str(found.data.get("notices", ""))


def offers_in(token: str) -> list[str]:
    """Return the names of the offers chosen on the form. Raises BadToken."""
    return [str(name) for name in tokens.read(tokens.CONFIRM, token).data.get("offers", [])]


def mail_moderators() -> int:
    """Mail the moderators that comments wait, at most once an hour, and return the number of mails."""
    now = timezone.now()
    waiting = QUEUES["held"].count(most=100)
    if not waiting:
        return 0
    SiteCommentSettings.load()
    with transaction.atomic():
        due = SiteCommentSettings.objects.filter(mail_moderators=True).filter(
            Q(moderators_mailed_at=None) | Q(moderators_mailed_at__lte=now - BETWEEN_MODERATOR_MAILS)
        )
        if not due.update(moderators_mailed_at=now):  # another worker did it, or it is too soon
            return 0
        staff = list(_moderators())
        for user in staff:
            send_transactional(WAITING.name, to=user.email, context={"number": waiting, "many": waiting > 100})
    return len(staff)


def _send(state: str, kind: Kind) -> int:
    sent = 0
    while True:
        with transaction.atomic():
            rows = _claim(state)
            for recipient, theirs in _by_recipient(rows, one_by_one=state == State.INSTANT):
                sent += _send_to(recipient, theirs, kind)
        if len(rows) < BATCH:
            return sent


def _claim(state: str) -> list[ReplyNotification]:
    """Lock the next due notices. Recipients are locked first, as unsubscribing and erasure do."""
    due = ReplyNotification.objects.filter(state=state).order_by("recipient", "id")
    people = changes.lock_commenters(set(due.values_list("recipient", flat=True)[:BATCH]))
    return list(due.filter(recipient__in=people).select_for_update()[:BATCH])


def _by_recipient(rows: list[ReplyNotification], *, one_by_one: bool) -> list[tuple[int, list[ReplyNotification]]]:
    if one_by_one:
        return [(row.recipient_id, [row]) for row in rows]
    grouped: dict[int, list[ReplyNotification]] = {}
    for row in rows:
        grouped.setdefault(row.recipient_id, []).append(row)
    return list(grouped.items())


def _send_to(recipient_id: int, rows: list[ReplyNotification], kind: Kind) -> int:
    """Send one mail about these comments, leaving out those that are no longer visible."""
    recipient = Commenter.objects.select_related("reader").get(pk=recipient_id)
    reader = recipient.reader
    comments = {
        comment.pk: comment
        for comment in Comment.objects.visible()
        .filter(pk__in=[row.comment_id for row in rows])
        .with_text()
        .select_related("thread__article")
    }
    may = reader is not None and reader.is_verified and recipient.reply_notices != Wanted.OFF
    mail = None
    shown = [comments[row.comment_id] for row in rows if row.comment_id in comments]
    if may and shown:
        token = tokens.make(tokens.UNSUBSCRIBE, reader.public_id, what="replies")
        mail = send_transactional(
            kind.name,
            to=reader.email,
            context={"comments": shown, "comment": shown[0], "leave_url": _address("comments:leave", token)},
        )
    for row in rows:
        told = mail is not None and row.comment_id in comments
        row.state = State.SENT if told else State.GONE
        row.delivery = mail.public_id if told and mail else None
    ReplyNotification.objects.bulk_update(rows, ["state", "delivery"])
    return int(mail is not None)


def _moderators() -> Any:
    right = Permission.objects.filter(content_type__app_label="comments", codename="moderate")
    return (
        get_user_model()
        .objects.filter(Q(groups__permissions__in=right) | Q(user_permissions__in=right), is_active=True)
        .exclude(email="")
        .distinct()
        .order_by("pk")
    )


def _address(name: str, token: str) -> str:
    try:
        path = reverse(name, args=[token])
    except NoReverseMatch:
        path = f"/comments/{name.split(':')[1]}/{token}/"
    return f"{settings.SITE_URL}{path}"
