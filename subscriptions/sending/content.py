"""Rendering of the content of mailings: a story, a correction or a digest, as HTML and as plain text."""

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
from .placeholders import Placeholders

MAX_HTML_BYTES = 90 * 1024  # some mail programs cut off larger mails (102 KB at the largest provider)
MAX_SUBJECT_LENGTH = 300
RECIPIENT_BYTES = 2 * 1024  # of MAX_HTML_BYTES, for the placeholders of each recipient
# Numbers of body blocks to try until the mail is small enough; a link leads to the rest.
BLOCK_LIMITS = (None, 24, 8, 0)
THUMBNAIL = 140  # pixels
MORE_STORIES = 2  # other stories of the section, under a story

TEMPLATES: dict[Any, str] = {
    Mailing.Kind.ARTICLE: "subscriptions/mail/story",
    Mailing.Kind.CORRECTION: "subscriptions/mail/correction",
    Mailing.Kind.DIGEST: "subscriptions/mail/digest",
}
ITEM_TEMPLATE, STYLE_TEMPLATE = "subscriptions/mail/digest_item", "subscriptions/mail/style.css"

# The rules for dark screens and small ones stay in the head: no element can carry them.
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


class TooLarge(Exception):
    """Even without its body the mail would be cut off by mail programs."""


@dataclass(frozen=True)
class MailContent:
    """The content of a mailing, with placeholders for what differs by recipient."""

    subject: str
    html: str
    text: str


def render_content(
    kind: Any,
    *,
    slots: Placeholders,
    at: datetime,
    story: Article | None = None,
    correction: Correction | None = None,
    cadence: str = "",
    page: str = "",
    test: bool = False,
) -> MailContent:
    """Return the content of a mailing of this kind as of the moment `at`, in the language of its story.

    `page` is the URL at which it can be read in a browser, or "". A `test` begins with a notice that it is one. A story
    that is too long for mail is cut and ends with a link. Raises TooLarge.
    """
    head = letterhead()
    language = (story.language if story else "") or head.language
    template = TEMPLATES[kind]
    with _reader_locale(head, language):
        context = _base_context(head, language, story) | {
            "correction": correction,
            "cadence": cadence,
            "slots": slots,
            "at": at,
        }
        context |= {"page": page, "test": test}
        full_story = story if kind == Mailing.Kind.ARTICLE else None
        if full_story is not None:
            context |= _story_context(full_story)
        context["subject"] = one_line(_render(f"{template}.subject.txt", context, plain=True))[:MAX_SUBJECT_LENGTH]
        for most in BLOCK_LIMITS:
            if full_story is not None:
                context |= {"body": body.render_html(full_story, most), "whole": body.is_complete(full_story, most)}
            html = _inliner.inline(_render(f"{template}.html", context, plain=False))
            if len(html.encode()) <= MAX_HTML_BYTES - RECIPIENT_BYTES:
                break
        else:
            raise TooLarge(f"The mail would be larger than {MAX_HTML_BYTES // 1024} KB.")
        if full_story is not None:
            context["text"] = body.render_text(full_story, most)
        text = _render(f"{template}.txt", context, plain=True)
    return MailContent(context["subject"], html, body.tidy_text(text))


def render_digest_item(article: int, head: Letterhead) -> tuple[str, str]:
    """Return the item of one story in a digest, as HTML and as plain text."""
    story = Article.objects.for_teasers().get(pk=article)
    with _reader_locale(head, head.language):
        context = _base_context(head, head.language, story)
        if story.lead_image:
            renditions.load_renditions([story.lead_image])
            context["image"] = body.mail_image(story.lead_image, width=THUMBNAIL)
        html = _inliner.inline_fragment(
            _render(f"{ITEM_TEMPLATE}.html", context, plain=False), _render(STYLE_TEMPLATE, {}, plain=True)
        )
        return html, body.tidy_text(_render(f"{ITEM_TEMPLATE}.txt", context, plain=True))


@contextmanager
def _reader_locale(head: Letterhead, language: str) -> Iterator[None]:
    zone = head.context["paper"].tzinfo()
    with translation.override(language or translation.get_language()), timezone.override(zone):
        yield


def _base_context(head: Letterhead, language: str, story: Article | None) -> dict[str, Any]:
    """Return the context that all templates share."""
    context: dict[str, Any] = {**head.context, "head": head, "language": language, "story": story}
    if story is not None:
        kicker = next(iter(story.tag_list), None) or story.section
        context |= {"credits": credits_of(story), "byline": plain_byline(story), "kicker": kicker}
    return context


def _story_context(story: Article) -> dict[str, Any]:
    """Return the further context of a story's own mail: its picture, and other stories of its section."""
    renditions.load_renditions([story.lead_image, *body.images_in(story)])
    others = Article.objects.published().filter(section=story.section_id).exclude(pk=story.pk).newest_first()
    return {
        "image": body.mail_image(story.lead_image) if story.lead_image else None,
        "more": list(others.for_teasers()[:MORE_STORIES]) if story.section_id else [],
    }


def link(name: str, *arguments: Any) -> str:
    """Return the absolute URL of a page."""
    return settings.SITE_URL + reverse(name, args=arguments)


def _render(name: str, context: dict[str, Any], *, plain: bool) -> str:
    template: Any = get_template(name)
    return str(template.template.render(Context(context, autoescape=not plain)))
