"""The side panel with what is missing before publication, and warnings."""

from typing import Any

from wagtail.admin.ui.side_panels import BaseSidePanel

from ...services import readiness


class ReadinessSidePanel(BaseSidePanel):
    """The panel, rendered again at every save, automatic ones included."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button that opens the panel, with the number of missing items."""

        aria_label = "Toggle readiness"
        icon_name = "circle-check"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            """Add the number of missing items."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["count"] = len(readiness.missing(self.panel.object))
            return context

    name = "readiness"
    title = "Ready to publish?"
    template_name = "articles/desk/readiness.html"
    order = 150

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add what is missing, the warnings and the final address."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        story = self.object
        context["missing"] = [sentence for _, sentence in readiness.missing(story)]
        context["warnings"] = readiness.warnings(story)
        context["address"] = story.full_url if story.headline else ""
        return context
