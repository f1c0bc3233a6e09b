"""Save and settle readers' reports of errors in stories."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..models import Article, ErrorReport

HOUR = timedelta(hours=1)
MOST_A_STORY, MOST_OF_ALL = 20, 300  # in an hour

# Reports are saved one at a time, so that the limits hold; no other advisory lock in this database has this number.
REPORTS_LOCK = 0x72657074


class TooManyReportsError(Exception):
    """More reports came within an hour than the desk could read."""


def report_error(article: Article, text: str) -> ErrorReport:
    """Save a reader's report of an error in the live story `article`; the same text is saved once an hour.

    Raises TooManyReportsError beyond the limits per hour, of the story and of the site.
    """
    since = timezone.now() - HOUR
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REPORTS_LOCK])
        known = ErrorReport.objects.filter(article=article, created_at__gte=since, text=text).first()
        if known:
            return known
        recent = ErrorReport.objects.filter(created_at__gte=since)
        if recent.filter(article=article).count() >= MOST_A_STORY or recent.count() >= MOST_OF_ALL:
            raise TooManyReportsError
        report = ErrorReport(article=article, text=text, page_from=article.last_published_at)
        report.full_clean()
        report.save()
    return report


def settle_report(report: ErrorReport, *, user: Any, note: str = "") -> None:
    """Remove `report` from the desk's queue, and log in the story's history who did."""
    with transaction.atomic():
        row = ErrorReport.objects.select_for_update().select_related("article").get(pk=report.pk)
        if row.state == ErrorReport.State.SETTLED:
            raise ValidationError("Somebody has settled this report already.")
        row.state, row.settled_at, row.settled_by = ErrorReport.State.SETTLED, timezone.now(), user
        row.note = note
        row.full_clean(exclude=["article"])
        row.save(update_fields=["state", "settled_at", "settled_by", "note"])
        log(instance=row.article, action="newsroom.settle_report", user=user, data={"report": row.text, "note": note})
