"""Views of sign-in and sign-out."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outbox.addresses import normalise

from .. import identity, sign_in, sign_in_requests
from ..guards import honeypot
from ..guards.client_address import client_network
from ..guards.limits import TooOften
from .private import safe_next_page


class AddressField(forms.CharField):
    """A form field for one mail address, validated by the outbox."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"class": "in", "autocomplete": "email", "spellcheck": "false"})
        super().__init__(max_length=254, widget=widget, validators=[normalise], **kwargs)


class SignInForm(forms.Form):
    """The address to sign in with."""

    email = AddressField(label=_("Your mail address"))
    next = forms.CharField(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show and process the form. The response is the same for every address: look into your mail."""
    if request.method != "POST":
        form = SignInForm(initial={"next": safe_next_page(request.GET.get("next"))})
        return render(request, "readers/sign_in.html", {"form": form, "reader": identity.current_reader(request)})
    form = SignInForm(request.POST)
    if honeypot.caught(request.POST):
        return redirect("readers:sign_in_sent")
    if not form.is_valid():
        return render(request, "readers/sign_in.html", {"form": form}, status=400)
    try:
        sign_in_requests.request_link(
            form.cleaned_data["email"], client_network(request), safe_next_page(form.cleaned_data["next"])
        )
    except TooOften:
        return render(request, "readers/sign_in.html", {"form": form, "too_often": True}, status=429)
    return redirect("readers:sign_in_sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Show the page that says what happens next."""
    return render(request, "readers/sign_in_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
def follow_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button, because mail scanners follow links; sign in when it is pressed."""
    if request.method != "POST":
        reader, _next = sign_in.read_token(token)
        return render(request, "readers/follow_link.html", {"reader": reader})
    reader, wanted = sign_in.sign_in(token)
    response = redirect(safe_next_page(wanted) or "readers:my_page")
    identity.remember(response, reader)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out in this browser, or in all."""
    reader = identity.current_reader(request)
    if reader and request.POST.get("everywhere"):
        identity.sign_out_everywhere(reader)
    response = redirect("readers:sign_in")
    identity.forget(response)
    return response
