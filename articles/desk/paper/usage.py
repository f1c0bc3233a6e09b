"""Show which stories use a section, a tag or a profile, counted up to a limit.

Wagtail's own usage pages read every reference; for a section with hundreds of thousands of stories they time out.
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
    """Forbid deletion, even by a superuser, because stories refer to these objects. They are made inactive instead."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether `user` may do `action`; never for "delete"."""
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Return whether `user` may do any of `actions` except "delete"."""
        return bool(super().user_has_any_permission(user, set(actions) - {"delete"}))


def stories_of(thing: Section | Tag | Profile) -> str:
    """Return the URL of the desk's list with the stories of `thing`."""
    query = {Section: ("section", thing.pk), Tag: ("tag", thing.name), Profile: ("byline", thing.pk)}[type(thing)]
    return f"{reverse(Article.snippet_viewset.get_url_name('list'))}?{urlencode([query])}"


class StoriesUsageView(UsageView):
    """Redirect to the desk's list of the stories, which is paged and has only those the user may edit."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the list."""
        return redirect(stories_of(self.object))


class UsedEditView(EditView):
    """A form with a link to the stories that use its object."""

    def get_usage_url(self) -> None:
        """Return None: the side panel would count every reference."""
        return

    @property
    def header_more_buttons(self) -> list[Button]:
        """Add the link to its stories."""
        return [
            *super().header_more_buttons,
            Button("Its stories", url=stories_of(self.object), icon_name="doc-full", priority=50),
        ]


class TagDeleteView(DeleteView):
    """Ask for confirmation before a tag is deleted, with the number of stories that lose it."""

    usage_url_name = None

    @property
    def stories(self) -> Count:
        """Return the number of stories with the tag, live or draft."""
        return count_up_to(TaggedArticle.objects.filter(tag=self.object), MOST_COUNTED)

    @property
    def confirmation_message(self) -> str:
        """Return the question."""
        used = self.stories
        if not used:
            return "No story has this tag. Delete it?"
        noun = "story, live or draft, loses" if str(used) == "1" else "stories, live or draft, lose"
        return f"{str(used).capitalize()} {noun} this tag if you delete it, and its page is gone. Delete it?"


class PlainIndexView(IndexView):
    """A list without check boxes, because there are no bulk actions."""

    @property
    def columns(self) -> list[Any]:
        """Return Wagtail's columns without the check boxes."""
        return [column for column in super().columns if column.name != "bulk_actions"]
