"""The page of comment settings, of the paper and of its sections."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from articles.models import Paper, Section

from ..models import ModerationDecision, SectionCommentSettings, SiteCommentSettings
from ..services import rules_log, threads
from .rights import SETTINGS, DeskPage

Action: Any = ModerationDecision.Action


class SiteSettingsForm(forms.ModelForm):
    """Comment settings of the paper."""

    class Meta:
        model = SiteCommentSettings
        fields = [
            "premod",
            "first_n",
            "closed",
            "closed_message",
            "report_threshold",
            "reports_hold",
            "max_length",
            "mail_moderators",
        ]
        help_texts = {"closed_message": ""}
        labels = {
            "premod": gettext_lazy("Who is read before publication"),
            "first_n": gettext_lazy("How many first comments"),
            "closed": gettext_lazy("Close comments on the whole site"),
            "closed_message": gettext_lazy("What readers are told meanwhile"),
            "report_threshold": gettext_lazy("Weight of reports"),
            "reports_hold": gettext_lazy("Reports may hide"),
            "max_length": gettext_lazy("Longest comment"),
            "mail_moderators": gettext_lazy("Mail about waiting comments"),
        }


class PaperSettingsForm(forms.ModelForm):
    """The fields of the paper's own settings that concern comments."""

    class Meta:
        model = Paper
        fields = ["comment_default", "close_comments_after_days"]
        labels = {
            "comment_default": gettext_lazy("New stories"),
            "close_comments_after_days": gettext_lazy("Close after days"),
        }
        help_texts = {"close_comments_after_days": gettext_lazy("Counted from publication. Empty: never.")}


class SectionSettingsForm(forms.ModelForm):
    """Comment settings of a section."""

    class Meta:
        model = SectionCommentSettings
        fields = ["premod", "close_after_days"]
        labels = {
            "premod": gettext_lazy("Who is read before publication"),
            "close_after_days": gettext_lazy("Close after days"),
        }


class SettingsView(DeskPage):
    """Edit all settings on one page; they are saved together."""

    permission_required = SETTINGS
    template_name = "comments/desk/settings.html"
    page_title = gettext_lazy("How comments work")
    tab = "settings"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with the forms."""
        kwargs.setdefault("forms", _forms())
        return super().get_context_data(**kwargs)

    def post(self, request: Any) -> HttpResponse:
        """Save all forms, or show the errors."""
        given = _forms(request.POST)
        site, paper, sections = given
        every: list[Any] = [site, paper, *(form for _section, form in sections)]
        if any(form.errors for form in every):
            messages.error(request, _("Nothing was saved: see what is marked."))
            return render(request, self.template_name, self.get_context_data(forms=given), status=422)
        with transaction.atomic():
            _log(given, request.user)
            site.save()
            paper.instance.save(update_fields=paper.Meta.fields)
            for section, form in sections:
                _save(section, form)
            threads.follow_settings()
        messages.success(request, _("Saved."))
        return redirect("comments_settings")


def _forms(data: Any = None) -> tuple[SiteSettingsForm, PaperSettingsForm, list[tuple[Section, SectionSettingsForm]]]:
    rows = SectionCommentSettings.objects.in_bulk()
    sections = [
        (
            section,
            SectionSettingsForm(
                data,
                prefix=f"section-{section.pk}",
                instance=rows.get(section.pk) or SectionCommentSettings(section=section),
            ),
        )
        for section in Section.objects.filter(active=True).order_by("apart", "position")
    ]
    return (
        SiteSettingsForm(data, prefix="site", instance=SiteCommentSettings.load()),
        PaperSettingsForm(data, prefix="paper", instance=Paper.load()),
        sections,
    )


def _log(
    given: "tuple[SiteSettingsForm, PaperSettingsForm, list[tuple[Section, SectionSettingsForm]]]", user: Any
) -> None:
    """Log the changed settings, a line for the paper and one for each section."""
    site, paper, sections = given
    groups: list[tuple[str, list[Any]]] = [("", [site, paper])]
    groups += [(f"{section}: ", [form]) for section, form in sections]
    for whose, forms_ in groups:
        if changed := [line for form in forms_ for line in _changed(form)]:
            rules_log.note(Action.SETTINGS, user, whose + "; ".join(changed))


def _changed(form: Any) -> list[str]:
    """Return the changes of a form: “Longest comment: 5000 → 3000”."""
    lines = []
    for name in form.changed_data:
        before, after = (_in_words(form, name, value) for value in (form[name].initial, form.cleaned_data[name]))
        lines.append(f"{form[name].label}: {before} → {after}")
    return lines


def _in_words(form: Any, name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value)) if value not in (None, "") else "–"


def _save(section: Section, form: SectionSettingsForm) -> None:
    """Save the settings of a section; delete the row if it overrides nothing."""
    if form.instance.premod == "inherit" and form.instance.close_after_days is None:
        SectionCommentSettings.objects.filter(section=section).delete()
    else:
        form.save()
