"""What a mailing says: a story, a correction or the frame of a digest, as HTML and as text, each made once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import css_inline
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation

from articles.formatting.credits import credits_of, plain_byline
from articles.images import renditions
from articles.models import Article, Correction
from outbox.letterhead import Letterhead, letterhead
from outbox.message import one_line

from ..models import Mailing
from . import body
from .placeholders import Slots

LARGEST_HTML = 90 * 1024  # bytes; what is larger is cut off by some mail programs (102 KB at the largest provider)
LONGEST_SUBJECT = 300
ROOM = 2 * 1024  # of LARGEST_HTML, for what is filled in for each recipient
# How many blocks of the body are tried, until the mail is small enough; the rest is behind the link.
LENGTHS = (None, 24, 8, 0)
THUMBNAIL = 140  # pixels
MORE = 2  # other stories of the section, under a story

TEMPLATES: dict[Any, str] = {
    Mailing.Kind.ARTICLE: "subscriptions/mail/story",
    Mailing.Kind.CORRECTION: "subscriptions/mail/correction",
    Mailing.Kind.DIGEST: "subscriptions/mail/digest",
}
ITEM, STYLE = "subscriptions/mail/digest_item", "subscriptions/mail/style.css"

# The rules for dark screens and small ones stay in the head: no element can carry them.
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


class TooLarge(Exception):
    """Even without its body the mail would be cut off by mail programs."""


@dataclass(frozen=True)
class Words:
    """What a mailing says, with places for what differs from recipient to recipient."""

    subject: str
    html: str
    text: str


def words_of(
    kind: Any,
    *,
    slots: Slots,
    at: datetime,
    story: Article | None = None,
    correction: Correction | None = None,
    cadence: str = "",
    page: str = "",
    test: bool = False,
) -> Words:
    """Return the words of a mailing of this kind as of the moment `at`, in the language of its story.

    `page` is where it can be read in a browser, "" if nowhere. A `test` says above all else that it is one, and who
    the sender is. A story that is too long for a mail is its beginning and a link. Raises TooLarge.
    """
    head = letterhead()
    language = (story.language if story else "") or head.language
    template = TEMPLATES[kind]
    with _as_readers_read(head, language):
        known = _known(head, language, story) | {"correction": correction, "cadence": cadence, "slots": slots, "at": at}
        known |= {"page": page, "test": test}
        told = story if kind == Mailing.Kind.ARTICLE else None
        if told is not None:
            known |= _of_story(told)
        known["subject"] = one_line(_render(f"{template}.subject.txt", known, plain=True))[:LONGEST_SUBJECT]
        for most in LENGTHS:
            if told is not None:
                known |= {"body": body.html_of(told, most), "whole": body.is_whole(told, most)}
            html = _inliner.inline(_render(f"{template}.html", known, plain=False))
            if len(html.encode()) <= LARGEST_HTML - ROOM:
                break
        else:
            raise TooLarge(f"The mail would be larger than {LARGEST_HTML // 1024} KB.")
        if told is not None:
            known["text"] = body.text_of(told, most)
        text = _render(f"{template}.txt", known, plain=True)
    return Words(known["subject"], html, body.tidy(text))


def item_of(article: int, head: Letterhead) -> tuple[str, str]:
    """Return what a digest says of one story, as HTML and as text."""
    story = Article.objects.for_teasers().get(pk=article)
    with _as_readers_read(head, head.language):
        known = _known(head, head.language, story)
        if story.lead_image:
            renditions.load_renditions([story.lead_image])
            known["image"] = body.image(story.lead_image, width=THUMBNAIL)
        html = _inliner.inline_fragment(_render(f"{ITEM}.html", known, plain=False), _render(STYLE, {}, plain=True))
        return html, body.tidy(_render(f"{ITEM}.txt", known, plain=True))


@contextmanager
def _as_readers_read(head: Letterhead, language: str) -> Iterator[None]:
    zone = head.context["paper"].tzinfo()
    with translation.override(language or translation.get_language()), timezone.override(zone):
        yield


def _known(head: Letterhead, language: str, story: Article | None) -> dict[str, Any]:
    """Return what all templates know."""
    known: dict[str, Any] = {**head.context, "head": head, "language": language, "story": story}
    if story is not None:
        kicker = next(iter(story.tag_list), None) or story.section
        known |= {"credits": credits_of(story), "byline": plain_byline(story), "kicker": kicker}
    return known


def _of_story(story: Article) -> dict[str, Any]:
    """Return what a story's own mail knows besides: its picture, and what else there is in its section."""
    renditions.load_renditions([story.lead_image, *body.images_in(story)])
    others = Article.objects.published().filter(section=story.section_id).exclude(pk=story.pk).newest_first()
    return {
        "image": body.image(story.lead_image) if story.lead_image else None,
        "more": list(others.for_teasers()[:MORE]) if story.section_id else [],
    }


def link(name: str, *arguments: Any) -> str:
    """Return the full address of a page."""
    return settings.SITE_URL + reverse(name, args=arguments)


def _render(name: str, context: dict[str, Any], *, plain: bool) -> str:
    template: Any = get_template(name)
    return str(template.template.render(Context(context, autoescape=not plain)))
