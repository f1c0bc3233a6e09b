"""The comment thread of a story."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Premod(models.TextChoices):
    """The authors whose comments a moderator reads before publication."""

    INHERIT = "inherit", _("As set above")
    OFF = "off", _("Nobody")
    FIRST_N = "first_n", _("Everybody’s first comments")
    ALL = "all", _("Everybody")


class CommentThread(models.Model):
    """All comments on one story. Its row is the lock for changes of state of any comment in it."""

    class State(models.TextChoices):
        """The state of the thread: open or closed to comments, or hidden from readers."""

        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        HIDDEN = "hidden", _("Hidden with its story")

    class WhyClosed(models.TextChoices):
        """The reason readers are given for a closed thread."""

        NOT_CLOSED = "", _("Open")
        AGE = "age", _("It closed by itself some time after the story appeared.")
        MODERATOR = "moderator", _("A moderator closed it.")
        STORY = "story", _("This story takes no comments.")

    article = models.OneToOneField("articles.Article", on_delete=models.CASCADE, related_name="comment_thread")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    why_closed = models.CharField(
        max_length=10, choices=WhyClosed, blank=True, default=WhyClosed.NOT_CLOSED, help_text="Kept while hidden."
    )
    close_at = models.DateTimeField(null=True, blank=True, help_text="When it closes by itself; empty: never.")
    manual_override = models.BooleanField(
        default=False, help_text="A moderator opened or closed it by hand: the clock leaves it alone."
    )
    premod = models.CharField(max_length=10, choices=Premod, default=Premod.INHERIT)
    published_count = models.PositiveIntegerField(default=0, help_text="Comments that readers see, always exact.")
    version = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(state="open") | Q(why_closed=""), name="commentthread_open_has_no_why"),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(why_closed=""), name="commentthread_closed_says_why"
            ),
        ]
        indexes = [
            # the next threads to close
            models.Index(
                fields=["close_at"],
                condition=Q(state="open", manual_override=False, close_at__isnull=False),
                name="commentthread_closing_next",
            ),
        ]

    def __str__(self) -> str:
        return f"Thread of story {self.article_id}"
