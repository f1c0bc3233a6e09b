"""How much a section, a tag, a person or a picture is used: counted by us, up to a cap.

Wagtail's own usage pages read every reference there is; on the section of a paper's lifetime they never end.
"""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.snippets.views.snippets import DeleteView, EditView, IndexView, UsageView

from ...models import Article, Profile, Section, Tag, TaggedArticle
from ..counts import Count, count_up_to

MOST_COUNTED = 2_500


class NeverDeletedPolicy(ModelPermissionPolicy):
    """Nobody deletes these, not even a superuser: stories point to them. They are switched off instead."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether `user` may do `action`, which is not to delete."""
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Whether `user` may do any of `actions` but delete."""
        return bool(super().user_has_any_permission(user, set(actions) - {"delete"}))


def stories_of(thing: Section | Tag | Profile) -> str:
    """Return where the desk's list shows the stories of `thing`."""
    query = {Section: ("section", thing.pk), Tag: ("tag", thing.name), Profile: ("byline", thing.pk)}[type(thing)]
    return f"{reverse(Article.snippet_viewset.get_url_name('list'))}?{urlencode([query])}"


class StoriesUsageView(UsageView):
    """Leads to the stories, in the desk's list: filtered, paged, and only those this person may touch."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go there."""
        return redirect(stories_of(self.object))


class UsedEditView(EditView):
    """The form of something that stories use, with the way to them."""

    def get_usage_url(self) -> None:
        """None: the side panel would count every reference."""
        return

    @property
    def header_more_buttons(self) -> list[Button]:
        """Add the way to its stories."""
        return [
            *super().header_more_buttons,
            Button("Its stories", url=stories_of(self.object), icon_name="doc-full", priority=50),
        ]


class TagDeleteView(DeleteView):
    """Asks once more before a tag is deleted, and says how many stories lose it."""

    usage_url_name = None

    @property
    def stories(self) -> Count:
        """How many stories have the tag, live or draft."""
        return count_up_to(TaggedArticle.objects.filter(tag=self.object), MOST_COUNTED)

    @property
    def confirmation_message(self) -> str:
        """The question."""
        used = self.stories
        if not used:
            return "No story has this tag. Delete it?"
        noun = "story, live or draft, loses" if str(used) == "1" else "stories, live or draft, lose"
        return f"{str(used).capitalize()} {noun} this tag if you delete it, and its page is gone. Delete it?"


class PlainIndexView(IndexView):
    """A list without boxes to tick: nothing can be done with many of these at once."""

    @property
    def columns(self) -> list[Any]:
        """Wagtail's columns without the boxes."""
        return [column for column in super().columns if column.name != "bulk_actions"]
