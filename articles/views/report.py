"""The form by which readers report an error in a story."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..models import Article, OldAddress
from ..services import error_reports
from ..validators import CLEAN_TEXT


class ReportForm(forms.Form):
    """The text of a report. The second field is a honeypot: people do not see it, bots fill it in."""

    text = forms.CharField(
        label=_("What is wrong, and how do you know?"),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "in", "rows": 6, "aria-describedby": "text-hint"}),
        error_messages={"required": _("Write what is wrong."), "min_length": _("Write a few words more.")},
    )
    more = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def clean_text(self) -> str:
        """Normalise line breaks, and refuse control characters."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        for check in CLEAN_TEXT:
            check(text)
        return text

    @property
    def from_a_machine(self) -> bool:
        """Return whether the honeypot was filled in."""
        return bool(self.data.get("more"))


@never_cache
def report_error(request: HttpRequest, address: str) -> HttpResponse:
    """Show the form for the story at `address`, and save the report."""
    story = Article.objects.published().defer("body").filter(address=address).first()
    if story is None:
        return _from_old_address(address)
    form = ReportForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"story": story, "form": form}
    if not form.is_bound:
        return render(request, "articles/report_error.html", context)
    if form.from_a_machine:
        return redirect("articles:report_thanks")
    if not form.is_valid():
        return render(request, "articles/report_error.html", context, status=400)
    try:
        error_reports.report_error(story, form.cleaned_data["text"])
    except error_reports.TooManyReportsError:
        return render(request, "articles/report_error.html", context | {"too_many": True}, status=429)
    return redirect("articles:report_thanks")


def _from_old_address(address: str) -> HttpResponse:
    """Redirect from an old address of the story."""
    old = get_object_or_404(OldAddress.objects.select_related("article"), path=f"/{address}/", article__live=True)
    return redirect(reverse("articles:report_error", args=[old.article.address]), permanent=True)


@require_safe
@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    """Show the confirmation."""
    return render(request, "articles/report_thanks.html")
