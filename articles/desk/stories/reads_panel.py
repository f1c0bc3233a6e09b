"""The side panel with the reads of a story and a link to its recommendations."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.side_panels import BaseSidePanel

from ...reads import totals
from ..rights import ANY_STORY


class ReadersSidePanel(BaseSidePanel):
    """The total reads, those of two days by hour, and those of thirty days by day."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button that opens the panel."""

        aria_label = gettext_lazy("Toggle readers")
        icon_name = "view"

    name = "readers"
    title = gettext_lazy("Readers")
    template_name = "articles/desk/readers_panel.html"
    order = 160

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add the numbers."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        key = self.object.pk
        if self.request.user.has_perm(ANY_STORY):
            context["recommended_url"] = reverse("newsroom_story_recommended", args=[key])
        hours, days = totals.by_hour(key), totals.by_day(key)
        return context | {
            "total": totals.totals([key]).get(key, 0),
            "hours": hours,
            "days": days,
            "last_day": sum(hours[-24:]),
            "last_month": sum(days),
        }
