"""CSV export of all subscribers."""

import csv
from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from wagtail.log_actions import log

from ..models import Subscription
from ..services.csv_import import FORMULA_PREFIXES
from .rights import EXPORT, MailDeskAction

HEADER = ["email", "name", "topic", "cadence", "state", "source", "asked", "confirmed", "unsubscribed"]


class CSVExportView(MailDeskAction):
    """Download of the file, by POST because it is logged."""

    permission_required = EXPORT

    def post(self, request: HttpRequest) -> StreamingHttpResponse:
        """Log the export and stream the rows."""
        log(instance=request.user, action="newsroom.subscribers_out", user=request.user)
        answer = StreamingHttpResponse(_lines(), content_type="text/csv; charset=utf-8")
        day = timezone.localdate().isoformat()
        answer["Content-Disposition"] = f'attachment; filename="subscribers-{day}.csv"'
        answer["Cache-Control"] = "no-store"
        return answer


def escape_formula(cell: str) -> str:
    """Return the cell escaped against formula injection in spreadsheets (OWASP: CSV injection)."""
    return f"'{cell}" if cell.startswith(FORMULA_PREFIXES) else cell


def _lines() -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(HEADER)
    rows = Subscription.objects.with_names().select_related("reader").order_by("pk")
    for row in rows.iterator(chunk_size=2_000):
        moments = (row.created_at, row.confirmed_at, row.unsubscribed_at)
        cells = [row.reader.email, row.reader.name, row.topic.name, row.cadence, row.state, row.source]
        cells += [moment.isoformat(timespec="seconds") if moment else "" for moment in moments]
        yield writer.writerow(map(escape_formula, cells))


class _Echo:
    """A file-like object that returns each write instead of storing it."""

    def write(self, text: str) -> str:
        return text
