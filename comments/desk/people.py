"""Pages about commenters: their record, and decisions about them."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from articles.paging import Cursor

from ..errors import CommentingError
from ..models import Commenter
from ..reasons import TO_REFUSE
from ..services import bulk, commenters
from ..services.changes import Actor, staff
from ..text import clean_line
from . import undo
from .queues import STANDINGS, reasons_to_refuse
from .rights import ADDRESSES, BAN, DeskAction, DeskPage, back_to

ROWS = 50


class PeopleView(DeskPage):
    """List commenters with restrictions, or search by the beginning of the name."""

    template_name = "comments/desk/people.html"
    page_title = gettext_lazy("People")
    tab = "people"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with a page of commenters."""
        sought = clean_line(self.request.GET.get("q", ""))[:60]
        rows = Commenter.objects.filter(erased_at=None)
        if sought:
            rows = rows.filter(display_name__istartswith=sought).order_by("id")
        else:
            rows = rows.exclude(status=Commenter.Status.ACTIVE).order_by("-id")
        before = self.request.GET.get("before", "")
        if before.isascii() and before.isdigit() and len(before) < 19:
            rows = rows.filter(pk__gt=int(before)) if sought else rows.filter(pk__lt=int(before))
        found = list(rows[: ROWS + 1])
        page = found[:ROWS]
        more = page[-1].pk if len(found) > ROWS else None
        return super().get_context_data(people=page, sought=sought, more=more, **kwargs)


class PersonView(DeskPage):
    """Show one commenter with record, notes, decisions and comments."""

    template_name = "comments/desk/person.html"
    tab = "people"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with the commenter and a page of their comments."""
        person = get_object_or_404(Commenter.objects.select_related("reader"), pk=self.kwargs["number"])
        self.page_title = person.display_name or _("Somebody who was erased")
        rows = person.comments.select_related("current_revision", "thread__article").defer("thread__article__body")
        cursor = Cursor.parse(self.request.GET.get("before"))
        if cursor:
            rows = rows.filter(
                Q(created_at__lt=cursor.at) | Q(created_at=cursor.at, id__lt=cursor.id), created_at__lte=cursor.at
            )
        found = list(rows.order_by("-created_at", "-id")[: ROWS + 1])
        page = found[:ROWS]
        return super().get_context_data(
            person=person,
            address=self._address(person),
            comments=page,
            older=Cursor(page[-1].created_at, page[-1].pk) if len(found) > ROWS else None,
            decisions=list(person.decisions.select_related("actor").order_by("-pk")[:ROWS]),
            notes=list(person.notes.select_related("by").order_by("-pk")[:ROWS]),
            standings=_offered(person),
            here=self.request.get_full_path(),
            **kwargs,
        )

    def _address(self, person: Commenter) -> str:
        """Return the mail address, masked for users without the right to see it."""
        if person.reader is None:
            return ""
        masked: str = person.reader.masked_email
        return str(person.reader.email) if self.request.user.has_perm(ADDRESSES) else masked


def _offered(person: Commenter) -> list[tuple[str, str | Promise]]:
    restrained = person.standing() != str(Commenter.Status.ACTIVE)
    return [(key, label) for key, label in STANDINGS.items() if key != "lift" or restrained]


class StandingView(DeskAction):
    """Put a restriction on a commenter, or lift it."""

    permission_required = BAN

    def post(self, request: Any, number: int) -> HttpResponse:
        """Apply the decision, and redirect to the page with the form."""
        person = get_object_or_404(Commenter, pk=number)
        wanted, note = request.POST.get("standing", ""), clean_line(request.POST.get("note", ""))[:500]
        if wanted not in STANDINGS:
            return HttpResponseBadRequest()
        try:
            _decide(person, wanted, staff(request.user), note)
        except CommentingError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"{person.display_name}: {STANDINGS[wanted]}.")
        return redirect(back_to(request, reverse("comments_person", args=[person.pk])))


def _decide(person: Commenter, wanted: str, actor: Actor, note: str) -> None:
    if wanted.isdigit():
        commenters.suspend(person, timezone.now() + timedelta(days=int(wanted)), actor, note)
    else:
        {"watch": commenters.watch, "ban": commenters.ban, "lift": commenters.lift}[wanted](person, actor, note)


class NoteView(DeskAction):
    """Add a note about a commenter for other moderators."""

    def post(self, request: Any, number: int) -> HttpResponse:
        """Save the note."""
        person = get_object_or_404(Commenter, pk=number)
        if commenters.note_about(person, request.POST.get("text", ""), request.user) is None:
            messages.warning(request, _("There was nothing to note."))
        else:
            messages.success(request, _("Noted."))
        return redirect(reverse("comments_person", args=[person.pk]))


class RefuseAllView(DeskPage):
    """Refuse all comments of one person, after a preview of their number."""

    permission_required = BAN
    template_name = "comments/desk/refuse_all.html"
    page_title = gettext_lazy("Refuse everything by one person")
    tab = "people"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context with the preview."""
        person = get_object_or_404(Commenter, pk=self.kwargs["number"])
        preview = bulk.preview_refusing_all(person)
        return super().get_context_data(person=person, preview=preview, reasons=reasons_to_refuse(), **kwargs)

    def post(self, request: Any, number: int) -> HttpResponse:
        """Refuse the comments."""
        person = get_object_or_404(Commenter, pk=number)
        reason = request.POST.get("reason", "")
        note = clean_line(request.POST.get("note", ""))[:500]
        decided = bulk.refuse_all_by(person, staff(request.user), reason if reason in TO_REFUSE else "other", note)
        undo.remember(request, decided)
        said = ngettext("One comment refused.", "%(n)d comments refused.", len(decided)) % {"n": len(decided)}
        messages.success(request, said)
        return redirect(reverse("comments_person", args=[person.pk]))
