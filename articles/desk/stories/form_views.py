"""Stories in the admin: the form, and what belongs to it."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.views.generic.models import CopyViewMixin
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from ...models import Article
from ...models.story import reviews
from ...models.story.states import reviewers_notes
from ...services import revising
from ...wagtail_compat import forget_workflow_states, remember_workflow_states
from ..choosers import StoryChooserViewSet
from ..forms import ArticleForm
from ..rights import guarded
from .conflict_copies import ConflictMixin, conflict_url
from .listing import StoryIndexView
from .readiness_panel import ReadinessSidePanel
from .reads_panel import ReadersSidePanel
from .refusals import RefusalMixin, explained


class ReadinessMixin:
    """Adds the panel that says whether the story is ready."""

    def get_side_panels(self: Any) -> Any:
        """Wagtail's panels and ours."""
        panels = super().get_side_panels()  # type: ignore[misc]
        story = self.object or self.form.instance
        panels.append(ReadinessSidePanel(story, self.request))
        if self.expects_json_response:
            return panels  # an automatic save changes none of the others, and a page opened without them has no place
        if story.pk and story.first_published_at:
            panels.append(ReadersSidePanel(story, self.request))
        for add in hooks.get_hooks("newsroom_story_side_panels"):  # what other parts of the paper know about it
            add(self.request, story, panels)
        return panels


class StoryCreateView(ReadinessMixin, RefusalMixin, CreateView):
    """Start a story; whoever starts it owns it."""

    def save_instance(self) -> Any:
        """Save with its owner."""
        self.form.instance.owner = self.request.user
        return super().save_instance()


class StoryCopyView(CopyViewMixin, StoryCreateView):
    """Start a story with the text of another; whoever copies it owns it."""

    def get_initial_form_instance(self) -> Any:
        """Give the form a new story: with the copied one itself, saving here would write over it."""
        return revising.copy_of(self.get_object())


class StoryEditView(ConflictMixin, ReadinessMixin, RefusalMixin, EditView):
    """Edit a story."""

    def get_object(self, queryset: Any = None) -> Any:
        """Return the story with its draft. Wagtail asks when the view is made, Django again: it is read once."""
        if not hasattr(self, "object"):
            self.object = super().get_object(queryset)
            _remember_review(self.object)
        return self.object

    def run_action_method(self) -> Any:
        """Publish, hand in, approve …: with the review as it is then, and not as it was when the form was sent."""
        forget_workflow_states(self.object)
        return super().run_action_method()

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Show the form, and remind its reader of a text that was set aside."""
        waiting = self.live_object.conflict_copies.filter(user=request.user, settled_at=None).first()
        if waiting:
            both = messages.button(conflict_url(waiting), "Show both texts")
            messages.warning(request, "A text of yours was set aside when somebody else saved.", buttons=[both])
        if note := reviewers_notes([self.live_object]).get(self.live_object.pk):
            messages.warning(request, _("The editor sent it back: %(note)s") % {"note": note})
        return super().get(request, *args, **kwargs)

    def get_success_json(self) -> Any:
        """Answer an automatic save with the panels as they are after it."""
        _remember_review(self.object)
        return super().get_success_json()

    def get_success_message(self, instance: Any = None) -> Any:
        """Say what became of a story in review; Wagtail says only that it was updated."""
        if self.action != "workflow-action":
            return super().get_success_message(instance)
        story = Article.objects.get(pk=self.object.pk)
        if story.workflow_in_progress:
            return _("“%(story)s” was approved; the next to review it has been told.") % {"story": story}
        if self.workflow_action == "reject":
            return _("“%(story)s” went back to its reporter.") % {"story": story}
        if schedule := story.scheduled_revision:
            at = date_format(timezone.localtime(schedule.approved_go_live_at), "j F, H:i")
            return _("“%(story)s” is approved and goes live on %(time)s.") % {"story": story, "time": at}
        return _("“%(story)s” is approved and live.") % {"story": story}

    def submit_action(self) -> Any:
        """Hand in for review what was just saved.

        Wagtail keeps the state it read before saving; resuming that one after a rejection would show the
        reviewer the old text, while approval publishes the new one.
        """
        for name in ("workflow_state", "current_workflow_task"):
            self.__dict__.pop(name, None)
        return super().submit_action()

    @property
    def header_more_buttons(self) -> list[Button]:
        """Add what can be said about a story that readers have seen."""
        user, story = self.request.user, self.object
        buttons = list(super().header_more_buttons)
        if story.live and user.has_perm("articles.correct_article"):
            buttons += [self._button("Correct", "correct", "edit"), self._button("Note an update", "note", "history")]
        if user.has_perm("articles.withdraw_article"):
            if hasattr(story, "withdrawal"):
                buttons.append(self._button("Reinstate", "reinstate", "rotate"))
            elif story.address:
                buttons.append(self._button("Withdraw", "withdraw", "warning"))
        return buttons

    def _button(self, label: str, action: str, icon: str) -> Button:
        url = reverse(f"newsroom_story_{action}", args=[self.object.pk])
        return Button(label, url=url, icon_name=icon, priority=60)


def _remember_review(story: Article) -> None:
    """Read the review of `story` now; Wagtail would for every button, lock and panel."""
    remember_workflow_states(story, reviews.under_way(story))


TEXT_PANELS = [
    FieldPanel(
        "headline",
        classname="title",
        widget=AdminAutoHeightTextInput(attrs={"placeholder": _lazy("Headline"), "rows": 1}),
    ),
    FieldPanel("standfirst"),
    FieldRowPanel([FieldPanel("section"), FieldPanel("kind"), FieldPanel("dateline")]),
    InlinePanel("bylines", [FieldRowPanel([FieldPanel("profile"), FieldPanel("role")])], label="Byline"),
    MultiFieldPanel([FieldPanel("lead_image"), FieldPanel("lead_caption")], heading="Lead image"),
    FieldPanel("body"),
]

SUBJECT_PANELS = [
    FieldPanel("tags"),
    InlinePanel("sources", [FieldPanel("name"), FieldPanel("title"), FieldPanel("url")], label="Source"),
]

PUBLICATION_PANELS = [
    PublishingPanel(),
    FieldPanel("embargo_until"),
    FieldPanel("slug", required_on_save=False),
    MultiFieldPanel(
        [FieldPanel("seo_title"), FieldPanel("seo_description"), FieldPanel("social_image")],
        heading="Search engines and social sites",
    ),
    FieldRowPanel([FieldPanel("comment_policy"), FieldPanel("language"), FieldPanel("in_news_sitemap")]),
]


class StoryViewSet(SnippetViewSet):
    """Stories."""

    model = Article
    icon = "doc-full"
    menu_label = "Stories"
    menu_name = "stories"
    add_to_admin_menu = True
    menu_order = 100
    list_per_page = 50
    index_view_class = StoryIndexView
    index_template_name = "articles/desk/story_list.html"
    index_results_template_name = "articles/desk/story_list_results.html"
    add_view_class = StoryCreateView
    copy_view_class = StoryCopyView
    edit_view_class = StoryEditView
    chooser_viewset_class = StoryChooserViewSet
    edit_handler = TabbedInterface(
        [
            ObjectList(TEXT_PANELS, heading="Story"),
            ObjectList(SUBJECT_PANELS, heading="Tags and sources"),
            ObjectList(PUBLICATION_PANELS, heading="Publication"),
        ],
        base_form_class=ArticleForm,
    )

    def get_queryset(self, request: Any) -> Any:
        """List the stories this person may touch."""
        return Article.objects.touchable_by(request.user)

    def get_urlpatterns(self) -> list[Any]:
        """Guard every address that names a story, and explain every refusal."""
        return [guarded(explained(pattern)) for pattern in super().get_urlpatterns()]
