"""Choosers of stories, sections and profiles in forms."""

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
    """Find stories by their words, in the search vector of the desk."""

    q = forms.CharField(label="Search", required=False, widget=forms.TextInput(attrs={"placeholder": "Search"}))

    def filter(self, objects: Any) -> Any:
        """Return the stories that match."""
        objects = super().filter(objects)
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        return objects.matching(self.search_query) if self.is_searching else objects


class OwnOrPublishedMixin:
    """Offer only published stories and drafts that the user may see."""

    filter_form_class = StoryFilterForm

    def get_object_list(self: Any) -> Any:
        """Return the stories to choose from."""
        return Article.objects.choosable_by(self.request.user).select_related("section").defer("body").newest_first()

    def get_object(self: Any, pk: Any) -> Any:
        """Return the chosen story."""
        return Article.objects.choosable_by(self.request.user).get(pk=pk)

    def get_objects(self: Any, pks: Any) -> Any:
        """Return the chosen stories."""
        return Article.objects.choosable_by(self.request.user).filter(pk__in=pks)


class StoryChooseView(OwnOrPublishedMixin, ChooseView):
    """The dialog."""


class StoryChooseResultsView(OwnOrPublishedMixin, ChooseResultsView):
    """The results in the dialog."""


class StoryChosenView(OwnOrPublishedMixin, SnippetChosenView):
    """The response to the choice of a story."""


class StoryChosenMultipleView(OwnOrPublishedMixin, SnippetChosenMultipleView):
    """The response to the choice of several stories."""


class StoryChooserViewSet(SnippetChooserViewSet):
    """The chooser of stories."""

    choose_view_class = StoryChooseView
    choose_results_view_class = StoryChooseResultsView
    chosen_view_class = StoryChosenView
    chosen_multiple_view_class = StoryChosenMultipleView


class NameFilterForm(BaseFilterForm):
    """Find sections and profiles by part of their name."""

    q = forms.CharField(label="Search", required=False, widget=forms.TextInput(attrs={"placeholder": "Name"}))

    def filter(self, objects: Any) -> Any:
        """Return those whose name contains the words."""
        objects = super().filter(objects)
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        return objects.filter(name__icontains=self.search_query) if self.is_searching else objects


class ActiveMixin:
    """Offer only active objects."""

    filter_form_class = NameFilterForm

    def get_object_list(self: Any) -> Any:
        """Return the objects to choose from."""
        return super().get_object_list().filter(active=True)  # type: ignore[misc]


class ActiveChooseView(ActiveMixin, ChooseView):
    """The dialog."""


class ActiveChooseResultsView(ActiveMixin, ChooseResultsView):
    """The results in the dialog."""


class ActiveChooserViewSet(SnippetChooserViewSet):
    """The chooser of sections and of profiles."""

    choose_view_class = ActiveChooseView
    choose_results_view_class = ActiveChooseResultsView
