"""Submit, confirm, edit and delete comments as their author."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from readers import identity
from readers.guards.form_token import FormTokenError
from readers.guards.proof_of_work import ProofError
from readers.models import Reader

from .. import policy, text
from ..errors import CommentingError, NotPossibleError, NotYoursError, ThreadClosedError, TooLateError
from ..models import Comment, Commenter, CommentRevision, CommentThread, ModerationDecision, ModerationReason
from ..models.comment import MAX_DEPTH
from ..rules import VERSION, Case, Finding, Outcome, Report, SubmissionGuards, run
from ..rules.builtin import CODES_OF_FORM
from . import changes, commenters, notices, origins
from .changes import AUTHOR, RULES, StateChange
from .threads import thread_of

Action: Any = ModerationDecision.Action
By: Any = ModerationDecision.By
Status: Any = Comment.Status

EDIT_WINDOW = timedelta(minutes=10)
UNCONFIRMED_KEPT = timedelta(days=7)  # as long as the mailed link works
FORGOTTEN = _("This comment waited too long to be confirmed and is no longer kept.")

STATUS_OF = {
    Outcome.PUBLISH: Status.PUBLISHED,
    Outcome.REPORT: Status.PUBLISHED,
    Outcome.HOLD: Status.HELD,
    Outcome.SPAM: Status.SPAM,
    Outcome.REJECT: Status.REJECTED,
}


@dataclass(frozen=True)
class SubmissionResult:
    """The submitted comment. `new` is False if the same form was sent before: then nothing was created."""

    comment: Comment
    new: bool = True


def submit(
    article: Article,
    reader: Reader,
    source: str,
    *,
    guards: SubmissionGuards,
    parent: Comment | None = None,
    signed_in: bool,
    notices_wanted: str = "",
    offers_wanted: Sequence[str] = (),
) -> SubmissionResult:
    """Run the rules on a comment on `article`, and save it with their findings.

    `signed_in`: the browser is signed in as the reader. If not, the comment stays unconfirmed, and no moderator sees
    it, until the link in the one mail to the address is followed and confirmed, even if the address is known. `guards`
    has the results of the spam guards; its token is spent here. `notices_wanted` turns reply notices on ("instant",
    "daily"). The offers chosen, `offers_wanted`, are part of the mailed link, and accepted when it is confirmed.

    Raises ThreadClosedError, NotPossibleError (the parent comment is gone), BadTextError. Nothing is saved then.
    """
    read = text.read(source)
    thread = _open_thread(article)
    author = commenters.commenter_of(reader, rename=signed_in)
    _may_be_answered(parent, thread)
    report = run(Case(read, author, thread, policy.in_force(thread), guards))
    try:
        with transaction.atomic():
            commenters.hold(reader)
            if not _spend(guards):
                raise _SentBeforeError
            report = _spend_proof(guards, report)
            _lock_open(thread)
            changes.lock_commenters([author.pk])
            comment = _make(thread, author, parent, guards)
            _write(comment, read, report)
            if signed_in:
                _want_notices(author, notices_wanted)
                _conclude(comment, report, Action.SUBMIT, new=True)
            else:
                changes.apply([StateChange(comment, Status.UNCONFIRMED, Action.SUBMIT, new=True)], AUTHOR)
                if report.outcome < Outcome.SPAM:
                    notices.ask_to_confirm(comment, reader, notices_wanted, offers_wanted)
    except _SentBeforeError:
        return SubmissionResult(Comment.objects.get(submission=guards.token.nonce), new=False)  # type: ignore[union-attr]
    return SubmissionResult(comment)


def confirm(comment: Comment, notices_wanted: str = "") -> Comment:
    """Verify the author's address and run the rules again, after the mailed link was followed.

    The findings about the form, from when it was sent, still count. Idempotent. Raises NotPossibleError if its author
    or the comment was deleted meanwhile.
    """
    author = Commenter.objects.select_related("reader").get(pk=comment.author_id)
    if author.reader is None:
        raise NotPossibleError(_("This person’s data were erased."))
    identity.verify(author.reader)
    found: Comment | None = (
        Comment.objects.select_related("current_revision", "thread__article").filter(pk=comment.pk).first()
    )
    if found is None:
        raise NotPossibleError(FORGOTTEN)
    comment = found
    if comment.status != Status.UNCONFIRMED or comment.current_revision is None:
        return comment
    read = text.read(comment.current_revision.source)
    thread = comment.thread
    case = Case(read, author, thread, policy.in_force(thread), comment=comment)
    report = Report.of([*run(case).findings, *_of_the_form(comment.current_revision)])
    with transaction.atomic():
        try:
            comment = changes.lock_one(comment.pk)
        except Comment.DoesNotExist:
            raise NotPossibleError(FORGOTTEN) from None
        if comment.status != Status.UNCONFIRMED:
            return comment
        _want_notices(author, notices_wanted)
        _say(comment.current_revision, report)
        _conclude(comment, report, Action.CONFIRM)
    return comment


def edit(comment_id: int, author: Commenter, source: str) -> Comment:
    """Replace the text of the author's own comment within ten minutes of sending it; the rules check the new text.

    Readers of a published comment see the older text until the new one may be shown. Raises NotYoursError,
    TooLateError, ThreadClosedError, NotPossibleError, BadTextError.
    """
    read = text.read(source)
    comment = Comment.objects.select_related("thread__article", "author__reader").get(pk=comment_id)
    _may_edit(comment, author)
    case = Case(read, comment.author, comment.thread, policy.in_force(comment.thread), comment=comment)
    report = run(case)
    with transaction.atomic():
        _lock_open(comment.thread)
        comment = changes.lock_one(comment_id)
        _may_edit(comment, author)
        before = comment.current_revision
        if before is not None and before.source == read.source:
            return comment
        kept = _of_the_form(before) if before is not None and comment.status != Status.PUBLISHED else []
        report = Report.of([*report.findings, *kept])
        if comment.status == Status.UNCONFIRMED:
            _write(comment, read, report)
            changes.apply([StateChange(comment, Status.UNCONFIRMED, Action.EDIT)], AUTHOR)
        else:
            outcome = report.outcome
            _write(comment, read, report)
            _conclude_edit(comment, outcome)
    return comment


@transaction.atomic
def delete_own(comment_id: int, author: Commenter) -> Comment:
    """Delete the author's own comment. Replies stay below a tombstone. Raises NotYoursError."""
    comment = changes.lock_one(comment_id)
    if comment.author_id != author.pk:
        raise NotYoursError
    if comment.status in {Status.DELETED, Status.ERASED}:
        return comment
    changes.apply([StateChange(comment, Status.DELETED, Action.DELETE)], AUTHOR)
    return comment


def may_edit(comment: Comment, author: Commenter | None) -> bool:
    """Return whether `author` may edit `comment` now; the page shows the button only then."""
    if author is None:
        return False
    try:
        _may_edit(comment, author)
    except CommentingError:
        return False
    return True


def edit_ends(comment: Comment) -> datetime:
    """Return the end of the time for editing."""
    ends: datetime = comment.created_at + EDIT_WINDOW
    return ends


class _SentBeforeError(Exception):
    """Report that the form was sent before."""


def _open_thread(article: Article) -> CommentThread:
    thread = thread_of(article)
    thread.article = article
    _refuse_if_closed(thread)
    return thread


def _lock_open(thread: CommentThread) -> None:
    """Lock the thread and refuse if it was closed meanwhile: it cannot be closed until the transaction ends."""
    row = changes.lock_threads([thread.pk])[thread.pk]
    row.article = Article.objects.defer("body").get(pk=thread.article_id)
    _refuse_if_closed(row)


def _refuse_if_closed(thread: CommentThread) -> None:
    if why := policy.in_force(thread).closed:
        raise ThreadClosedError(why)


def _may_be_answered(parent: Comment | None, thread: CommentThread) -> None:
    if parent is not None and not Comment.objects.visible().filter(pk=parent.pk, thread=thread).exists():
        raise NotPossibleError(_("What you answer is no longer there."))


def _may_edit(comment: Comment, author: Commenter) -> None:
    if comment.author_id != author.pk:
        raise NotYoursError
    if comment.status not in {Status.UNCONFIRMED, Status.HELD, Status.PUBLISHED}:
        raise NotPossibleError(_("This comment can no longer be edited."))
    if timezone.now() >= edit_ends(comment):
        raise TooLateError(_("A comment can be edited for ten minutes after it was sent."))


def _spend(guards: SubmissionGuards) -> bool:
    """Use up the form's token; return False if it was used before, by a double click or a second try."""
    try:
        if guards.token is not None:
            guards.token.spend()
    except FormTokenError:
        return False
    return True


def _spend_proof(guards: SubmissionGuards, report: Report) -> Report:
    """Use up the proof of work; one that was used before counts as none."""
    try:
        if guards.proof is not None:
            guards.proof.spend()
    except ProofError as error:
        used = Finding(Outcome.HOLD, "proof_of_work", {"why": error.reason})
        return Report.of([*report.findings, used])
    return report


def _make(thread: CommentThread, author: Commenter, parent: Comment | None, guards: SubmissionGuards) -> Comment:
    """Create the comment at its place in the thread, no deeper than MAX_DEPTH."""
    comment = Comment(thread=thread, author=author, status=Status.UNCONFIRMED)
    comment.submission = guards.token.nonce if guards.token else None
    if parent is not None:
        # Checked again under the lock of the thread: it may have been refused since.
        parent = Comment.objects.select_for_update(no_key=True).get(pk=parent.pk)
        if parent.status != Status.PUBLISHED:
            raise NotPossibleError(_("What you answer is no longer there."))
        if parent.depth == MAX_DEPTH:
            comment.parent_id, comment.in_reply_to = parent.parent_id, parent
        else:
            comment.parent = parent
        comment.root_id = parent.root_id or parent.pk
        comment.depth = min(parent.depth + 1, MAX_DEPTH)
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
    except IntegrityError as error:
        if "submission" in str(error):
            raise _SentBeforeError from None
        raise
    origins.keep(comment, guards.network, guards.user_agent)
    return comment


def _write(comment: Comment, read: text.Text, report: Report) -> None:
    """Add a revision with the rules' findings, and make it the current one of `comment`, without saving that."""
    last = comment.revisions.aggregate(n=Max("n"))["n"] or 0
    revision = CommentRevision.objects.create(
        comment=comment,
        n=last + 1,
        source=read.source,
        html=read.html,
        text=read.text,
        text_hash=read.hash,
        link_count=read.links,
        pipeline_version=VERSION,
    )
    _say(revision, report)
    comment.current_revision = revision


def _say(revision: CommentRevision, report: Report) -> None:
    """Store the rules' findings about a revision, replacing earlier ones."""
    revision.outcome = report.outcome.name.lower()
    revision.save(update_fields=["outcome"])
    revision.reasons.all().delete()
    ModerationReason.objects.bulk_create(
        ModerationReason(
            revision=revision, code=finding.code, outcome=finding.outcome.name.lower(), detail=finding.detail
        )
        for finding in report.findings
    )


def _of_the_form(revision: CommentRevision) -> list[Finding]:
    """Return the stored findings about the form, which cannot be checked again."""
    return [
        Finding(Outcome.named(reason.outcome), reason.code, reason.detail)
        for reason in revision.reasons.filter(code__in=CODES_OF_FORM)
    ]


def _conclude(comment: Comment, report: Report, action: str, *, new: bool = False) -> None:
    """Move a comment that no moderator has read yet into the state that the rules ask for."""
    to = STATUS_OF[report.outcome]
    changes.apply(
        [
            StateChange(
                comment,
                to,
                action,
                shown=comment.current_revision_id if to == Status.PUBLISHED else None,
                waits=to == Status.HELD,
                reported=report.outcome == Outcome.REPORT,
                reason=report.findings[0].code if report.findings else "",
                new=new,
            )
        ],
        RULES,
    )


def _conclude_edit(comment: Comment, outcome: Outcome) -> None:
    """Publish the new text of a comment, or let it wait for a moderator; the published text stays meanwhile.

    An edit never publishes a comment that a person has held or reports have hidden.
    """
    clean = outcome <= Outcome.REPORT and not _was_judged(comment)
    shown = comment.current_revision_id if clean else comment.published_revision_id
    changes.apply(
        [
            StateChange(
                comment,
                Status.PUBLISHED if shown else Status.HELD,
                Action.EDIT,
                shown=shown,
                waits=not clean,
                reported=(outcome == Outcome.REPORT) or None,
            )
        ],
        AUTHOR,
    )


def _was_judged(comment: Comment) -> bool:
    """Return whether staff or readers, not only the rules, took the comment or a text of it off the page."""
    return comment.decisions.filter(
        by__in=[By.STAFF, By.READERS], action__in=[Action.HOLD, Action.REJECT, Action.SPAM, Action.REPORT, Action.UNDO]
    ).exists()


def _want_notices(author: Commenter, wanted: str) -> None:
    if wanted in {notices.Wanted.INSTANT, notices.Wanted.DAILY}:
        notices.choose(author, wanted)
