"""Staff views: transactional mail with its states, and messages of the development mailbox."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from . import development_mailbox, sending
from .models import OutgoingMail

# Messages hold sign-in links of readers: only for those who run the paper.
MAY_READ = "articles.change_paper"
MAY_SEE, MAY_RETRY = "outbox.view_outgoingmail", "outbox.change_outgoingmail"
ROWS = 50


class OutboxView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """The list of transactional mail, newest first: masked address, kind and last reply of the mail server."""

    permission_required = MAY_SEE
    raise_exception = True
    template_name = "outbox/outbox.html"
    page_title = gettext_lazy("Outbox")
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of rows."""
        state = self.request.GET.get("state", "")
        rows = OutgoingMail.objects.newest().defer("text", "html")
        if state in OutgoingMail.State.values:
            rows = rows.filter(state=state)
        found = list(rows.before(self.request.GET.get("before"))[: ROWS + 1])
        page = found[:ROWS]
        return super().get_context_data(
            mails=page,
            states=OutgoingMail.State.choices,
            chosen=state,
            older=page[-1].public_id if len(found) > ROWS else None,
            media=Media(css={"all": ["desk/lists.css"]}),
            may_retry=self.request.user.has_perm(MAY_RETRY),
            **kwargs,
        )


@permission_required(MAY_RETRY, raise_exception=True)
def retry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send one mail again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if sending.retry(get_object_or_404(OutgoingMail, public_id=public_id)):
        messages.success(request, _("It is tried again now."))
    else:
        messages.error(request, _("It is being sent, or was answered meanwhile."))
    return redirect("outbox_outbox")


@permission_required(MAY_READ, raise_exception=True)
def letters(request: HttpRequest) -> HttpResponse:
    """List the newest messages of the development mailbox."""
    if not development_mailbox.in_use():
        raise Http404
    return render(request, "outbox/letters.html", {"letters": development_mailbox.letters()})


@permission_required(MAY_READ, raise_exception=True)
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one message of the development mailbox."""
    found = development_mailbox.letter(name) if development_mailbox.in_use() else None
    if found is None:
        raise Http404
    return render(request, "outbox/letter.html", {"letter": found})
