"""The planning: a calendar of what will happen to stories, two weeks at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import DateTimeField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.forms import Media
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from ..models import Article
from ..models.story.states import schedules
from .rights import ANY_STORY

DAYS = 14
MOST = 500  # of each kind of event in two weeks
FARTHEST = timedelta(days=365 * 100)
RIGHT = "articles.view_article"


@dataclass(frozen=True)
class PlannedEvent:
    """An event of a story at a time, such as that it goes live."""

    at: datetime
    story: int
    headline: str
    what: str
    approved: bool = True

    @property
    def url(self) -> str:
        """Return the URL of the story's form."""
        return reverse(Article.snippet_viewset.get_url_name("edit"), args=[self.story])


@dataclass
class Day:
    """A day of the plan, with its events."""

    date: date
    name: str = ""
    entries: list[tuple[str, PlannedEvent]] = field(default_factory=list)


def plan(user: Any, first: date, zone: ZoneInfo) -> list[Day]:
    """Return the two weeks from `first` in the paper's `zone`, with the events of the stories `user` may edit."""
    days = {day: Day(day) for day in (first + timedelta(days=number) for number in range(DAYS))}
    start, end = (datetime.combine(day, time(), zone) for day in (first, first + timedelta(days=DAYS)))
    for entry in sorted(_entries(user, start, end), key=lambda entry: (entry.at, entry.story)):
        local = entry.at.astimezone(zone)
        days[local.date()].entries.append((f"{local:%H:%M}", entry))
    today = datetime.now(zone).date()
    for day in days.values():
        day.name = {0: "Today", 1: "Tomorrow"}.get((day.date - today).days, "")
    return list(days.values())


def _entries(user: Any, start: datetime, end: datetime) -> Iterator[PlannedEvent]:
    stories = Article.objects.touchable_by(user)
    approved = list(_approved(user, start, end))
    known = {(entry.story, entry.at) for entry in approved}
    asked = (entry for entry in _asked_for(stories, start, end) if (entry.story, entry.at) not in known)
    embargoes = stories.filter(embargo_until__gte=start, embargo_until__lt=end)
    expiries = stories.filter(live=True, expire_at__gte=start, expire_at__lt=end)
    return chain(
        approved,
        asked,
        _of(embargoes, "embargo_until", "The embargo ends"),
        _of(expiries, "expire_at", "Leaves the site"),
    )


def _approved(user: Any, start: datetime, end: datetime) -> Iterator[PlannedEvent]:
    """Return the approved schedules."""
    found = schedules().filter(approved_go_live_at__gte=start, approved_go_live_at__lt=end)
    if not user.has_perm(ANY_STORY):
        found = found.filter(story__in=Article.objects.filter(owner=user).values("pk"))
    rows = found.order_by("approved_go_live_at").values_list("approved_go_live_at", "story", "object_str")
    return (PlannedEvent(at, story, headline, "Goes live") for at, story, headline in rows[:MOST])


def _asked_for(stories: Any, start: datetime, end: datetime) -> Iterator[PlannedEvent]:
    """Return the times at which drafts and changes of live stories ask to go live, not yet approved."""
    drafts = stories.filter(live=False, go_live_at__gte=start, go_live_at__lt=end)
    asked = Cast(KeyTextTransform("go_live_at", "latest_revision__content"), DateTimeField())
    changes = stories.filter(live=True, has_unpublished_changes=True).annotate(asked=asked)
    changes = changes.filter(asked__gte=start, asked__lt=end)
    return chain(
        _of(drafts, "go_live_at", "Asks to go live", approved=False),
        _of(changes, "asked", "Changes ask to go live", approved=False),
    )


def _of(stories: Any, name: str, what: str, *, approved: bool = True) -> Iterator[PlannedEvent]:
    rows = stories.order_by(name, "pk").values_list(name, "pk", "headline")
    return (PlannedEvent(at, story, headline, what, approved) for at, story, headline in rows[:MOST])


class PlanningView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """The plan of two weeks from a day on."""

    permission_required = RIGHT
    raise_exception = True
    template_name = "articles/desk/planning.html"
    page_title = "Planning"
    header_icon = "calendar-alt"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the breadcrumbs."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the days, and the links to the weeks before and after."""
        zone = self.request.paper.tzinfo()
        today = datetime.now(zone).date()
        first = self._first(today)
        return super().get_context_data(
            days=plan(self.request.user, first, zone),
            zone=self.request.paper.zone,
            last=first + timedelta(days=DAYS - 1),
            first=first,
            previous=first - timedelta(days=DAYS),
            next=first + timedelta(days=DAYS),
            away=first != today,
            media=Media(css={"all": ["desk/lists.css"]}),
            **kwargs,
        )

    def _first(self, today: date) -> date:
        """Return the requested day; today if it is invalid or too far away."""
        try:
            first = date.fromisoformat(self.request.GET.get("from", ""))
        except ValueError:
            return today
        return first if abs(first - today) <= FARTHEST else today


class PlanningMenuItem(MenuItem):
    """A menu item for users who may see stories."""

    def is_shown(self, request: Any) -> bool:
        """Return whether to show the item."""
        return bool(request.user.has_perm(RIGHT))


@hooks.register("register_admin_menu_item")
def planning_menu_item() -> MenuItem:
    """Return the menu item, after the stories."""
    return PlanningMenuItem(
        "Planning", reverse("newsroom_planning"), name="planning", icon_name="calendar-alt", order=110
    )


urlpatterns = [path("planning/", PlanningView.as_view(), name="newsroom_planning")]
