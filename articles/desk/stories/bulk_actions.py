"""Bulk actions on stories: publish, unpublish, tag, move. Each story has its own transaction and log entry."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import classproperty
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.widgets import AdminTagWidget
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.models import get_snippet_models

from ...models import Article, NewsImage, Section, Tag
from ...services import publishing, revising

MOST_AT_ONCE = 200
MOST_EXPLAINED = 20  # refusals that are listed one by one


class StoryBulkAction(SnippetBulkAction):
    """An action on those of the chosen stories that the user may edit."""

    models = [Article]
    do_not_call_in_templates = True  # the list's template is given classes
    template_name = "articles/desk/bulk.html"
    permission: ClassVar[str]
    title: ClassVar[str]
    done_one: ClassVar[str]
    done_many: ClassVar[str]

    @classproperty
    def aria_label(cls) -> str:  # noqa: N805 - Wagtail's decorator
        """Return the accessible name of the button."""
        return str(cls.title)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer 403 to users without the permission."""
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_actionable_objects(self) -> tuple[list[Article], dict[str, Any]]:
        """Return the chosen stories. Stories of others are left out and not named; "all" chooses none."""
        chosen = {
            int(key) for key in self.request.GET.getlist("id") if key.isascii() and key.isdigit() and len(key) < 19
        }
        stories = Article.objects.touchable_by(self.request.user).filter(pk__in=chosen).select_related("section")
        return list(stories.defer("body").order_by("-created_at", "-id")[:MOST_AT_ONCE]), {"items_with_no_access": []}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the texts of the page."""
        words = {"title": self.title, "button": self.display_name, "most": MOST_AT_ONCE}
        return super().get_context_data(**kwargs) | words

    def change(self, story: Article) -> bool:
        """Change one story; return False if there was nothing to do. Raise ValidationError to refuse."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Change each story in a transaction of its own, and show the results with the refusals."""
        self.cleaned_form = form
        stories, _ = self.get_actionable_objects()
        done, refused = 0, []
        for story in stories:
            try:
                with transaction.atomic():
                    done += self.change(story)
            except ValidationError as refusal:
                refused.append((str(story), " ".join(refusal.messages)))
        self._report(done, len(stories) - done - len(refused), refused)
        return redirect(self.next_url)

    def _report(self, done: int, unchanged: int, refused: list[tuple[str, str]]) -> None:
        if done:
            messages.success(self.request, self.done_one if done == 1 else self.done_many.format(done))
        if unchanged:
            messages.info(self.request, f"Nothing to do for {_stories(unchanged)}.")
        if refused:
            shown = format_html_join("", "<li>“{}”: {}</li>", refused[:MOST_EXPLAINED])
            more = len(refused) - MOST_EXPLAINED
            rest = f" And {more} more." if more > 0 else ""
            messages.error(
                self.request, format_html("Refused for {}:<ul>{}</ul>{}", _stories(len(refused)), shown, rest)
            )


def _stories(number: int) -> str:
    return "one story" if number == 1 else f"{number} stories"


class PublishAction(StoryBulkAction):
    """Publish the latest text; a story with a scheduled time is approved for that time."""

    action_type = "publish"
    display_name = "Publish"
    title = "Publish these stories?"
    done_one, done_many = "One story published or approved for its time.", "{} stories published or approved."
    permission = "articles.publish_article"
    action_priority = 10

    def change(self, story: Article) -> bool:
        """Publish one."""
        if story.live and not story.has_unpublished_changes:
            return False
        row = Article.objects.select_for_update().get(pk=story.pk)
        revising.refuse_if_held(row, self.request.user)
        revision = row.latest_revision or row.save_revision(user=self.request.user)
        publishing.publish(revision, user=self.request.user)
        return True


class UnpublishAction(StoryBulkAction):
    """Take them off the site; they become drafts."""

    action_type = "unpublish"
    display_name = "Unpublish"
    title = "Take these stories off the site?"
    done_one, done_many = "One story taken off the site.", "{} stories taken off the site."
    permission = "articles.publish_article"
    action_priority = 20
    classes: ClassVar[set[str]] = {"serious"}

    def change(self, story: Article) -> bool:
        """Unpublish one."""
        if not story.live:
            return False
        publishing.unpublish(story, user=self.request.user)
        return True


class TagForm(forms.Form):
    """The choice of a tag."""

    use_required_attribute = False  # the widget fills in another element than the one the browser validates
    tag = forms.CharField(label="Tag", widget=AdminTagWidget(tag_model=Tag, free_tagging=False))

    def clean_tag(self) -> Tag:
        """Return the tag of this name, which may be in quotation marks."""
        name = self.cleaned_data["tag"].strip().strip('"')
        tag = Tag.objects.filter(name__iexact=name).first()
        if tag is None:
            raise ValidationError("There is no such tag. Choose one from those that are offered while you write.")
        return tag


class AddTagAction(StoryBulkAction):
    """Add a tag."""

    action_type = "add-tag"
    display_name = "Add a tag"
    title = "Add a tag to these stories"
    done_one, done_many = "One story tagged.", "{} stories tagged."
    permission = "articles.change_article"
    action_priority = 30
    form_class = TagForm

    def change(self, story: Article) -> bool:
        """Tag one."""
        return revising.add_tag(story, self.cleaned_form.cleaned_data["tag"], user=self.request.user)


class SectionForm(forms.Form):
    """The choice of a section."""

    section = forms.ModelChoiceField(Section.objects.filter(active=True), label="Section")


class MoveAction(StoryBulkAction):
    """Move to a section."""

    action_type = "move"
    display_name = "Move to a section"
    title = "Move these stories to another section"
    done_one, done_many = "One story moved.", "{} stories moved."
    permission = "articles.change_article"
    action_priority = 40
    form_class = SectionForm

    def change(self, story: Article) -> bool:
        """Move one."""
        return revising.move_to_section(story, self.cleaned_form.cleaned_data["section"], user=self.request.user)


ACTIONS = (PublishAction, UnpublishAction, AddTagAction, MoveAction)


class NoBulkDelete(BulkAction):
    """Replace Wagtail's bulk deletion, which deletes without a log entry."""

    action_type = "delete"
    display_name = aria_label = "Delete"

    @classproperty
    def models(cls) -> list[Any]:  # noqa: N805 - Wagtail's decorator
        """Return all snippet models and pictures."""
        return [*get_snippet_models(), NewsImage]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer 404; for pictures, whose list has the button, redirect with an explanation."""
        if self.model is not NewsImage:
            raise Http404
        messages.warning(request, "Delete pictures one by one: each one’s page says how many stories show it.")
        return redirect(self.next_url)


def actions_for(user: Any) -> list[type[StoryBulkAction]]:
    """Return the bulk actions that `user` may use."""
    return [action for action in ACTIONS if user.has_perm(action.permission)]


_register: Callable[..., Any] = hooks.register
for _action in ACTIONS:
    _register("register_bulk_action", _action)
_register(
    "register_bulk_action", NoBulkDelete, order=10
)  # after Wagtail's: of two with the same name the last one is used
