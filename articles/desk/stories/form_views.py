"""The viewset of stories in the admin, with the views of the form."""

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
    """Add the side panels: readiness, reads, and those of other apps."""

    def get_side_panels(self: Any) -> Any:
        """Return Wagtail's panels and ours."""
        panels = super().get_side_panels()  # type: ignore[misc]
        story = self.object or self.form.instance
        panels.append(ReadinessSidePanel(story, self.request))
        if self.expects_json_response:
            return (
                panels  # an automatic save changes none of the others, and a page opened without them cannot show them
            )
        if story.pk and story.first_published_at:
            panels.append(ReadersSidePanel(story, self.request))
        for add in hooks.get_hooks("newsroom_story_side_panels"):  # panels of other apps
            add(self.request, story, panels)
        return panels


class StoryCreateView(ReadinessMixin, RefusalMixin, CreateView):
    """Create a story, owned by the user."""

    def save_instance(self) -> Any:
        """Set the owner, and save."""
        self.form.instance.owner = self.request.user
        return super().save_instance()


class StoryCopyView(CopyViewMixin, StoryCreateView):
    """Create a story with the text of another, owned by the user."""

    def get_initial_form_instance(self) -> Any:
        """Return a new story for the form: with the copied one itself, saving would overwrite it."""
        return revising.copy_of(self.get_object())


class StoryEditView(ConflictMixin, ReadinessMixin, RefusalMixin, EditView):
    """Edit a story."""

    def get_object(self, queryset: Any = None) -> Any:
        """Return the story with its draft, read once: Wagtail and Django both call this."""
        if not hasattr(self, "object"):
            self.object = super().get_object(queryset)
            _cache_review(self.object)
        return self.object

    def run_action_method(self) -> Any:
        """Run the action (publish, submit, approve …) with the current review, not the cached one."""
        forget_workflow_states(self.object)
        return super().run_action_method()

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Show the form, with a reminder of a conflict copy and the editor's note."""
        waiting = self.live_object.conflict_copies.filter(user=request.user, settled_at=None).first()
        if waiting:
            both = messages.button(conflict_url(waiting), "Show both texts")
            messages.warning(request, "A text of yours was set aside when somebody else saved.", buttons=[both])
        if note := reviewers_notes([self.live_object]).get(self.live_object.pk):
            messages.warning(request, _("The editor sent it back: %(note)s") % {"note": note})
        return super().get(request, *args, **kwargs)

    def get_success_json(self) -> Any:
        """Return the response to an automatic save, with the updated panels."""
        _cache_review(self.object)
        return super().get_success_json()

    def get_success_message(self, instance: Any = None) -> Any:
        """Return the result of a review; Wagtail's message says only that the story was updated."""
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
        """Submit the saved text for review.

        Wagtail caches the workflow state before saving; resuming that one after a rejection would show the
        reviewer the old text, while approval publishes the new one.
        """
        for name in ("workflow_state", "current_workflow_task"):
            self.__dict__.pop(name, None)
        return super().submit_action()

    @property
    def header_more_buttons(self) -> list[Button]:
        """Add the buttons to correct, note an update, withdraw or reinstate."""
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


def _cache_review(story: Article) -> None:
    """Cache the review of `story`; Wagtail would query it for every button, lock and panel."""
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
        """Return the stories this user may edit."""
        return Article.objects.touchable_by(request.user)

    def get_urlpatterns(self) -> list[Any]:
        """Guard every URL that names a story, and show the reasons of every refusal."""
        return [guarded(explained(pattern)) for pattern in super().get_urlpatterns()]
