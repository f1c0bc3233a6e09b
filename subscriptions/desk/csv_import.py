"""CSV import of subscribers in two steps: a preview, then the import with the basis of consent."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.log_actions import log

from articles.models import Section

from ..models import Topic
from ..models.subscription import Cadence
from ..services import csv_import
from ..services.consent import Origin
from .rights import ADD, MailDeskView

MAX_ERRORS_SHOWN = 50


class CSVImportForm(forms.Form):
    """The file or its text, the topics and cadence, and the basis of consent."""

    file = forms.FileField(required=False, label=gettext_lazy("CSV file"))
    text = forms.CharField(required=False, widget=forms.HiddenInput, max_length=csv_import.MAX_CHARACTERS, strip=False)
    topics = forms.MultipleChoiceField(label=gettext_lazy("They get"), widget=forms.CheckboxSelectMultiple)
    cadence = forms.ChoiceField(label=gettext_lazy("How often"), choices=Cadence.choices)
    basis = forms.CharField(
        label=gettext_lazy("Where their consent is on record"),
        max_length=300,
        help_text=gettext_lazy("Such as: “Paper forms of the spring fair, folder 12”. It stays with each of them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(f"{section.pk}", section.name) for section in Section.objects.order_by("position")]
        self.fields["topics"].choices = [("all", _("All stories")), *sections]

    def clean(self) -> dict[str, Any]:
        """Read and parse the file; its text is sent again in the second step."""
        cleaned: dict[str, Any] = super().clean() or {}
        if file := cleaned.get("file"):
            if file.size > csv_import.MAX_CHARACTERS:
                raise ValidationError(_("This file is too large. Bring it in in parts."))
            try:
                cleaned["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise ValidationError(_("Save the file as UTF-8 first.")) from error
        if not cleaned.get("text", "").strip():
            raise ValidationError(_("Choose a file."))
        cleaned["parsed"] = csv_import.parse(cleaned["text"])
        return cleaned

    def selected_topics(self) -> list[Topic]:
        """Return the chosen topics."""
        chosen = set(self.cleaned_data["topics"])
        found = [Topic.objects.everything()] if "all" in chosen else []
        sections = Section.objects.filter(pk__in=[key for key in chosen if key != "all"])
        return found + [Topic.objects.about(section) for section in sections]


class CSVImportView(MailDeskView):
    """Preview and import."""

    permission_required = ADD
    template_name = "subscriptions/desk/bring_in.html"
    page_title = gettext_lazy("Bring in subscribers")
    tab = "bring"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the template the form."""
        return super().get_context_data(**{"form": CSVImportForm(), "most": csv_import.MAX_LINES} | kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show the preview, or import if the preview was confirmed."""
        form = CSVImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        given, parsed = form.cleaned_data, form.cleaned_data["parsed"]
        if "sure" not in request.POST:
            context = self.get_context_data(
                form=form, parsed=parsed, text=given["text"], errors=parsed.errors[:MAX_ERRORS_SHOWN], given=given
            )
            return self.render_to_response(context)
        origin = Origin.of(request, f"file by {request.user.get_username()}"[:60])
        new = csv_import.import_subscribers(
            parsed, form.selected_topics(), given["cadence"], basis=given["basis"], origin=origin
        )
        topic = Topic.objects.everything()
        log(instance=topic, action="newsroom.subscribers_in", user=request.user, data={"number": new, **_basis(given)})
        words = ngettext("One subscriber brought in.", "%(n)d subscribers brought in.", new) % {"n": new}
        messages.success(request, words)
        return redirect("audience_subscribers")


def _basis(given: dict[str, Any]) -> dict[str, str]:
    return {"basis": given["basis"], "cadence": given["cadence"]}
