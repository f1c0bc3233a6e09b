"""The account page ("my page"): name, sections of all apps, export and erasure."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import erasure, identity
from ..account_sections import sections
from ..models import Reader
from ..names import LONGEST, clean_name
from .private import signed_in

# Messages after a redirect, by the value of `said` in the URL.
SAID = {
    "name": _("Your name is changed."),
    "address-asked": _("Look into both mailboxes: each address has to say yes within a day."),
}


class NameForm(forms.Form):
    """The name that a reader's comments show."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST,
        strip=False,  # hidden characters at its ends are refused, not stripped
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "name", "aria-describedby": "name-hint"}),
    )

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    def clean_name(self) -> str:
        """Validate the name."""
        return clean_name(self.cleaned_data["name"], self.reader)


@require_safe
@signed_in
def my_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the account page."""
    return _page(request, reader)


@require_POST
@signed_in
def name(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Change the name."""
    form = NameForm(request.POST, reader=reader)
    if not form.is_valid():
        return _page(request, reader, name_form=form, status=400)
    reader.name = form.cleaned_data["name"]
    reader.save(update_fields=["name"])
    return redirect(f"{reverse('readers:my_page')}?said=name")


def _export(request: HttpRequest, reader: Reader) -> HttpResponse:
    response = JsonResponse(erasure.export(reader), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _erase(request: HttpRequest, reader: Reader) -> HttpResponse:
    if request.method != "POST":
        return render(request, "readers/erase.html", {"reader": reader})
    if not request.POST.get("sure"):
        return render(request, "readers/erase.html", {"reader": reader, "unsure": True}, status=400)
    erasure.erase(reader)
    response = redirect("readers:erased")
    identity.forget(response)
    return response


# Both need a link that was followed within half an hour: a browser that was left open must not be enough.
export = require_http_methods(["GET", "POST"])(signed_in(_export, fresh=True))
erase = require_http_methods(["GET", "HEAD", "POST"])(signed_in(_erase, fresh=True))


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """Show the page after erasure."""
    return render(request, "readers/erased.html")


def _page(
    request: HttpRequest, reader: Reader, *, name_form: NameForm | None = None, status: int = 200
) -> HttpResponse:
    rendered = [
        render_to_string(section.template, {"reader": reader, **section.context(request, reader)}, request)
        for section in sections()
        if section.template
    ]
    context = {
        "reader": reader,
        "my_parts": rendered,
        "name_form": name_form or NameForm(initial={"name": reader.name}, reader=reader),
        "said": SAID.get(request.GET.get("said", "")),
        "change": getattr(reader, "address_change", None),
    }
    return render(request, "readers/my_page.html", context, status=status)
