"""Statistics pages: topics by subscribers, and charts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..sending import circuit_breaker
from ..services import statistics
from .charts import bar_chart, column_chart
from .rights import SUBSCRIBERS, MailDeskView


class TopicsView(MailDeskView):
    """The topics with the most subscribers."""

    permission_required = SUBSCRIBERS
    template_name = "subscriptions/desk/topics.html"
    page_title = _("Topics")
    tab = "topics"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the topics."""
        return super().get_context_data(topics=statistics.topics(), **kwargs)


class FiguresView(MailDeskView):
    """Charts of growth, topics, sources and bounces."""

    permission_required = SUBSCRIBERS
    template_name = "subscriptions/desk/figures.html"
    page_title = _("Figures")
    tab = "figures"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the charts."""
        found = statistics.audience_statistics()
        complaints, sent = circuit_breaker.complaint_rate()
        return super().get_context_data(
            found=found,
            complaints=complaints,
            sent=sent,
            too_many=circuit_breaker.is_open(),
            growth=column_chart(_("Begun and ended, by week"), found.begun, found.ended, _("begun"), _("ended")),
            bounced=column_chart(_("What came back"), found.bounced, found.complained, _("bounced"), _("complained")),
            by_topic=bar_chart(_("By topic"), found.by_topic),
            by_story=bar_chart(_("By the story under which they subscribed"), found.by_story),
            **kwargs,
        )
