"""Comment policy of one story: settings of its thread override its section's, which override the paper's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Paper

from .models import CommentThread, SectionCommentSettings, SiteCommentSettings
from .models.thread import Premod

Why: Any = CommentThread.WhyClosed


@dataclass(frozen=True)
class Policy:
    """The policy in force: whether the thread takes comments now, who is premoderated, the longest text."""

    closed: str  # the reason readers are given; "" if it is open
    premod: str  # a Premod, never INHERIT
    first_n: int
    max_length: int

    @property
    def is_open(self) -> bool:
        """Return whether comments are taken."""
        return not self.closed


def in_force(thread: CommentThread, *, now: datetime | None = None) -> Policy:
    """Return the policy for `thread` at `now`. `thread.article` must be loaded."""
    site = SiteCommentSettings.load()
    section = SectionCommentSettings.objects.filter(section=thread.article.section_id).first()
    return Policy(
        closed=closed_because(thread, site, now or timezone.now()),
        premod=_premod(thread, section, site),
        first_n=site.first_n,
        max_length=site.max_length,
    )


def closes_at(article: Article, section: SectionCommentSettings | None, paper: Paper) -> datetime | None:
    """Return when the thread of `article` closes by itself; None: never, or the story is not published."""
    days = section.close_after_days if section else None
    if days is None:
        days = paper.close_comments_after_days
    if days is None or article.first_published_at is None:
        return None
    at: datetime = article.first_published_at + timedelta(days=days)
    return at


def is_wanted(article: Article, paper: Paper) -> bool:
    """Return whether `article` takes comments at all, by its own setting or else the paper's."""
    if article.comment_policy == Article.CommentPolicy.INHERIT:
        return bool(paper.comment_default == Paper.Comments.OPEN)
    return bool(article.comment_policy != Article.CommentPolicy.CLOSED)


def closed_because(thread: CommentThread, site: SiteCommentSettings, now: datetime) -> str:
    """Return the reason readers are given if the thread takes no comments at `now`; "" if it is open."""
    if thread.state == CommentThread.State.HIDDEN or not thread.article.is_published():
        return _("This story is not to be read at present.")
    if site.closed:
        return site.closed_message or _("Comments are closed on the whole site for now.")
    if thread.state == CommentThread.State.CLOSED:
        return str(thread.get_why_closed_display())
    if thread.close_at and thread.close_at <= now and not thread.manual_override:
        return str(Why.AGE.label)
    return ""


def _premod(thread: CommentThread, section: SectionCommentSettings | None, site: SiteCommentSettings) -> str:
    if thread.premod != Premod.INHERIT:
        return thread.premod
    if thread.article.comment_policy == Article.CommentPolicy.PREMODERATED:
        return str(Premod.ALL)
    if section and section.premod != Premod.INHERIT:
        return section.premod
    return site.premod
