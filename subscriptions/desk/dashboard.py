"""Dashboard panel of mailings."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from articles.desk.dashboard import DashboardData, DeskPanel, PanelRow

from ..models import Mailing
from .rights import RUN

ROWS = 6


class MailPanel(DeskPanel):
    """The newest mailings and their progress."""

    name, title = "mailings", gettext_lazy("Mail")
    empty = gettext_lazy("Nothing was mailed yet. An editor chooses beside a story whether it is mailed.")
    order = 96

    def rows(self) -> list[PanelRow]:
        """Return a row for each of the newest mailings."""
        return [
            PanelRow(
                reverse("audience_mailing", args=[mailing.public_id]),
                str(mailing),
                _progress(mailing),
                mailing.created_at,
            )
            for mailing in Mailing.objects.newest().without_words()[:ROWS]
        ]

    def link(self) -> tuple[str, str]:
        """Return the link to the ledger."""
        return reverse("audience_ledger"), _("All mailings")


def _progress(mailing: Mailing) -> str:
    state = mailing.get_state_display()
    if not mailing.prepared_n:
        return str(state)
    return _("%(state)s · sent %(sent)s of %(all)s") % {
        "state": state, "sent": mailing.sent_n, "all": mailing.prepared_n,
    }  # fmt: skip


@hooks.register("construct_homepage_panels", order=5)
def panels(request: HttpRequest, shown: list[Any]) -> None:
    """Add the panel for users with the permission to run mailings."""
    if request.user.has_perm(RUN):
        shown.append(MailPanel(DashboardData.of(request)))
