"""Actions of staff on a mailing, by POST and logged."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.log_actions import log

from ..models import Mailing
from ..sending import ledger
from ..services import mailing_control, planning
from .ledger import get_mailing
from .rights import RUN, SEND, MailDeskAction, safe_next_url


def _at_once(mailing: Mailing) -> int:
    return int(mailing.hold_until is not None and mailing_control.hold_longer(mailing, planning.NO_HOLD))


# By the name of the button: the service (it returns how many rows it changed), the log action, the permissions.
ACTIONS: dict[str, tuple[Callable[[Mailing], int], str, set[str]]] = {
    "at_once": (_at_once, "mailing_at_once", {SEND}),
    "cancel": (mailing_control.cancel, "mailing_cancel", {SEND, RUN}),
    "pause": (mailing_control.pause, "mailing_pause", {RUN}),
    "resume": (mailing_control.resume, "mailing_resume", {RUN}),
    "retry": (mailing_control.retry_failed, "mailing_retry", {RUN}),
    "again": (mailing_control.send_uncertain_again, "mailing_again", {RUN}),
    "assume": (mailing_control.call_uncertain_sent, "mailing_assume", {RUN}),
}


class MailingAction(MailDeskAction):
    """Pause, resume, cancel or retry a mailing, or settle its uncertain deliveries: POST with `action`."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Perform the action, report the result, and redirect back."""
        name = request.POST.get("action", "")
        if name not in ACTIONS:
            return HttpResponseBadRequest()
        deed, called, rights = ACTIONS[name]
        if not any(map(request.user.has_perm, rights)):
            raise PermissionDenied
        mailing = get_mailing(public_id)
        number = int(deed(mailing))
        if number:
            log(instance=mailing, action=f"newsroom.{called}", user=request.user, data={"number": number})
            ledger.recount(mailing)
            messages.success(request, _said(name, number))
        else:
            messages.warning(request, _("Nothing was done: it is no longer as it was on your page."))
        return redirect(safe_next_url(request, reverse("audience_mailing", args=[mailing.public_id])))

    def has_permission(self) -> bool:
        """Return whether the user may perform any of the actions; `post` checks the permission of the one."""
        return bool(self.request.user.has_perm(SEND) or self.request.user.has_perm(RUN))


def _said(name: str, number: int) -> str:
    match name:
        case "at_once":
            return _("It is mailed now.")
        case "cancel":
            return _("Cancelled. Nothing more of it goes out.")
        case "pause":
            return _("Paused. Nothing more of it goes out until somebody lets it go on.")
        case "resume":
            return _("It goes on from where it was.")
        case "assume":
            return ngettext("One is now called sent.", "%(n)d are now called sent.", number) % {"n": number}
    return ngettext("One is tried again.", "%(n)d are tried again.", number) % {"n": number}
