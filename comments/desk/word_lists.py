"""The pages of the word lists, and the preview of all rules on a text."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from articles.models import Section

from ..errors import CommentingError
from ..models import WordRule
from ..rules import preview
from ..services import word_lists
from ..text import clean_line
from .items.reason_text import detail_of
from .rights import SETTINGS, DeskAction, DeskPage

ROWS = 200
MOST_AT_ONCE = 10_000
TITLES = {
    "banned": gettext_lazy("Banned"),
    "suspect": gettext_lazy("Suspect"),
    "allow": gettext_lazy("Allowed"),
}
EXPLAINED = {
    "banned": gettext_lazy("A comment that holds one of these is refused."),
    "suspect": gettext_lazy("A comment that holds one of these waits for a moderator."),
    "allow": gettext_lazy("These are never minded, also where a banned or suspect phrase is inside them."),
}
EVERYWHERE = gettext_lazy("The whole site")


class PhrasesForm(forms.Form):
    """Phrases to add, one a line."""

    kind = forms.ChoiceField(choices=WordRule.Kind.choices)
    phrases = forms.CharField(max_length=1_000_000)
    section = forms.ModelChoiceField(Section.objects.all(), required=False)
    look_in = forms.MultipleChoiceField(choices=[("body", ""), ("name", "")])


class RulePreviewForm(forms.Form):
    """A text for the rule preview."""

    text = forms.CharField(max_length=64 * 1024)
    name = forms.CharField(max_length=60, required=False)
    section = forms.ModelChoiceField(Section.objects.all(), required=False)


class WordsView(DeskPage):
    """Show one page of a word list."""

    permission_required = SETTINGS
    template_name = "comments/desk/words.html"
    page_title = gettext_lazy("Word lists")
    tab = "words"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with the list and the forms."""
        data = self.request.GET
        kind = data.get("kind", "")
        kind = kind if kind in TITLES else "banned"
        sought = clean_line(data.get("q", ""))[:100]
        rows = WordRule.objects.filter(kind=kind).select_related("section").order_by("-pk")
        if sought:
            rows = rows.filter(phrase__icontains=sought)
        before = data.get("before", "")
        if before.isascii() and before.isdigit() and len(before) < 19:
            rows = rows.filter(pk__lt=int(before))
        found = list(rows[: ROWS + 1])
        page = found[:ROWS]
        return super().get_context_data(
            kind=kind,
            kinds=TITLES.items(),
            explained=EXPLAINED[kind],
            phrases=page,
            more=page[-1].pk if len(found) > ROWS else None,
            sought=sought,
            sections=Section.objects.order_by("position"),
            **kwargs,
        )


class AddPhrasesView(DeskAction):
    """Add many phrases to a list."""

    permission_required = SETTINGS

    def post(self, request: Any) -> HttpResponse:
        """Add them, and report how many were new."""
        form = PhrasesForm(request.POST)
        kind = request.POST.get("kind", "")
        here = f"{reverse('comments_words')}?kind={kind if kind in TITLES else 'banned'}"
        if not form.is_valid():
            messages.error(request, _("Write a phrase a line, and say where it is looked for: text, name or both."))
            return redirect(here)
        given = form.cleaned_data
        phrases = [line for line in given["phrases"].splitlines() if line.strip()][:MOST_AT_ONCE]
        section = given["section"].pk if given["section"] else None
        new = word_lists.add_phrases(given["kind"], phrases, section, given["look_in"], request.user)
        messages.success(request, ngettext("One phrase added.", "%(n)d phrases added.", new) % {"n": new})
        if left := len(phrases) - new:
            words = ngettext(
                "One was left out: it was there already, or there is no word in it.",
                "%(n)d were left out: they were there already, or there is no word in them.",
                left,
            )
            messages.info(request, words % {"n": left})
        return redirect(here)


class RemovePhrasesView(DeskAction):
    """Remove the selected phrases from their list."""

    permission_required = SETTINGS

    def post(self, request: Any) -> HttpResponse:
        """Remove them."""
        keys = [int(key) for key in request.POST.getlist("pick") if key.isascii() and key.isdigit() and len(key) < 19]
        gone = word_lists.remove_phrases(keys[:MOST_AT_ONCE], request.user)
        messages.success(request, ngettext("One phrase removed.", "%(n)d phrases removed.", gone) % {"n": gone})
        kind = request.POST.get("kind", "")
        return redirect(f"{reverse('comments_words')}?kind={kind if kind in TITLES else 'banned'}")


class RulePreviewView(DeskPage):
    """Preview the verdicts of all rules on a text.

    It changes nothing; it is a POST request because a text is too long for an address.
    """

    permission_required = SETTINGS
    template_name = "comments/desk/try.html"
    page_title = gettext_lazy("Try a text")
    tab = "words"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with the sections."""
        return super().get_context_data(sections=Section.objects.order_by("position"), **kwargs)

    def post(self, request: Any) -> HttpResponse:
        """Show the verdict and the time of each rule."""
        form, rule_preview, refusal = RulePreviewForm(request.POST), None, ""
        if form.is_valid():
            given = form.cleaned_data
            try:
                rule_preview = preview.preview_rules(given["text"], name=given["name"], section=given["section"])
            except CommentingError as why:
                refusal = str(why.message)
        verdicts = [
            {
                "verdict": verdict,
                "detail": detail_of(finding.code, finding.detail) if (finding := verdict.finding) else "",
            }
            for verdict in (rule_preview.verdicts if rule_preview else ())
        ]
        context = self.get_context_data(form=form, rule_preview=rule_preview, verdicts=verdicts, refusal=refusal)
        return render(request, self.template_name, context)
