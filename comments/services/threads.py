"""Threads: creation, closing and opening, hiding and showing with their stories."""

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Paper

from .. import policy
from ..errors import NotPossibleError
from ..models import CommentThread, ModerationDecision, SectionCommentSettings
from ..models.thread import Premod
from .changes import CLOCK, Actor, lock_threads

Action: Any = ModerationDecision.Action
State: Any = CommentThread.State
Why: Any = CommentThread.WhyClosed
BATCH = 500


def thread_of(article: Article) -> CommentThread:
    """Return the thread of `article`, created if it has none yet."""
    thread = CommentThread.objects.filter(article=article).first()
    return thread or _begin(article)


def _begin(article: Article) -> CommentThread:
    """Create the thread of `article` from the story and the settings; return the existing one if there was a race."""
    section = SectionCommentSettings.objects.filter(section=article.section_id).first()
    thread = CommentThread(article=article, **_defaults(article, section, Paper.current()))
    try:
        with transaction.atomic():
            thread.save(force_insert=True)
    except IntegrityError:
        return CommentThread.objects.select_for_update(no_key=True).get(article=article)
    return thread


def thread_to_be(article: Article, paper: Paper) -> CommentThread:
    """Return the unsaved thread that `article` would get: reading a story must not write.

    Makes no query if the story was fetched with its section's settings.
    """
    section = getattr(article.section, "comment_settings", None)
    return CommentThread(article=article, **_defaults(article, section, paper))


def policy_of(article: Article) -> policy.Policy:
    """Return the comment policy in force for `article`; creates its thread if it has none yet."""
    thread = thread_of(article)
    thread.article = article
    return policy.in_force(thread)


@transaction.atomic
def close_thread(thread: CommentThread, actor: Actor) -> CommentThread:
    """Close a thread by hand: no comment is accepted any more, and the clock ignores it."""
    return _set(thread.pk, Why.MODERATOR, actor, override=True)


@transaction.atomic
def open_thread(thread: CommentThread, actor: Actor) -> CommentThread:
    """Open a thread by hand; the clock will not close it again."""
    return _set(thread.pk, Why.NOT_CLOSED, actor, override=True)


@transaction.atomic
def premoderate_thread(thread: CommentThread, premod: str, actor: Actor) -> CommentThread:
    """Set the premoderation of one thread."""
    row = lock_threads([thread.pk])[thread.pk]
    if row.premod == premod:
        return row
    before, row.premod = row.get_premod_display(), Premod(premod)
    row.version += 1
    row.save(update_fields=["premod", "version"])
    ModerationDecision.objects.create(
        thread=row,
        action=Action.SETTINGS,
        by=actor.by,
        actor=actor.user,
        from_status=row.state,
        to_status=row.state,
        note=f"{before} → {row.get_premod_display()}",
    )
    return row


def close_due() -> int:
    """Close every thread that is due, and return their number. Several workers may call it at any time."""
    closed = 0
    while True:
        with transaction.atomic():
            due = list(
                CommentThread.objects.select_for_update(no_key=True, skip_locked=True)
                .filter(state=State.OPEN, manual_override=False, close_at__lte=timezone.now())
                .order_by("close_at")[:BATCH]
            )
            for thread in due:
                _change(thread, Why.AGE, CLOCK)
        closed += len(due)
        if len(due) < BATCH:
            return closed


@transaction.atomic
def hide_thread(article: Article) -> None:
    """Hide the thread of a story that readers may no longer see."""
    _with_story(_locked(article) or _begin(article), Action.HIDE)


@transaction.atomic
def show_thread(article: Article) -> None:
    """Show the thread of a story again, open or closed as before, and as the story's settings allow."""
    if row := _locked(article):
        _with_story(row, Action.SHOW)
        _follow(row, article)
    else:
        _begin(article)


@transaction.atomic
def follow_story(article: Article) -> None:
    """Apply the settings of the story, its section and the paper: whether and until when comments are taken.

    A thread opened or closed by hand keeps its state.
    """
    if row := _locked(article):
        _follow(row, article)
    else:
        _begin(article)


def _follow(row: CommentThread, article: Article) -> None:
    if row.manual_override:
        return
    paper = Paper.current()
    section = SectionCommentSettings.objects.filter(section=article.section_id).first()
    close_at = policy.closes_at(article, section, paper)
    if row.close_at != close_at:
        row.close_at = close_at
        row.save(update_fields=["close_at"])
    wanted = policy.is_wanted(article, paper)
    if wanted and row.why_closed == Why.STORY:
        _change(row, Why.NOT_CLOSED, CLOCK)
    elif not wanted and row.why_closed == Why.NOT_CLOSED:
        _change(row, Why.STORY, CLOCK)


def follow_settings() -> None:
    """Apply new settings of paper and sections to all threads that were not opened or closed by hand.

    Threads that closed by age stay closed: readers were told so.
    """
    default = Paper.load().close_comments_after_days
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE comments_commentthread AS thread
            SET close_at = article.first_published_at
                + make_interval(days => coalesce(section.close_after_days::int, %s::int))
            FROM articles_article AS article
            LEFT JOIN comments_sectioncommentsettings AS section ON section.section_id = article.section_id
            WHERE article.id = thread.article_id AND NOT thread.manual_override AND thread.state = 'open'
                AND thread.close_at IS DISTINCT FROM article.first_published_at
                    + make_interval(days => coalesce(section.close_after_days::int, %s::int))
            """,
            [default, default],
        )


def _defaults(article: Article, section: SectionCommentSettings | None, paper: Paper) -> dict[str, Any]:
    why = Why.NOT_CLOSED if policy.is_wanted(article, paper) else Why.STORY
    return {
        "state": _state(article.is_published(), why),
        "why_closed": why,
        "close_at": policy.closes_at(article, section, paper),
    }


def _state(live: bool, why: str) -> str:
    if not live:
        return State.HIDDEN
    return State.CLOSED if why else State.OPEN


def _set(thread_id: int, why: str, actor: Actor, *, override: bool) -> CommentThread:
    row = lock_threads([thread_id])[thread_id]
    row.manual_override = override
    row.save(update_fields=["manual_override"])
    if row.why_closed != why:
        _change(row, why, actor)
    return row


def _change(row: CommentThread, why: str, actor: Actor) -> None:
    """Open (without `why`) or close a locked thread; a hidden one stays hidden, and stores it for later."""
    before = row.state
    row.why_closed = why
    if row.state != State.HIDDEN:
        row.state = _state(True, why)
    _keep(row, before, Action.CLOSE if why else Action.OPEN, actor, why)


def _locked(article: Article) -> CommentThread | None:
    return CommentThread.objects.select_for_update(no_key=True).filter(article=article).first()


def _with_story(row: CommentThread, action: str) -> None:
    before = row.state
    row.state = State.HIDDEN if action == Action.HIDE else _state(True, row.why_closed)
    if row.state != before:
        _keep(row, before, action, CLOCK, "")


def _keep(row: CommentThread, before: str, action: str, actor: Actor, reason: str) -> None:
    row.version = F("version") + 1
    row.save(update_fields=["state", "why_closed", "version"])
    row.refresh_from_db(fields=["version"])
    ModerationDecision.objects.create(
        thread=row,
        action=action,
        by=actor.by,
        actor=actor.user,
        from_status=before,
        to_status=row.state,
        reason_code=reason,
    )


def undo(decision: ModerationDecision, actor: Actor) -> CommentThread:
    """Undo the latest closing or opening of a thread by hand. Raises NotPossibleError if it is not the latest."""
    with transaction.atomic():
        row = lock_threads([decision.thread_id])[decision.thread_id]
        latest = row.decisions.exclude(action__in=[Action.HIDE, Action.SHOW, Action.SETTINGS]).order_by("-pk").first()
        if latest is None or latest.pk != decision.pk or decision.action not in {Action.OPEN, Action.CLOSE}:
            raise NotPossibleError(_("Something was decided since."))
        _change(row, Why.NOT_CLOSED if decision.action == Action.CLOSE else Why.MODERATOR, actor)
        return row
