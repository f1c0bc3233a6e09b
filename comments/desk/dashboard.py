"""Comments in the admin menu and on the dashboard."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from articles.desk.dashboard import DashboardData, DeskPanel, DeskSummaryItem, PanelRow

from ..models import Comment
from ..moderation_queues import QUEUES
from .counts import capped, short
from .rights import MODERATE

ROWS = 8


class CommentsMenuItem(MenuItem):
    """The menu item of the queues, with the number of waiting comments."""

    def is_shown(self, request: Any) -> bool:
        """Return whether to show the item."""
        return bool(request.user.has_perm(MODERATE))

    def render_component(self, request: Any) -> Any:
        """Count at each request: the item itself lives as long as the process."""
        waiting = capped("held", request)
        attrs = {}
        if waiting:
            number = short(waiting)
            attrs = {
                "data-newsroom-waiting": number,
                "aria-label": _("Comments, %(number)s waiting") % {"number": number},
            }
        return LinkMenuItem(self.name, str(self.label), self.url, icon_name=self.icon_name, attrs=attrs)


@hooks.register("register_admin_menu_item")
def comments_menu_item() -> MenuItem:
    """Return the menu item, placed after the stories."""
    return CommentsMenuItem(
        gettext_lazy("Comments"), reverse("comments_desk"), name="comments", icon_name="comment", order=130
    )


class WaitingCommentsPanel(DeskPanel):
    """The dashboard panel of waiting comments, the longest waiting first."""

    name, title = "comments-waiting", gettext_lazy("Comments waiting")
    empty = gettext_lazy("No comment waits. What the rules hold for you to read stands here.")
    order = 95

    def rows(self) -> list[PanelRow]:
        """Return rows with the beginning of each comment, its author and its story."""
        comments = (
            Comment.objects.held()
            .select_related("author", "current_revision", "thread__article")
            .defer("thread__article__body")[:ROWS]
        )
        queue = reverse("comments_queue", args=["held"])
        return [
            PanelRow(
                f"{queue}#comment-{comment.public_id}",
                _beginning(comment),
                f"{comment.author.display_name} · {comment.thread.article}",
                comment.waiting_since,
            )
            for comment in comments
        ]

    def link(self) -> tuple[str, str]:
        """Return the address and label of the queue."""
        return reverse("comments_queue", args=["held"]), _("All that wait")


def _beginning(comment: Comment) -> str:
    text = comment.current_revision.text if comment.current_revision else ""
    line = " ".join(text.split())
    return f"{line[:117]}…" if len(line) > 118 else line


@hooks.register("construct_homepage_panels", order=0)
def panels(request: Any, shown: list[Any]) -> None:
    """Add the panel for moderators."""
    if request.user.has_perm(MODERATE):
        shown.append(WaitingCommentsPanel(DashboardData.of(request)))


@hooks.register("construct_homepage_summary_items", order=110)
def summary(request: Any, shown: list[Any]) -> None:
    """Add the numbers of waiting, reported and appealed comments."""
    if not request.user.has_perm(MODERATE):
        return
    held, reported, appealed = (capped(name, request) for name in ("held", "reported", "appealed"))
    queue = {name: reverse("comments_queue", args=[name]) for name in QUEUES}
    shown.append(
        DeskSummaryItem(request, held, ngettext("comment waiting", "comments waiting", held.number), queue["held"], 40)
    )
    if reported:
        label = ngettext("comment reported", "comments reported", reported.number)
        shown.append(DeskSummaryItem(request, reported, label, queue["reported"], 41))
    if appealed:
        label = ngettext("appeal", "appeals", appealed.number)
        shown.append(DeskSummaryItem(request, appealed, label, queue["appealed"], 42))
