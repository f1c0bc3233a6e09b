"""Views that show a mailing in a browser."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..models import Mailing
from ..sending.content import link
from ..sending.placeholders import Placeholders, PlaceholderTemplate

# Mail has inline styles, which the policy of the site forbids.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


@require_safe
def mail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the mail of a story or a correction, without the data of any recipient."""
    mailing = _mailing(public_id)
    response = HttpResponse(_fill(mailing, mailing.html_snapshot, escape(_neutral_topics())))
    response["Content-Security-Policy"] = POLICY
    return _unlisted(response)


@require_safe
def mail_text(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the plain text of the mail."""
    mailing = _mailing(public_id)
    text = _fill(mailing, mailing.text_snapshot, _neutral_topics())
    return _unlisted(HttpResponse(text, content_type="text/plain; charset=utf-8"))


def _mailing(public_id: UUID) -> Mailing:
    found: Any = Mailing.objects.exclude(frozen_at=None).exclude(state=Mailing.State.CANCELLED)
    mailing = get_object_or_404(found.select_related("article"), public_id=public_id)
    if mailing.article is None or not mailing.article.is_published():
        raise Http404  # digests differ by reader; a withdrawn story is shown nowhere
    return mailing


def _fill(mailing: Mailing, words: str, topics: str) -> str:
    places = {"leave_url": link("subscriptions:choices"), "manage_url": link("subscriptions:choices")}
    return PlaceholderTemplate(words, Placeholders(mailing.mark)).fill({**places, "topics": topics, "items": ""})


def _neutral_topics() -> str:
    return _("what its readers chose")


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
