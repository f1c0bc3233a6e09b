"""The desk's list of stories, with search, filters, pages and export."""

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.snippets.views.snippets import IndexView

from ...models import Article
from ...models.story.states import words
from ...reads import totals
from ..counts import Count, count_up_to
from .bulk_actions import actions_for
from .filters import StoryFilterSet

MOST_LISTED = 2_500  # stories that can be paged through; beyond, filters find them
MOST_IN_XLSX = 20_000  # rows; the file is built in memory
ROWS_AT_ONCE = 1_000
# Characters that begin a formula in a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file object whose `write` returns the line instead of storing it."""

    def write(self, line: str) -> str:
        """Return `line`."""
        return line


class CappedPaginator(WagtailPaginator):
    """Count up to a limit: a full count of a million rows takes longer than the page."""

    def page(self, number: Any) -> Any:
        """Return a page. Its keys are queried first: sorting and skipping is cheap while no other column is read."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[start : start + self.per_page])
        found = Article.objects.for_desk().in_bulk(keys)
        for key, reads in totals.totals(keys).items():
            if key in found:
                found[key].times_read = reads
        return Page([found[key] for key in keys if key in found], number, self)

    @cached_property
    def counted(self) -> Count:
        """Return the number of stories, up to the limit."""
        return count_up_to(self.object_list, MOST_LISTED)

    @cached_property
    def count(self) -> int:
        """Return the number of stories that can be paged through."""
        return self.counted.number

    @cached_property
    def items_count_label(self) -> str:
        """Return that number with its noun."""
        return "1 story" if self.count == 1 else f"{self.counted} stories"


class HeadlineColumn(TitleColumn):
    """The headline, with the byline under it."""

    cell_template_name = "articles/desk/headline_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the byline."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"byline": byline_text(instance)}


class StoryIndexView(IndexView):
    """The desk's list; its search uses our own search vector."""

    paginator_class = CappedPaginator
    filterset_class = StoryFilterSet
    list_display = [
        "headline",
        Column("section", label="Section", accessor="section"),
        StatusTagColumn("state", label="State", accessor=words, primary=lambda story: story.live),
        Column("published", label="Published", accessor=lambda story: moment(story.first_published_at)),
        Column("reads", label=gettext_lazy("Reads"), accessor=lambda story: f"{getattr(story, 'times_read', 0):,}"),
        Column("edited", label="Last edited", accessor=lambda story: moment(story.edited), sort_key="edited"),
    ]
    list_export = ["headline", "byline", "section", "kind", "state", "tags", "published", "last edited", "address"]
    export_filename = "stories"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a page, or stream the export."""
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        stories = self.get_queryset().for_desk().prefetch_related("tagged_items__tag")
        wanted = request.GET["export"]
        if wanted == self.FORMAT_XLSX and count_up_to(stories, MOST_IN_XLSX).more:
            messages.warning(
                request, f"An XLSX file holds at most {MOST_IN_XLSX:,} stories. Narrow the list, or download CSV."
            )
            return self._without_export(request)
        return self.as_spreadsheet(stories, wanted)

    def _without_export(self, request: Any) -> HttpResponse:
        self.is_export = False
        request.GET = request.GET.copy()
        request.GET.pop("export")
        return super().get(request)

    # Rows -------------------------------------------------------------------------------

    @property
    def is_searchable(self) -> bool:
        """Return True: the search vector is ours, not Wagtail's."""
        return True

    def search_queryset(self, queryset: Any) -> Any:
        """Find stories by the words of their latest text."""
        return queryset.matching(self.search_query) if self.search_query else queryset

    def order_queryset(self, queryset: Any) -> Any:
        """Order newest first, by last edit, or by publication if filtered by its day. Each order has its index."""
        if self.ordering == "-edited":
            return queryset.last_edited_first()
        if self.ordering == "edited":
            return queryset.order_by(F("latest_revision_id").asc(nulls_first=True), "id")
        if any(self.request.GET.get(f"first_published_at_{end}") for end in ("from", "to")):
            return queryset.newest_first()
        return queryset.order_by("-created_at", "-id")

    def _get_title_column(self, field_name: str, column_class: Any = HeadlineColumn, **kwargs: Any) -> Any:
        column = super()._get_title_column(field_name, column_class, **kwargs)
        column.sort_key = None  # no index serves it
        return column

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the count and the bulk actions."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        paginator = context["paginator"]
        found = paginator.items_count_label if paginator else ""
        return context | {"found": found, "bulk_actions": actions_for(self.request.user)}

    # Export ---------------------------------------------------------------------------------

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """Return the columns of a story in the export."""
        return {
            "headline": item.headline,
            "byline": byline_text(item),
            "section": str(item.section or ""),
            "kind": item.get_kind_display(),
            "state": words(item),
            "tags": ", ".join(tag.name for tag in item.tag_list),
            "published": _local(item.first_published_at),
            "last edited": _local(item.edited),
            "address": item.full_url if item.address else "",
        }

    def get_heading(self, queryset: Any, field: str) -> str:
        """Return the name of a column."""
        return field.capitalize()

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        """Yield the CSV line by line as the rows come from the database."""
        writer = csv.DictWriter(_Echo(), fieldnames=self.list_export)
        yield b"\xef\xbb\xbf"  # a byte order mark, or Excel assumes another encoding
        yield writer.writerow({name: self.get_heading(queryset, name) for name in self.list_export})
        with transaction.atomic():  # outside of one, the database cursor would read everything first
            for story in queryset.iterator(chunk_size=ROWS_AT_ONCE):
                yield self.write_csv_row(writer, self.to_row_dict(story))

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Escape texts that a spreadsheet would take for a formula, such as “=HYPERLINK(…)”."""
        value = super().preprocess_field_value(field, value, export_format)
        if export_format == self.FORMAT_CSV and isinstance(value, str) and value.startswith(FORMULA):
            return f"'{value}"
        return value


def byline_text(story: Any) -> str:
    """Return the names credited on `story`, in order."""
    return ", ".join(line.profile.name for line in story.bylines.all() if line.profile)


def moment(value: datetime | None) -> str:
    """Return a time as the list shows it."""
    return format_date(timezone.localtime(value), "j M Y, H:i") if value else ""


def _local(value: datetime | None) -> datetime | str:
    """Return a local time without zone, as spreadsheets need it."""
    return timezone.localtime(value).replace(tzinfo=None, microsecond=0) if value else ""
