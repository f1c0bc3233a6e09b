"""The preferences page of a reader who is signed in or followed a mailed link."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from readers.identity import current_reader
from readers.models import Reader
from readers.views.private import redirect_to_sign_in

from ..services import digest_cursors, preferences, preferences_link, unsubscribing
from ..services.consent import Origin
from .forms import CADENCE_CHOICES, PauseForm, TimeForm

# Messages after a redirect, by the value of `said` in the URL.
MESSAGES = {
    "subscribed": _("You are subscribed."),
    "saved": _("That is saved."),
    "left": _("No more of that comes."),
    "left-all": _("No more mail comes."),
    "paused": _("No mail comes for now."),
    "resumed": _("Mail comes again."),
}


class InvalidForm(Exception):
    """The submitted form is invalid; `form` holds the errors."""

    def __init__(self, form: forms.Form) -> None:
        super().__init__(str(form.errors))
        self.form = form


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest, token: str = "") -> HttpResponse:
    """Show and change the subscriptions of the reader, found by the `token` of a mailed link or by their cookie."""
    reader = preferences_link.reader_from_token(token) if token else current_reader(request)
    if reader is None:
        return redirect_to_sign_in(request.path)
    if request.method != "POST":
        return _render_page(request, reader)
    action = ACTIONS.get(request.POST.get("do", "").partition(":")[0])
    if action is None:
        return _render_page(request, reader, status=400)
    try:
        said = action(reader, request.POST, Origin.of(request, "choices page"))
    except InvalidForm as invalid:
        return _render_page(request, reader, invalid.form, status=400)
    return redirect(f"{request.path}?said={said}")


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest, token: str) -> HttpResponse:
    """Offer to mail the link to the recipient of this mail; who was forwarded it sees and changes nothing."""
    reader, _subscriptions = unsubscribing.resolve_token(token)
    if request.method == "POST":
        preferences_link.mail_link(token)
        return redirect("subscriptions:sent")
    return render(request, "subscriptions/ask_for_link.html", {"reader": reader})


def _save(reader: Reader, post: QueryDict, origin: Origin) -> str:
    """Save the cadence of each subscription, and the time of digests."""
    form = TimeForm(post)
    if not form.is_valid():
        raise InvalidForm(form)
    for subscription in reader.subscriptions.standing().with_names():
        cadence = post.get(f"cadence-{subscription.public_id}")
        if cadence in dict(CADENCE_CHOICES):
            preferences.change_cadence(subscription, cadence, origin)
    for cadence in ("daily", "weekly"):
        digest_cursors.set_time(reader, cadence, zone=form.cleaned_data["zone"], hour=form.cleaned_data["hour"])
    return "saved"


def _unsubscribe(reader: Reader, post: QueryDict, origin: Origin) -> str:
    public_id = post["do"].partition(":")[2]
    rows = [row for row in reader.subscriptions.standing() if str(row.public_id) == public_id]
    unsubscribing.unsubscribe(reader, origin, rows)
    return "left"


def _unsubscribe_all(reader: Reader, _post: QueryDict, origin: Origin) -> str:
    unsubscribing.unsubscribe(reader, origin)
    return "left-all"


def _pause(reader: Reader, post: QueryDict, origin: Origin) -> str:
    form = PauseForm(post)
    if not form.is_valid():
        raise InvalidForm(form)
    for subscription in reader.subscriptions.active().with_names():
        preferences.pause(subscription, form.cleaned_data["until"], origin)
    return "paused"


def _resume(reader: Reader, _post: QueryDict, origin: Origin) -> str:
    for subscription in reader.subscriptions.standing().with_names():
        preferences.resume(subscription, origin)
    return "resumed"


ACTIONS: dict[str, Callable[[Reader, QueryDict, Origin], str]] = {
    "save": _save,
    "leave": _unsubscribe,
    "leave-all": _unsubscribe_all,
    "pause": _pause,
    "resume": _resume,
}


def _render_page(
    request: HttpRequest, reader: Reader, invalid: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    rows = list(reader.subscriptions.standing().with_names().order_by("pk"))
    cursor = reader.digest_cursors.order_by("cadence").first()
    time = (
        {"hour": cursor.hour, "zone": cursor.zone}
        if cursor
        else {"hour": digest_cursors.HOUR, "zone": request.paper.zone}
    )
    context = {
        "reader": reader,
        "subscriptions": rows,
        "paused": next((row for row in rows if row.state == "paused"), None),
        "cadences": CADENCE_CHOICES,
        "digests": any(row.cadence != "instant" for row in rows),
        "time_form": invalid if isinstance(invalid, TimeForm) else TimeForm(initial=time),
        "pause_form": invalid if isinstance(invalid, PauseForm) else PauseForm(),
        "said": MESSAGES.get(request.GET.get("said", "")),
    }
    return render(request, "subscriptions/choices.html", context, status=status)
