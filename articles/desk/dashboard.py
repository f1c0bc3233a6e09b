"""The dashboard of the desk, with panels by role."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.forms import Media
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_user_display_name

from ..models import Article, ChartEntry, ErrorReport, PublishingFailure
from ..models.story.states import State, reviewers_notes, reviews_waiting, schedules, words
from .counts import Count, count_up_to
from .rights import ANY_STORY

ROWS = 8
MOST_COUNTED = 99
SOON = timedelta(hours=24)
WRITES = "articles.add_article"


@dataclass(frozen=True)
class PanelRow:
    """One line of a panel."""

    url: str
    text: str
    note: str = ""
    at: datetime | None = None
    group: str = ""
    second_url: str = ""
    second_label: str = ""

    @property
    def pattern(self) -> str:
        """Return the date format: with the year unless it is the current one."""
        this_year = self.at is not None and timezone.localtime(self.at).year == timezone.localtime().year
        return "j M, H:i" if this_year else "j M Y"


class DashboardData:
    """The data of the dashboard for one user; each query is made once."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.sees_all = user.has_perm(ANY_STORY)
        self.writes = user.has_perm(WRITES)

    @classmethod
    def of(cls, request: Any) -> "DashboardData":
        """Return the data of this request, which panels and summary share."""
        if not hasattr(request, "newsroom_desk"):
            request.newsroom_desk = cls(request.user)
        desk: DashboardData = request.newsroom_desk
        return desk

    @property
    def mine(self) -> Any:
        """Return the user's own stories, the last edited first."""
        return Article.objects.filter(owner=self.user).for_desk().prefetch_related(None).last_edited_first()

    @cached_property
    def returned(self) -> list[Article]:
        """Return the user's own stories that an editor sent back."""
        return list(self.mine.in_state(State.RETURNED)[:ROWS])

    @cached_property
    def waiting(self) -> list[Any]:
        """Return the reviews to decide on, oldest first."""
        states = reviews_waiting().select_related("requested_by__wagtail_userprofile", "current_task_state")[:ROWS]
        return list(states)

    @cached_property
    def waiting_count(self) -> Count:
        """Return the number of reviews to decide on."""
        return count_up_to(reviews_waiting(), MOST_COUNTED)

    @cached_property
    def scheduled(self) -> list[Any]:
        """Return the approved schedules of stories this user may edit, the next first."""
        return list(self._schedules().defer("content").order_by("approved_go_live_at", "pk")[:ROWS])

    @cached_property
    def soon_count(self) -> Count:
        """Return the number of stories that go live within a day."""
        return count_up_to(self._schedules().filter(approved_go_live_at__lte=timezone.now() + SOON), MOST_COUNTED)

    @cached_property
    def failures(self) -> list[PublishingFailure]:
        """Return the failures of scheduled publishing."""
        failures = PublishingFailure.objects.select_related("article").defer("article__body")
        return list(failures.order_by("first_at")[:ROWS])

    @cached_property
    def lacking(self) -> list[Article]:
        """Return live stories that have lost something they need for publication."""
        return list(Article.objects.lacking(ROWS).for_teasers().newest_first()[:ROWS])

    @cached_property
    def report_count(self) -> Count:
        """Return the number of open error reports."""
        return count_up_to(ErrorReport.objects.filter(state=ErrorReport.State.OPEN), MOST_COUNTED)

    def stories(self, keys: Iterable[Any]) -> dict[int, Article]:
        """Return the stories with these keys, which Wagtail stores as text."""
        found: dict[int, Article] = Article.objects.only("headline", "live").in_bulk([int(key) for key in keys])
        return found

    def _schedules(self) -> Any:
        own = Article.objects.filter(owner=self.user).values("pk")
        return schedules() if self.sees_all else schedules().filter(story__in=own)


class DeskPanel(Component):
    """A panel: a heading, rows, and the text shown if there are none."""

    template_name = "articles/desk/dashboard_panel.html"
    name: ClassVar[str]
    title: ClassVar[Any]
    empty: Any
    order = 100

    def __init__(self, desk: DashboardData) -> None:
        self.desk = desk

    @property
    def media(self) -> Media:
        """Return the style sheet."""
        return Media(css={"all": ["desk/lists.css"]})

    def rows(self) -> list[PanelRow]:
        """Return the rows."""
        raise NotImplementedError

    def link(self) -> tuple[str, str]:
        """Return URL and label of the link to more; empty if there is none."""
        return "", ""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add rows and link."""
        url, label = self.link()
        return {"panel": self, "rows": self.rows(), "link_url": url, "link_label": label}


class MyStoriesPanel(DeskPanel):
    """The user's own stories, returned ones first."""

    name, title = "my-stories", "My stories"
    empty = "You have written no story yet. A story that you start is yours: only you and the editors see it."
    order = 100

    def rows(self) -> list[PanelRow]:
        """Return the returned stories with the editor's note, then the last edited."""
        returned = self.desk.returned
        others = self.desk.mine.exclude(pk__in=[story.pk for story in returned])[: ROWS - len(returned)]
        notes = reviewers_notes(returned)
        return [
            PanelRow(
                edit_url(story), str(story), ": ".join(filter(None, [words(story), notes.get(story.pk)])), story.edited
            )
            for story in [*returned, *others]
        ]

    def link(self) -> tuple[str, str]:
        """Link to the list of own stories."""
        return list_url(mine="me"), "All my stories"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add the button for a new story."""
        add = reverse(Article.snippet_viewset.get_url_name("add"))
        return super().get_context_data(parent_context) | {"action_url": add, "action_label": "Write a story"}


class WaitingPanel(DeskPanel):
    """The stories that wait for review."""

    name, title = "waiting-for-review", "Waiting for review"
    empty = "Nothing waits for review. Stories that reporters hand in stand here, the longest waiting first."
    order = 90

    def rows(self) -> list[PanelRow]:
        """Return each story with the person who submitted it and the time."""
        stories = self.desk.stories(state.object_id for state in self.desk.waiting)
        return [
            self._row(stories[int(state.object_id)], state)
            for state in self.desk.waiting
            if int(state.object_id) in stories
        ]

    def _row(self, story: Article, state: Any) -> PanelRow:
        task = state.current_task_state
        who = f"Handed in by {get_user_display_name(state.requested_by)}" if state.requested_by else "Handed in"
        read = reverse(Article.snippet_viewset.get_url_name("workflow_preview"), args=[story.pk, task.task_id])
        return PanelRow(edit_url(story), str(story), who, task.started_at, second_url=read, second_label="Read")

    def link(self) -> tuple[str, str]:
        """Link to all stories in review."""
        return list_url(state=State.IN_REVIEW), f"All in review: {self.desk.waiting_count}"


class ScheduledPanel(DeskPanel):
    """The scheduled stories."""

    name, title = "scheduled", "Scheduled"
    empty = (
        "Nothing is scheduled. Give a story a time under “Set schedule” and press Publish; it goes live by itself then."
    )
    empty_for_reporters = (
        "Nothing of yours is scheduled. Give a story a time under “Set schedule” and hand it in; once an editor "
        "approves it, it goes live by itself then."
    )
    order = 110

    def __init__(self, desk: DashboardData) -> None:
        super().__init__(desk)
        if not desk.sees_all:
            self.empty = self.empty_for_reporters

    def rows(self) -> list[PanelRow]:
        """Return the scheduled stories, those of the next day first."""
        stories = self.desk.stories(revision.object_id for revision in self.desk.scheduled)
        limit = timezone.now() + SOON
        return [
            PanelRow(
                edit_url(stories[int(revision.object_id)]),
                revision.object_str,
                "Changes to a live story" if stories[int(revision.object_id)].live else "",
                revision.approved_go_live_at,
                group="In the next 24 hours" if revision.approved_go_live_at <= limit else "Later",
            )
            for revision in self.desk.scheduled
            if int(revision.object_id) in stories
        ]

    def link(self) -> tuple[str, str]:
        """Link to the planning."""
        return reverse("newsroom_planning"), "Planning"


class JustPublishedPanel(DeskPanel):
    """The newest published stories, for all who write."""

    name, title = "just-published", "Just published"
    empty = "Nothing is published yet. A story needs a section, a byline and a text; then publish it."
    order = 120

    def rows(self) -> list[PanelRow]:
        """Return the newest stories, linked to the form for editors and to the page for others."""
        stories = Article.objects.published().newest_first().select_related("section").defer("body")[:ROWS]
        return [
            PanelRow(
                edit_url(story) if self.desk.sees_all else story.get_absolute_url(),
                str(story),
                str(story.section or ""),
                story.published_at,
            )
            for story in stories
        ]

    def link(self) -> tuple[str, str]:
        """Link to the list of live stories."""
        return list_url(state=State.LIVE), "All live stories" if self.desk.sees_all else "My live stories"


class MostReadPanel(DeskPanel):
    """The stories read most in the last day, for all who write."""

    name, title = "most-read", gettext_lazy("Most read")
    empty = gettext_lazy("Nothing was counted in the last 24 hours. Reads stand here some minutes after they come.")
    order = 130

    def rows(self) -> list[PanelRow]:
        """Return the chart of the day, by one query."""
        chart = ChartEntry.objects.to_show().filter(chart=ChartEntry.Chart.DAY)[:ROWS]
        return [
            PanelRow(
                edit_url(entry.article) if self.desk.sees_all else entry.article.get_absolute_url(),
                str(entry.article),
                ngettext("%(number)s read in a day", "%(number)s reads in a day", entry.reads)
                % {"number": f"{entry.reads:,}"},
            )
            for entry in chart
        ]

    def link(self) -> tuple[str, str]:
        """Link to the public page."""
        return reverse("articles:popular"), _("Popular, as readers see it")


class ProblemsPanel(DeskPanel):
    """Problems that somebody has to solve."""

    name, title = "problems", "Problems"
    empty = (
        "No problems. Here stand stories that could not go live at their time, live stories that lost a credit, "
        "an alt text, a byline or a section, and what readers reported."
    )
    order = 80

    def rows(self) -> list[PanelRow]:
        """Return failures of scheduled publishing, live stories that lack something, and error reports."""
        failed = [
            PanelRow(
                edit_url(failure.article),
                str(failure.article),
                f"Could not {failure.get_change_display().lower()} at its time: {failure.error}",
                failure.last_at,
            )
            for failure in self.desk.failures
        ]
        lacking = [
            PanelRow(edit_url(story), str(story), missing_sentence(story), story.published_at)
            for story in self.desk.lacking
        ]
        reports = [PanelRow(reverse("newsroom_reports"), "Readers reported errors", f"{self.desk.report_count} open")]
        return failed + lacking + (reports if self.desk.report_count else [])


class DeskSummaryItem(SummaryItem):
    """A number at the top of the dashboard, with a link."""

    template_name = "articles/desk/dashboard_number.html"

    def __init__(self, request: Any, count: Count, label: str, url: str, order: int) -> None:
        super().__init__(request)
        self.count, self.label, self.url, self.order = count, label, url, order

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return number, label and link."""
        return {"count": self.count, "label": self.label, "url": self.url}


def missing_sentence(story: Article) -> str:
    """Return a sentence about what a live story has lost, without reading its body, which would cost a query each."""
    image = story.lead_image
    lost = {
        "its section": story.section is None,
        "the person of a byline": any(line.profile is None for line in story.bylines.all()),
        "the alt text of its lead image": bool(image and not image.alt_text.strip()),
        "the credit of its lead image": bool(image and not image.credit.strip()),
    }
    return f"Lacks {', '.join(name for name, is_lost in lost.items() if is_lost)}."


def edit_url(story: Article) -> str:
    """Return the URL of the form of `story`."""
    return reverse(Article.snippet_viewset.get_url_name("edit"), args=[story.pk])


def list_url(**filters: Any) -> str:
    """Return the URL of the list of stories with these filters."""
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse(Article.snippet_viewset.get_url_name('list'))}?{query}"


@hooks.register("construct_homepage_panels", order=-10)
def panels(request: Any, shown: list[Any]) -> None:
    """Replace Wagtail's panels, which are about pages, by ours."""
    shown[:] = [panel for panel in shown if not type(panel).__module__.startswith("wagtail.")]
    desk = DashboardData.of(request)
    if desk.sees_all:
        shown += [ProblemsPanel(desk), WaitingPanel(desk)]
    if desk.writes:
        shown += [MyStoriesPanel(desk), ScheduledPanel(desk), JustPublishedPanel(desk), MostReadPanel(desk)]


@hooks.register("construct_homepage_summary_items", order=100)
def summary(request: Any, shown: list[Any]) -> None:
    """Replace Wagtail's numbers by the desk's."""
    shown[:] = [item for item in shown if not type(item).__module__.startswith("wagtail.")]
    desk = DashboardData.of(request)
    if desk.sees_all:
        shown.append(
            DeskSummaryItem(request, desk.waiting_count, "waiting for review", list_url(state=State.IN_REVIEW), 10)
        )
        reports = reverse("newsroom_reports")
        label = "error reported by readers" if str(desk.report_count) == "1" else "errors reported by readers"
        shown.append(DeskSummaryItem(request, desk.report_count, label, reports, 30))
    elif desk.writes:
        returned = Count(len(desk.returned), more=len(desk.returned) == ROWS)
        shown.append(DeskSummaryItem(request, returned, "returned to you", list_url(state=State.RETURNED), 10))
    if desk.writes:
        planning = reverse("newsroom_planning")
        shown.append(DeskSummaryItem(request, desk.soon_count, "to go live in the next 24 hours", planning, 20))
