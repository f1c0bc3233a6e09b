"""Comments and the revisions of their text."""

from functools import cache
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from .querysets import CommentQuerySet

MAX_DEPTH = 2


class Status(models.TextChoices):
    """The state of a comment. Readers see `published` comments only."""

    UNCONFIRMED = "unconfirmed", _("Waiting for its author to confirm the address")
    HELD = "held", _("Held")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Refused")
    SPAM = "spam", _("Spam")
    DELETED = "deleted", _("Deleted by its author")
    ERASED = "erased", _("Erased")


@cache
def _path(_prefix: str) -> str:
    """Return the path of a comment, with “{}” in place of its public id. The prefix is the cache key."""
    return reverse("comments:comment", args=[UUID(int=0)]).replace(str(UUID(int=0)), "{}")


class Comment(models.Model):
    """A reader's comment on a story.

    Readers see its `published_revision`; `current_revision` is the author's latest text, which may be waiting for a
    moderator. A comment that readers reported past the threshold stays `published` and has `reported_at`; one whose
    latest text waits for a moderator has `waiting_since`. Only `comments.services.changes` changes the state.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    thread = models.ForeignKey(
        "comments.CommentThread", on_delete=models.CASCADE, related_name="comments", db_index=False
    )
    author = models.ForeignKey("comments.Commenter", on_delete=models.PROTECT, related_name="comments", db_index=False)
    # In the database these three have composite foreign keys (thread, …): a reply is in its parent's thread.
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="children", db_constraint=False
    )
    root = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="descendants", db_constraint=False
    )
    in_reply_to = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.CASCADE,
        related_name="answers",
        db_constraint=False,
        help_text="Whom it answers, where that lies deeper than replies nest.",
    )
    depth = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=12, choices=Status, default=Status.HELD)
    current_revision = models.ForeignKey(
        "comments.CommentRevision", null=True, on_delete=models.RESTRICT, related_name="+", db_index=False
    )
    published_revision = models.ForeignKey(
        "comments.CommentRevision", null=True, on_delete=models.RESTRICT, related_name="+", db_index=False
    )
    submission = models.CharField(  # noqa: DJ001 - null: none is not a duplicate
        max_length=64, null=True, unique=True, help_text="Of the form it was sent with: sent twice, it is one comment."
    )
    waiting_since = models.DateTimeField(null=True, help_text="Its current revision waits for a moderator.")
    reported_at = models.DateTimeField(null=True, help_text="Reports passed the threshold; nobody has looked yet.")
    score_flags = models.PositiveIntegerField(default=0, help_text="Weight of the open reports.")
    like_count = models.PositiveIntegerField(default=0)
    reply_count = models.PositiveIntegerField(default=0, help_text="Published comments below it, at any depth.")
    is_featured = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, help_text="When it was first published.")
    edited_at = models.DateTimeField(null=True, help_text="When the text that readers see was last replaced.")
    sort_seq = models.BigIntegerField(null=True, help_text="Its place in the order of first publication.")
    version = models.PositiveIntegerField(default=0)

    Status = Status
    objects = CommentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        permissions = [
            ("moderate", "Can moderate comments"),
            ("feature", "Can feature and pin comments"),
            ("ban", "Can suspend and ban commenters"),
            ("settings", "Can change how comments work"),
            ("see_address", "Can see the mail addresses of commenters"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(depth__lte=MAX_DEPTH), name="comment_depth"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, root__isnull=True, depth=0)
                | Q(parent__isnull=False, root__isnull=False, depth__gt=0),
                name="comment_root_has_no_parent",
            ),
            models.CheckConstraint(
                condition=Q(status="published", published_revision__isnull=False)
                | (~Q(status="published") & Q(published_revision__isnull=True)),
                name="comment_published_has_revision",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(sort_seq__isnull=False, published_at__isnull=False),
                name="comment_published_has_place",
            ),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(waiting_since__isnull=False), name="comment_held_waits"
            ),
            models.CheckConstraint(
                condition=Q(waiting_since__isnull=True) | Q(status__in=["held", "published"]),
                name="comment_only_these_wait",
            ),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | Q(status="published"), name="comment_reported_is_published"
            ),
            # target of the composite foreign keys
            models.UniqueConstraint(fields=["thread", "id"], name="comment_in_thread"),
        ]
        indexes = [
            # the thread on its page, newest or oldest first, with removed comments that still have replies
            models.Index(
                fields=["thread", "sort_seq"],
                condition=Q(depth=0) & (Q(status="published") | Q(reply_count__gt=0)),
                name="comment_roots_by_place",
            ),
            # the same, most liked first
            models.Index(
                fields=["thread", "-like_count", "-sort_seq"],
                condition=Q(depth=0) & (Q(status="published") | Q(reply_count__gt=0)),
                name="comment_roots_by_likes",
            ),
            # the replies under a page's comments
            models.Index(
                fields=["root", "sort_seq"],
                condition=Q(depth__gt=0) & (Q(status="published") | Q(reply_count__gt=0)),
                name="comment_replies",
            ),
            # the thread's feed, its structured data, and the recount
            models.Index(
                fields=["thread", "sort_seq"], condition=Q(status="published"), name="comment_published_in_thread"
            ),
            # the feed of all comments; the moderators' queue of published ones
            models.Index(fields=["-sort_seq"], condition=Q(status="published"), name="comment_published_newest"),
            # pinned comments at the top of a thread
            models.Index(
                fields=["thread", "-sort_seq"], condition=Q(status="published", is_pinned=True), name="comment_pinned"
            ),
            # queue: held, oldest first
            models.Index(
                fields=["waiting_since", "id"], condition=Q(waiting_since__isnull=False), name="comment_queue_held"
            ),
            # queue: reported, oldest first
            models.Index(
                fields=["reported_at", "id"], condition=Q(reported_at__isnull=False), name="comment_queue_reported"
            ),
            # queues: new (all), refused, spam, newest first
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(status__in=["held", "published"]),
                name="comment_queue_new",
            ),
            models.Index(fields=["-created_at", "-id"], condition=Q(status="rejected"), name="comment_queue_refused"),
            models.Index(fields=["-created_at", "-id"], condition=Q(status="spam"), name="comment_queue_spam"),
            # the upkeep: unconfirmed and deleted comments
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=["unconfirmed", "deleted"]),
                name="comment_upkeep",
            ),
            # a person's record, their own page, refuse-all and erase
            models.Index(fields=["author", "-created_at", "-id"], name="comment_author_newest"),
            # for the cascade when a revision is deleted, which would read all comments
            models.Index(fields=["current_revision"], name="comment_current_revision"),
            models.Index(
                fields=["published_revision"],
                condition=Q(published_revision__isnull=False),
                name="comment_published_revision",
            ),
            # a moderator's view of one thread
            models.Index(fields=["thread", "-created_at", "-id"], name="comment_thread_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.status})"

    def get_absolute_url(self) -> str:
        """Return the address of the comment in its conversation."""
        return f"{self.path}#c-{self.public_id}"

    @cached_property
    def path(self) -> str:
        """Return the path of the comment's own page; the paths of its actions are below it."""
        return self.path_of(self.public_id)

    @staticmethod
    def path_of(public_id: UUID | str) -> str:
        """Return the path of the comment with this public id; “{}” leaves a placeholder for one."""
        return _path(get_script_prefix()).format(public_id)

    @property
    def is_public(self) -> bool:
        """Return whether readers may see it; the same condition as `CommentQuerySet.visible()`."""
        return self.status == Status.PUBLISHED and self.thread.state != "hidden" and self.thread.article.is_published()

    @property
    def has_waiting_edit(self) -> bool:
        """Return whether readers see an older text while the latest one waits."""
        return self.status == Status.PUBLISHED and self.waiting_since is not None


class CommentRevision(models.Model):
    """One version of a comment's text: as typed, as HTML, and in the form used for comparison."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    n = models.PositiveSmallIntegerField(default=1)
    source = models.TextField(blank=True, help_text="As its author typed it.")
    html = models.TextField(blank=True, help_text="Sanitised; the only form that is printed unescaped.")
    text = models.TextField(blank=True)
    text_hash = models.CharField(max_length=64, blank=True, help_text="Of the normalised text.")
    link_count = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True, help_text="What the rules said.")
    pipeline_version = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["comment", "n"], name="commentrevision_once")]
        indexes = [
            # the rule that looks for the same words within a day
            models.Index(
                fields=["text_hash", "created_at"], condition=~Q(text_hash=""), name="commentrevision_same_words"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
