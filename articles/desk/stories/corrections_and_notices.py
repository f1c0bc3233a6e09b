"""The forms to correct a published story, add an update note, withdraw it, or reinstate it."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import FormView
from wagtail.admin import messages

from ...models import Article, Correction, UpdateNote, Withdrawal
from ...services import publishing


class CorrectionForm(forms.ModelForm):
    """The form of a correction."""

    class Meta:
        model = Correction
        fields = ("kind", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


class UpdateNoteForm(forms.ModelForm):
    """The form of an update note."""

    class Meta:
        model = UpdateNote
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}


class WithdrawalForm(forms.ModelForm):
    """The form of a withdrawal."""

    class Meta:
        model = Withdrawal
        fields = ("reason",)
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}


class NoticeView(PermissionRequiredMixin, FormView):
    """A form for one story that calls one function of `services.publishing`."""

    template_name = "articles/desk/statement.html"
    raise_exception = True
    title: ClassVar[str]
    explanation: ClassVar[str]
    button: ClassVar[str]
    change: ClassVar[Callable[..., Any]]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Load the story first."""
        self.story = get_object_or_404(Article, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Make the change, and redirect to the story's form with a message."""
        try:
            type(self).change(self.story, user=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, f"Done: {self.title.lower()} “{self.story}”.")
        return redirect(self.edit_url)

    @property
    def edit_url(self) -> str:
        """Return the URL of the story's form."""
        return reverse(Article.snippet_viewset.get_url_name("edit"), args=[self.story.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the texts around the form."""
        words = {"title": self.title, "explanation": self.explanation, "button": self.button}
        return super().get_context_data(story=self.story, edit_url=self.edit_url, **words, **kwargs)


class CorrectView(NoticeView):
    """Print a correction."""

    permission_required = "articles.correct_article"
    form_class = CorrectionForm
    title, button = "Correct", "Print the correction"
    explanation = (
        "The correction is printed under the story and on the corrections page, with the time, and stays there."
    )
    change = publishing.correct


class NoteUpdateView(NoticeView):
    """Print an update note."""

    permission_required = "articles.correct_article"
    form_class = UpdateNoteForm
    title, button = "Note an update of", "Print the note"
    explanation = "Say what the story has gained since it was published. Readers see the note under it."
    change = publishing.note_update


class WithdrawView(NoticeView):
    """Withdraw for legal reasons."""

    permission_required = "articles.withdraw_article"
    form_class = WithdrawalForm
    title, button = "Withdraw", "Withdraw the story"
    explanation = (
        "Its address will say that it was withdrawn, and why (410). It cannot be published until it is reinstated."
    )
    change = publishing.withdraw


class ReinstateView(NoticeView):
    """Lift a withdrawal."""

    permission_required = "articles.withdraw_article"
    form_class = forms.Form
    title, button = "Reinstate", "Reinstate as a draft"
    explanation = "The story becomes a draft again. Readers see it only once it is published."
    change = publishing.reinstate


urlpatterns = [
    path("stories/<int:pk>/correct/", CorrectView.as_view(), name="newsroom_story_correct"),
    path("stories/<int:pk>/note/", NoteUpdateView.as_view(), name="newsroom_story_note"),
    path("stories/<int:pk>/withdraw/", WithdrawView.as_view(), name="newsroom_story_withdraw"),
    path("stories/<int:pk>/reinstate/", ReinstateView.as_view(), name="newsroom_story_reinstate"),
]
