"""Moderation of many comments at once: selected ones, or all of a queue, at most a thousand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from articles.models import Article

from ..models import Comment
from ..moderation_queues import Queue
from ..reasons import TO_REFUSE, name_of
from ..services import bulk as bulk_service
from ..services.changes import staff
from . import undo
from .queues import IN_BULK, queue_named
from .rights import MODERATE, back_to

MOST = 1_000
Status: Any = Comment.Status
TO = {"publish": Status.PUBLISHED, "refuse": Status.REJECTED, "spam": Status.SPAM, "hold": Status.HELD}
ASKED = {
    "publish": gettext_lazy("Publish"),
    "refuse": gettext_lazy("Refuse"),
    "spam": gettext_lazy("Mark as spam"),
    "hold": gettext_lazy("Hold"),
}


@dataclass(frozen=True)
class BulkRequest:
    """The action and the comments that the form asks for."""

    queue: Queue
    story: Article | None
    to: str
    reason: str
    all_matching: bool
    seen: dict[int, int]  # primary key and version of the selected comments
    as_of: (
        datetime | None
    )  # when the page was rendered: later comments are left out, because the moderator has not seen them

    @classmethod
    def of(cls, request: HttpRequest) -> "BulkRequest | None":
        """Return the request; None if the form is malformed."""
        data = request.POST
        queue = queue_named(data.get("queue", ""))
        to, story, reason = data.get("to", ""), data.get("story", ""), data.get("reason", "")
        as_of = _moment(data.get("as_of", ""))
        all_matching = data.get("which") == "matching"
        if to not in IN_BULK[queue.name] or (all_matching and as_of is None):
            return None
        return cls(
            queue,
            get_object_or_404(Article.objects.defer("body"), pk=int(story)) if _is_key(story) else None,
            to,
            reason if reason in TO_REFUSE else "other",
            all_matching,
            dict(filter(None, map(_picked, data.getlist("pick")[:MOST]))),
            as_of,
        )

    def targets(self) -> dict[int, int]:
        """Return the primary keys and versions of its comments."""
        if not self.all_matching:
            return self.seen
        rows = self.queue.rows().filter(current_revision__created_at__lte=self.as_of)
        if self.story is not None:
            rows = rows.filter(thread__article=self.story)
        return dict(rows.values_list("pk", "version")[:MOST])


@require_POST
@permission_required(MODERATE, raise_exception=True)
def bulk(request: Any) -> HttpResponse:
    """Apply the action and report the result; a whole queue needs a confirmation, which shows the number."""
    wanted = BulkRequest.of(request)
    if wanted is None:
        return HttpResponseBadRequest()
    here = back_to(request, reverse("comments_queue", args=[wanted.queue.name]))
    targets = wanted.targets()
    if not targets:
        messages.warning(request, _("Nothing was chosen. Tick the comments that it is about."))
        return redirect(here)
    if wanted.all_matching and "sure" not in request.POST:
        return render(request, "comments/desk/bulk.html", _question(wanted, len(targets), here, request))
    decisions = bulk_service.moderate(
        targets,
        TO[wanted.to],
        staff(request.user),
        wanted.reason if wanted.to == "refuse" else "",
        seen=targets,
        whole=False,
    )
    undo.remember(request, [decision.pk for decision in decisions])
    _say_how_it_went(request, wanted, len(decisions), len(targets) - len(decisions))
    return redirect(here)


def _question(wanted: BulkRequest, number: int, here: str, request: Any) -> dict[str, Any]:
    return {
        "wanted": wanted,
        "number": number,
        "most": MOST,
        "asked": ASKED[wanted.to],
        "queue_title": wanted.queue.title,
        "reason_name": name_of(wanted.reason) if wanted.to == "refuse" else "",
        "as_of": request.POST["as_of"],
        "here": here,
    }


def _say_how_it_went(request: Any, wanted: BulkRequest, done: int, left: int) -> None:
    if done:
        words = {
            "publish": ngettext("One comment published.", "%(n)d comments published.", done),
            "refuse": ngettext("One comment refused.", "%(n)d comments refused.", done),
            "spam": ngettext("One comment marked as spam.", "%(n)d comments marked as spam.", done),
            "hold": ngettext("One comment held.", "%(n)d comments held.", done),
        }
        messages.success(request, words[wanted.to] % {"n": done})
    if left:
        words_left = ngettext(
            "One was left as it is: it changed meanwhile.", "%(n)d were left as they are: they changed meanwhile.", left
        )
        messages.info(request, words_left % {"n": left})


def _picked(text: str) -> tuple[int, int] | None:
    """Return primary key and version from a checkbox."""
    key, _colon, version = text.partition(":")
    return (int(key), int(version)) if _is_key(key) and _is_key(version) else None


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _moment(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at and at.tzinfo else None
