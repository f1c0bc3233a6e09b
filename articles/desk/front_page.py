"""The admin page of the front page: the stories in each slot, the stories to place, the history, the banner, a preview.

Every change is a button of a form, so that it works by keyboard, by touch and without scripts. It takes effect at once,
and can be undone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import Media
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from ..front import arranging, banner
from ..front.page import FrontPage
from ..front.slots import LEAD, LONG_READ, OPINION, SECONDS, Placement, Slot, slots, strip_of
from ..models import Article, FrontArrangement
from ..models.story.states import schedules
from ..views.front import front_context

RIGHT = "articles.arrange_front"
OFFERED, CHANGES = 12, 15


@dataclass
class SlotStory:
    """A story in a slot: placed by an editor if it has a placement, else chosen by the rule."""

    story: Article
    placement: Placement | None = None
    state: str = ""


@dataclass
class FilledSlot:
    """A slot with its stories."""

    slot: Slot
    by_hand: list[SlotStory] = field(default_factory=list)
    by_rule: list[SlotStory] = field(default_factory=list)


class FrontOverview:
    """The front page as it is now, slot by slot, for the admin page."""

    def __init__(self) -> None:
        self.page = FrontPage()
        self.arrangement = arranging.in_force()
        placed = {placed.story: placed for placed in arranging.placements_of(self.arrangement)}
        stories = Article.objects.for_teasers().in_bulk(placed)
        self.placed = set(placed)
        self.slots = []
        for slot in slots(self.page.sections):
            mine = [item for item in placed.values() if item.slot == slot.name and item.story in stories]
            by_hand = [SlotStory(stories[item.story], item, self._state(stories[item.story], item)) for item in mine]
            by_rule = [SlotStory(story) for story in self._stories_in(slot) if story.pk not in placed]
            self.slots.append(FilledSlot(slot, by_hand, by_rule))

    def _stories_in(self, slot: Slot) -> list[Article]:
        """Return the stories in `slot` now."""
        blocks = self.page.blocks
        strips = {strip_of(strip.section): strip.package.stories for strip in blocks["strips"]}
        fixed = {
            LEAD: [blocks["lead"]],
            SECONDS: [place.story for place in blocks["seconds"].places] if blocks["seconds"] else [],
            OPINION: blocks["voices"],
            LONG_READ: [blocks["long_read"]],
        }
        return [story for story in (fixed | strips).get(slot.name, []) if story]

    def _state(self, story: Article, placed: Placement) -> str:
        """Return why a story that an editor placed is not on the page; empty if it is."""
        now = timezone.now()
        if placed.starts and placed.starts > now:
            return _("Its time has not come")
        if placed.ends and placed.ends <= now:
            return _("Its time is over")
        if not story.live:
            return _("Not on the site")
        if story.pk not in self.page.shown:
            return _("No room")
        return ""


def offered(words: str, without: set[int]) -> list[Article]:
    """Return stories to place: the newest that are live or scheduled, or those that match `words`."""
    coming = schedules().values("story")
    stories = Article.objects.filter(Q(live=True) | Q(pk__in=coming)).exclude(pk__in=without)
    if words:
        stories = stories.matching(words[:200])
    newest = stories.with_state().for_teasers().order_by("-first_published_at", "-pk")
    return list(newest[:OFFERED]) if words else [*_coming(coming, without), *newest.filter(live=True)[:OFFERED]]


def _coming(coming: Any, without: set[int]) -> list[Article]:
    scheduled = Article.objects.filter(live=False, pk__in=coming).exclude(pk__in=without).with_state()
    return list(scheduled.for_teasers().order_by("scheduled_for")[:OFFERED])


class PlacementForm(forms.Form):
    """The data of a change to the slots."""

    seen = forms.IntegerField(min_value=0)
    story = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    slot = forms.CharField(max_length=60, required=False)
    starts = forms.DateTimeField(required=False)
    ends = forms.DateTimeField(required=False)
    number = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)


class BannerForm(forms.Form):
    """The form of the breaking banner."""

    text = forms.CharField(label=gettext_lazy("What it says"), max_length=200)
    story = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    until = forms.DateTimeField(label=gettext_lazy("Until"), required=False)


class MayArrangeMixin(PermissionRequiredMixin):
    """Require the permission to arrange the front page."""

    permission_required = RIGHT
    raise_exception = True


class FrontView(MayArrangeMixin, WagtailAdminTemplateMixin, TemplateView):
    """The page with the slots, the stories to place, and the history."""

    template_name = "articles/desk/front.html"
    page_title = gettext_lazy("Front page")
    header_icon = "home"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the front page, the stories to place and the history."""
        front = FrontOverview()
        words = self.request.GET.get("q", "").strip()
        history = FrontArrangement.objects.select_related("by", "story").defer("placements", "story__body")
        changes = list(history.order_by("-number")[:CHANGES])
        return super().get_context_data(
            front=front,
            offered=offered(words, front.placed),
            words=words,
            changes=changes,
            earlier=front.arrangement.number - 1,
            zone=timezone.get_current_timezone_name(),
            edit_name=Article.snippet_viewset.get_url_name("edit"),
            media=Media(css={"all": ["desk/lists.css", "desk/front.css"]}),
            **kwargs,
        )


class ChangeView(MayArrangeMixin, View):
    """A change of the slots or the banner, named by the button that was pressed."""

    http_method_names = ["post"]

    def post(self, request: Any) -> HttpResponse:
        """Make the change, and redirect to the slot that was changed."""
        action = request.POST.get("action", "")
        try:
            place = self._banner(action) if action.startswith("banner") else self._arrange(action)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            place = ""
        else:
            messages.success(request, _("Done. Readers see it now, or at the time you gave."))
        return HttpResponseRedirect(f"{reverse('newsroom_front')}{place}")

    def _arrange(self, action: str) -> str:
        data = _cleaned(PlacementForm(self.request.POST))
        said = {"seen": data["seen"], "user": self.request.user}
        if action == "clear":
            arranging.clear(**said)
            return "#history"
        if action == "restore":
            arranging.restore(data["number"] or 0, **said)
            return "#history"
        story = get_object_or_404(Article, pk=data["story"])
        times: dict[str, Any] = {"starts": data["starts"], "ends": data["ends"]}
        changes: dict[str, Callable[[], Any]] = {
            "place": lambda: arranging.place(story, data["slot"], **times, **said),
            "set": lambda: self._set(story, data["slot"], times, said),
            "up": lambda: arranging.move(story, by=-1, **said),
            "down": lambda: arranging.move(story, by=1, **said),
            "out": lambda: arranging.take_out(story, **said),
        }
        if action not in changes:
            raise ValidationError(_("Press one of the buttons."))
        changes[action]()
        return "#offered" if action == "place" else f"#slot-{data['slot']}"

    def _set(self, story: Article, slot: str, times: dict[str, Any], said: dict[str, Any]) -> None:
        """Change slot or times; a story that stays in its slot keeps its position."""
        placed = arranging.placements_of(arranging.in_force())
        if any(item.story == story.pk and item.slot == slot for item in placed):
            arranging.set_times(story, **times, **said)
        else:
            arranging.place(story, slot, **times, **said)

    def _banner(self, action: str) -> str:
        if action == "banner-off":
            banner.take_down(user=self.request.user)
            return "#banner"
        data = _cleaned(BannerForm(self.request.POST))
        story = get_object_or_404(Article, pk=data["story"]) if data["story"] else None
        banner.put_up(data["text"], story=story, until=data["until"], user=self.request.user)
        return "#banner"


def _cleaned(form: forms.Form) -> dict[str, Any]:
    """Return the cleaned data of the form; raise ValidationError with the names of invalid fields."""
    if not form.is_valid():
        raise ValidationError([f"{name}: {error}" for name, errors in form.errors.items() for error in errors])
    return dict(form.cleaned_data)


class PreviewView(MayArrangeMixin, View):
    """A preview of the front page at a given time, as far as it is known now."""

    def get(self, request: Any) -> HttpResponse:
        """Show the preview; without a valid time, of now."""
        now = timezone.now()
        field = forms.DateTimeField(required=False)
        try:
            moment = field.clean(request.GET.get("at", "")) or now
        except ValidationError:
            moment = now
        page = FrontPage(max(moment, now))
        return render(request, "articles/desk/front_preview.html", {"at": page.moment, **front_context(page)})


class FrontMenuItem(MenuItem):
    """A menu item for users who may arrange the front page."""

    def is_shown(self, request: Any) -> bool:
        """Return whether to show the item."""
        return bool(request.user.has_perm(RIGHT))


@hooks.register("register_admin_menu_item")
def front_menu_item() -> MenuItem:
    """Return the menu item, after the stories."""
    label = gettext_lazy("Front page")
    return FrontMenuItem(label, reverse("newsroom_front"), name="front-page", icon_name="home", order=105)


@hooks.register("register_permissions")
def right_to_arrange() -> Any:
    """Make the permission available in the form of roles."""
    return Permission.objects.filter(content_type__app_label="articles", codename="arrange_front")


urlpatterns = [
    path("front/", FrontView.as_view(), name="newsroom_front"),
    path("front/change/", ChangeView.as_view(), name="newsroom_front_change"),
    path("front/preview/", PreviewView.as_view(), name="newsroom_front_preview"),
]
