"""The filters of the desk's list of stories."""

from typing import Any

import django_filters
from django import forms
from taggit.utils import parse_tags
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import AdminTagWidget

from ...models import Article, Byline, Profile, Section, Tag, TaggedArticle
from ...models.story.states import State
from ..rights import ANY_STORY


class StoryFilterSet(WagtailFilterSet):
    """State, section, kind, byline, tag, day of publication, own stories. Filters and search are combined by AND."""

    state = django_filters.ChoiceFilter(
        label="State",
        choices=State.choices,
        method="in_state",
        empty_label="All",
        widget=forms.RadioSelect,
    )
    section = django_filters.ModelChoiceFilter(
        label="Section", queryset=Section.objects.all(), empty_label="All", widget=forms.RadioSelect
    )
    kind = django_filters.ChoiceFilter(
        label="Kind", choices=Article.Kind.choices, empty_label="All", widget=forms.RadioSelect
    )
    byline = django_filters.ModelChoiceFilter(label="Byline", queryset=Profile.objects.all(), method="credited_to")
    tag = django_filters.CharFilter(
        label="Tag", method="tagged", widget=AdminTagWidget(tag_model=Tag, free_tagging=False)
    )
    first_published_at = django_filters.DateFromToRangeFilter(label="Published", widget=DateRangePickerWidget)
    mine = django_filters.ChoiceFilter(
        label="Whose",
        choices=[("me", "My stories")],
        method="owned",
        empty_label="Everybody’s",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Article
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.user.has_perm(ANY_STORY):
            del self.filters["mine"]  # a reporter's list has only their own

    def in_state(self, stories: Any, name: str, value: str) -> Any:
        """Return the stories in this state."""
        return stories.in_state(value)

    def credited_to(self, stories: Any, name: str, value: Profile) -> Any:
        """Return the stories that credit this person or desk."""
        return stories.filter(pk__in=Byline.objects.filter(profile=value).values("article"))

    def tagged(self, stories: Any, name: str, value: str) -> Any:
        """Return the stories that have all of these tags."""
        whole = Tag.objects.filter(name__iexact=value.strip()).exists()  # of several words, or with a comma
        for tag in [value.strip()] if whole else parse_tags(value):
            # The keys and not a subquery: PostgreSQL then knows how many stories a tag has, and plans by it.
            keys = list(Tag.objects.filter(name__iexact=tag).values_list("pk", flat=True))
            stories = stories.filter(pk__in=TaggedArticle.objects.filter(tag__in=keys).values("content_object"))
        return stories

    def owned(self, stories: Any, name: str, value: str) -> Any:
        """Return the user's own stories."""
        return stories.filter(owner=self.request.user)
