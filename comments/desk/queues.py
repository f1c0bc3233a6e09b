"""The pages of the moderators' queues."""

from itertools import pairwise
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.paging import Cursor

from ..models import CommentThread
from ..moderation_queues import QUEUES, Queue
from ..reasons import TO_REFUSE, name_of
from .items.item import items_of
from .rights import MODERATE, DeskPage
from .undo import last_decision_of

EXPLAINED = {
    "held": _("Readers do not see these yet. The longest waiting stands first."),
    "reported": _("Readers see these, and said that something is wrong with them. The longest waiting stands first."),
    "appealed": _("Their authors ask for a second look at a refusal. The longest waiting stands first."),
    "new": _("Everything that came in and was not refused, the newest first."),
    "published": _("What readers see, the newest first."),
    "refused": _("What a moderator or a rule refused, the newest first. Its author was told why."),
    "spam": _("What was taken for advertising or the work of a machine, the newest first."),
}
EMPTY = {
    "held": _("Nothing waits. What the rules hold for you to read comes here."),
    "reported": _("No report is open. When readers report a comment often enough, it comes here."),
    "appealed": _("No appeal is open. Whose comment is refused may ask once for a second look, and it comes here."),
    "new": _("No comment yet. Under each open story readers find “Click to comment”."),
    "published": _("No comment is published."),
    "refused": _("Nothing was refused."),
    "spam": _("No spam."),
}
# Bulk actions by queue.
IN_BULK = {
    "held": ("publish", "refuse", "spam"),
    "reported": ("publish", "refuse", "spam", "hold"),
    "appealed": (),
    "new": ("publish", "refuse", "spam"),
    "published": ("refuse", "spam", "hold"),
    "refused": ("publish", "spam"),
    "spam": ("publish", "refuse"),
}
# Restrictions on a commenter; numbers are days of suspension.
STANDINGS = {
    "watch": _("Always read first"),
    "1": _("Suspend for a day"),
    "7": _("Suspend for a week"),
    "30": _("Suspend for 30 days"),
    "ban": _("Ban for good"),
    "lift": _("Let them write again"),
}


def queue_named(name: str) -> Queue:
    """Return the queue. Raises Http404 if there is none."""
    if name not in QUEUES:
        raise Http404
    return QUEUES[name]


def reasons_to_refuse() -> list[tuple[str, str | Promise]]:
    """Return code and name of each reason for refusal, in the order of their shortcut keys from 1."""
    return [(code, name_of(code)) for code in TO_REFUSE]


class QueueView(DeskPage):
    """Show a page of one queue."""

    template_name = "comments/desk/queue.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Look the queue up."""
        self.queue = queue_named(kwargs["name"])
        self.tab, self.page_title = self.queue.name, self.queue.title
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with one page of comments and the possible actions."""
        story = self._story()
        thread = CommentThread.objects.filter(article=story).values_list("pk", flat=True).first() if story else None
        cursor = Cursor.parse(self.request.GET.get("after"))
        page, following = self.queue.page(cursor, thread=thread if story is None else thread or 0)
        items = items_of(page)
        for item, after in pairwise(items):
            item.then = after.id
        return super().get_context_data(
            queue=self.queue.name,
            items=items,
            standings=STANDINGS.items(),
            following=following,
            first_page=cursor is None,
            story=story,
            explained=EXPLAINED[self.queue.name],
            empty=EMPTY[self.queue.name],
            in_bulk=IN_BULK[self.queue.name],
            reasons=reasons_to_refuse(),
            last=last_decision_of(self.request),
            as_of=timezone.now().isoformat(),
            keys=has_keys(self.request.user),
            here=self.request.get_full_path(),
            **kwargs,
        )

    def _story(self) -> Article | None:
        number = self.request.GET.get("story", "")
        if not number:
            return None
        known = number.isascii() and number.isdigit() and len(number) < 19
        story = Article.objects.defer("body").filter(pk=int(number)).first() if known else None
        if story is None:
            raise Http404
        return story


def has_keys(user: Any) -> bool:
    """Return whether the user has enabled single-key shortcuts in their Wagtail account (WCAG 2.1.4)."""
    profile = getattr(user, "wagtail_userprofile", None)
    return bool(getattr(profile, "keyboard_shortcuts", True))


@permission_required(MODERATE, raise_exception=True)
def start(request: Any) -> Any:
    """Redirect to the queue of held comments."""
    return redirect(reverse("comments_queue", args=["held"]))
