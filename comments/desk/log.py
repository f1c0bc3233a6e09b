"""The log of decisions."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from articles.paging import Cursor

from ..models import ModerationDecision
from .rights import DeskPage

ROWS = 50


class LogView(DeskPage):
    """Show the log of decisions, newest first; only those of staff by default."""

    template_name = "comments/desk/log.html"
    page_title = gettext_lazy("Decisions")
    tab = "log"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with one page of decisions."""
        data, rows = self.request.GET, ModerationDecision.objects.all()
        who, action = data.get("who", ""), data.get("action", "")
        if who == "me":
            rows = rows.filter(actor=self.request.user)
        elif who != "all":
            rows = rows.filter(by=ModerationDecision.By.STAFF)
        if action in ModerationDecision.Action.values:
            rows = rows.filter(action=action)
        cursor = Cursor.parse(data.get("before"))
        if cursor:
            rows = rows.filter(
                Q(created_at__lt=cursor.at) | Q(created_at=cursor.at, id__lt=cursor.id), created_at__lte=cursor.at
            )
        rows = rows.select_related("actor", "revision", "comment__author", "commenter", "thread__article", "undone_by")
        found = list(rows.defer("thread__article__body").order_by("-created_at", "-id")[: ROWS + 1])
        page = found[:ROWS]
        return super().get_context_data(
            decisions=page,
            who=who,
            action=action,
            actions=ModerationDecision.Action.choices,
            older=Cursor(page[-1].created_at, page[-1].pk) if len(found) > ROWS else None,
            here=self.request.get_full_path(),
            **kwargs,
        )
