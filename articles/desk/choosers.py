"""Choosing a story, a section or a person in a form."""

from typing import Any

from django import forms
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)

from ..models import Article


class StoryFilterForm(BaseFilterForm):
    """Finds stories by their words, with the desk's own vector."""

    q = forms.CharField(label="Search", required=False, widget=forms.TextInput(attrs={"placeholder": "Search"}))

    def filter(self, objects: Any) -> Any:
        """Keep the stories that match."""
        objects = super().filter(objects)
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        return objects.matching(self.search_query) if self.is_searching else objects


class OwnOrPublishedMixin:
    """Nobody is offered, or can name, a draft that they may not see."""

    filter_form_class = StoryFilterForm

    def get_object_list(self: Any) -> Any:
        """What may be chosen from."""
        return Article.objects.choosable_by(self.request.user).select_related("section").defer("body").newest_first()

    def get_object(self: Any, pk: Any) -> Any:
        """The story that was chosen."""
        return Article.objects.choosable_by(self.request.user).get(pk=pk)

    def get_objects(self: Any, pks: Any) -> Any:
        """The stories that were chosen."""
        return Article.objects.choosable_by(self.request.user).filter(pk__in=pks)


class StoryChooseView(OwnOrPublishedMixin, ChooseView):
    """The chooser."""


class StoryChooseResultsView(OwnOrPublishedMixin, ChooseResultsView):
    """Its results."""


class StoryChosenView(OwnOrPublishedMixin, SnippetChosenView):
    """The answer to a choice."""


class StoryChosenMultipleView(OwnOrPublishedMixin, SnippetChosenMultipleView):
    """The answer to several."""


class StoryChooserViewSet(SnippetChooserViewSet):
    """The chooser of stories."""

    choose_view_class = StoryChooseView
    choose_results_view_class = StoryChooseResultsView
    chosen_view_class = StoryChosenView
    chosen_multiple_view_class = StoryChosenMultipleView


class NameFilterForm(BaseFilterForm):
    """Finds sections and people by part of their name."""

    q = forms.CharField(label="Search", required=False, widget=forms.TextInput(attrs={"placeholder": "Name"}))

    def filter(self, objects: Any) -> Any:
        """Keep those whose name has the words."""
        objects = super().filter(objects)
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        return objects.filter(name__icontains=self.search_query) if self.is_searching else objects


class ActiveMixin:
    """Only what is still in use is offered."""

    filter_form_class = NameFilterForm

    def get_object_list(self: Any) -> Any:
        """What may be chosen from."""
        return super().get_object_list().filter(active=True)  # type: ignore[misc]


class ActiveChooseView(ActiveMixin, ChooseView):
    """The chooser."""


class ActiveChooseResultsView(ActiveMixin, ChooseResultsView):
    """Its results."""


class ActiveChooserViewSet(SnippetChooserViewSet):
    """The chooser of sections and of people."""

    choose_view_class = ActiveChooseView
    choose_results_view_class = ActiveChooseResultsView
