"""From a frozen mailing to the bytes for one recipient.

A mailing's words and its fixed headers are made once. For each recipient only the places in them are filled, the two
parts encoded and a few headers added: about a millisecond for a mail of 30 KB.
"""

import binascii
import re
from collections.abc import Iterable
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from articles.models import Article
from outbox.letterhead import Letterhead, letterhead
from outbox.message import one_line

from . import leaving
from .models import Delivery, Mailing, Topic
from .slots import Form, Slots

LARGEST_HTML = 90 * 1024  # bytes; what is larger is cut off by some mail programs (102 KB at the largest provider)
LONGEST_SUBJECT = 300

TEMPLATES: dict[Any, str] = {
    Mailing.Kind.ARTICLE: "subscriptions/mail/story",
    Mailing.Kind.CORRECTION: "subscriptions/mail/correction",
    Mailing.Kind.DIGEST: "subscriptions/mail/digest",
}
ITEM = "subscriptions/mail/digest_item"

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")  # nothing that ends a header or an address


class TooLarge(Exception):
    """Even without its body the mail would be cut off by mail programs."""


def write(mailing: Mailing) -> None:
    """Fix the words of `mailing` as its story stands now. Saves nothing. Raises TooLarge."""
    head = letterhead()
    slots = Slots.new()
    story = mailing.article
    language = (story.language if story else "") or head.language
    context = {**head.context, "mailing": mailing, "story": story, "correction": mailing.correction, "slots": slots}
    template = TEMPLATES[mailing.kind]
    with translation.override(language or translation.get_language()):
        mailing.subject = one_line(_render(f"{template}.subject.txt", context, plain=True))[:LONGEST_SUBJECT]
        context["subject"] = mailing.subject
        for brief in (False, True):  # a story too long for a mail is sent as its beginning and a link
            context["brief"] = brief
            mailing.html_snapshot = _inliner.inline(_render(f"{template}.html", context, plain=False))
            mailing.text_snapshot = _render(f"{template}.txt", context, plain=True).strip() + "\n"
            if len(mailing.html_snapshot.encode()) <= LARGEST_HTML:
                break
        else:
            raise TooLarge(f"The mail would be larger than {LARGEST_HTML // 1024} KB.")
    mailing.mark = slots.mark
    mailing.message_host = urlsplit(settings.SITE_URL).hostname or "localhost"


def can_be_addressed(email: str) -> bool:
    """Whether `email` can stand in a header as it is."""
    return bool(_ADDRESS.fullmatch(email))


class Press:
    """Makes the messages of one frozen mailing. Keep it while the mailing is being sent."""

    def __init__(self, mailing: Mailing, head: Letterhead | None = None) -> None:
        self.mailing = mailing
        self.head = head or letterhead()
        self.sender = self.head.address
        slots = Slots(mailing.mark)
        self._html, self._text = Form(mailing.html_snapshot, slots), Form(mailing.text_snapshot, slots)
        self._fixed = _fixed_headers(mailing, self.head)
        self._items: dict[int, tuple[str, str]] = {}
        self._topics: dict[tuple[int, ...], str] = {}

    def print(self, delivery: Delivery, topic_ids: Iterable[int] = (), articles: Iterable[int] = ()) -> bytes:
        """Return the message for `delivery`, with the topics that caused it and, of a digest, its stories.

        Raises ValueError if its address cannot stand in a header.
        """
        if not can_be_addressed(delivery.to_email):
            raise ValueError("This address cannot stand in a header.")
        delivery.mailing = self.mailing
        token = leaving.leave_token(delivery)
        leave_url, manage_url = link("subscriptions:leave", token), link("subscriptions:manage_by_mail", token)
        topics = self._names(topic_ids)
        items = [self._item(pk) for pk in articles]
        urls = {"leave_url": leave_url, "manage_url": manage_url}
        text = self._text.fill({**urls, "topics": topics, "items": "\n".join(text for _html, text in items)})
        html = self._html.fill({**urls, "topics": escape(topics), "items": "".join(html for html, _text in items)})
        boundary = f"=_{delivery.public_id.hex}"  # quoted-printable never yields "=_" (RFC 2045 §6.7)
        headers = (
            f"To: {delivery.to_email}\r\n"
            f"Message-ID: {delivery.message_id}\r\n"
            f"List-Unsubscribe: <{leave_url}>\r\n"
            f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'
        )
        between = f"--{boundary}\r\n"
        return b"".join(
            (
                self._fixed,
                headers.encode("ascii"),
                between.encode(),
                _part("plain", text),
                between.encode(),
                _part("html", html),
                f"--{boundary}--\r\n".encode(),
            )
        )

    def _names(self, topic_ids: Iterable[int]) -> str:
        key = tuple(sorted(topic_ids))
        if key not in self._topics:
            names = [topic.name for topic in Topic.objects.with_names().filter(pk__in=key).order_by("kind", "pk")]
            self._topics[key] = one_line(", ".join(names))
        return self._topics[key]

    def _item(self, article: int) -> tuple[str, str]:
        if article not in self._items:
            story = Article.objects.for_teasers().get(pk=article)
            context = {**self.head.context, "story": story}
            with translation.override(self.head.language or translation.get_language()):
                html = _render(f"{ITEM}.html", context, plain=False)
                self._items[article] = html, _render(f"{ITEM}.txt", context, plain=True)
        return self._items[article]


def link(name: str, *arguments: str) -> str:
    """Return the full address of a page."""
    return settings.SITE_URL + reverse(name, args=arguments)


def _fixed_headers(mailing: Mailing, head: Letterhead) -> bytes:
    """Return the headers that all recipients share, as bytes. Their names are ours; a value is one line."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(head.name), addr_spec=head.address)
    if head.reply_to:
        message["Reply-To"] = head.reply_to
    message["Subject"] = mailing.subject
    message["Date"] = format_datetime(mailing.frozen_at or timezone.now())
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5
    message["Precedence"] = "bulk"  # what holiday programs that are older than that go by
    message["List-Id"] = f"<stories.{mailing.message_host}>"  # RFC 2919
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058; List-Unsubscribe is the recipient's own
    message["List-Post"] = "NO"  # RFC 2369
    for name, page in (("Help", "subscriptions:subscribe"), ("Subscribe", "subscriptions:subscribe")):
        message[f"List-{name}"] = f"<{link(page)}>"
    message["List-Archive"] = f"<{link('articles:front')}>"
    message["List-Owner"] = f"<mailto:{head.reply_to or head.address}>"
    if mailing.article:
        message["Archived-At"] = f"<{mailing.article.full_url}>"  # RFC 5064
    message["MIME-Version"] = "1.0"
    content = b"".join(SMTP.fold_binary(name, value) for name, value in message.items())
    if message_from_bytes(content).keys() != message.keys():  # the last guard, whatever was overlooked above
        raise ValueError("Something in this mail would have become a header of its own.")
    return content


def _part(subtype: str, words: str) -> bytes:
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    encoded = binascii.b2a_qp(lines.encode("utf-8", "replace"), istext=True)
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + encoded + (b"" if encoded.endswith(b"\r\n") else b"\r\n")


def _render(name: str, context: dict[str, Any], *, plain: bool) -> str:
    template: Any = get_template(name)
    return str(template.template.render(Context(context, autoescape=not plain)))
