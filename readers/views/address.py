"""Views of an address change: request and confirmation."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from .. import address_change, identity
from ..guards.limits import TooOften
from ..models import Reader
from .private import signed_in
from .sign_in import AddressField


class AddressForm(forms.Form):
    """The new address."""

    email = AddressField(label=_("Your new mail address"))


def _change(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the form, and mail both addresses."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return render(request, "readers/change_address.html", {"form": form, "reader": reader})
    too_often = False
    if form.is_valid():
        try:
            address_change.request_change(reader, form.cleaned_data["email"])
            return redirect(f"{reverse('readers:my_page')}?said=address-asked")
        except ValidationError as refusal:
            form.add_error("email", refusal)
        except TooOften:
            too_often = True
    context = {"form": form, "reader": reader, "too_often": too_often}
    return render(request, "readers/change_address.html", context, status=429 if too_often else 400)


change = require_http_methods(["GET", "HEAD", "POST"])(signed_in(_change, fresh=True))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button, and confirm one address when it is pressed."""
    pending, side = address_change.pending_change(token)
    if request.method != "POST":
        return render(request, "readers/confirm_address.html", {"wish": pending, "side": side})
    try:
        pending, done = address_change.confirm(token)
    except address_change.AddressTaken:
        return render(request, "readers/address_taken.html", status=409)
    response = render(request, "readers/address_confirmed.html", {"wish": pending, "done": done})
    if done:
        identity.forget(response)
    return response
