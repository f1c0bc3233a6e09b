"""The settings of the paper: its name, colour, time zone, language, contacts and breaking banner."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from wagtail.blocks import CharBlock, StructBlock, URLBlock
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField

from ..validators import CLEAN_TEXT


def _clean_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("Use a zone name such as “Europe/Brussels”.")


def _clean_accent(value: str) -> None:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValidationError("Write the colour as # and six hex digits, such as #d6321b.")


def _clean_address(value: str) -> None:
    if not re.match(r"/(?!/)|https?://", value):
        raise ValidationError("Write a path that begins with a stroke, or an address that begins with https://.")


def _clean_language(value: str) -> None:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", value):
        raise ValidationError("Use a language tag such as “en-GB”, “uk” or “sr-Latn”.")


def _clean_contact(value: str) -> None:
    """Refuse anything but a mail address or an https URL (RFC 9116 §2.5.3 wants a URI)."""
    if not re.fullmatch(r"https://\S+|[^@\s:/]+@[^@\s:/]+", value):
        raise ValidationError("Write a mail address, or the address of a page that begins with https://.")


def _links(**kwargs: Any) -> StreamField:
    address = CharBlock(max_length=500, validators=[_clean_address])
    link = StructBlock([("label", CharBlock(max_length=60)), ("address", address)], icon="link")
    return StreamField([("link", link)], blank=True, **kwargs)


_current: ContextVar["Paper | None"] = ContextVar("paper", default=None)


@register_setting(icon="site", order=1)
class Paper(BaseGenericSetting):
    """The settings of the paper; there is one row. The form is articles/desk/paper/settings_form.py."""

    class Comments(models.TextChoices):
        """Open or closed comments, for stories without a policy of their own."""

        OPEN = "open"
        CLOSED = "closed"

    class AiCrawlers(models.TextChoices):
        """The request that robots.txt makes to crawlers of language models."""

        ALL = "all", "Welcome"
        ANSWERS = "answers", "May answer questions with a link, not train"
        NONE = "none", "Stay away"

    name = models.CharField(max_length=60, default="The Daily", validators=CLEAN_TEXT)
    tagline = models.CharField(
        max_length=120, blank=True, help_text="Such as “Independent news from Port Averell and the world”."
    )
    place = models.CharField(max_length=60, blank=True, help_text="Where the paper is made.")
    founded = models.CharField(max_length=4, blank=True, help_text="The year.")
    accent = models.CharField(
        "accent colour",
        max_length=7,
        default="#d6321b",
        validators=[_clean_accent],
        help_text="The paper’s one colour: the desk and the site darken or lighten it where text needs it.",
    )
    zone = models.CharField(
        "time zone", max_length=60, default="UTC", validators=[_clean_zone], help_text="Such as “Europe/Brussels”."
    )
    language = models.CharField(
        max_length=12, default="en-GB", validators=[_clean_language], help_text="Of the stories that do not say."
    )
    editor = models.CharField(max_length=120, blank=True, help_text="Named in the footer.")
    imprint = models.CharField(max_length=500, blank=True, help_text="Who owns the paper; in the footer.")
    mail_sender = models.EmailField(
        "sender’s address", blank=True, help_text="Mail to readers comes from this address. Its domain must allow it."
    )
    mail_sender_name = models.CharField(
        "sender’s name",
        max_length=60,
        blank=True,
        validators=CLEAN_TEXT,
        help_text="Beside the address in a reader’s mailbox; the paper’s name if empty.",
    )
    letters_address = models.EmailField("letters", blank=True, help_text="Where readers send letters to the editor.")
    corrections_address = models.EmailField(
        "corrections", blank=True, help_text="Where readers tell the paper that something is wrong."
    )
    tips_address = models.EmailField("tips", blank=True, help_text="Where sources write to the newsroom.")
    comment_default = models.CharField(
        "comments on a new story",
        max_length=10,
        choices=Comments,
        default=Comments.OPEN,
        help_text="Each story can say otherwise.",
    )
    close_comments_after_days = models.PositiveSmallIntegerField(
        "close comments after",
        default=14,  # most spam lands under old stories
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Days since a story was published; empty: never.",
    )
    feeds_in_full = models.BooleanField(
        "whole stories in feeds", default=True, help_text="Off: feeds hold the standfirst and a link."
    )
    ai_crawlers = models.CharField(
        "AI crawlers",
        max_length=12,
        choices=AiCrawlers,
        default=AiCrawlers.ANSWERS,
        help_text="What robots.txt asks of them; a crawler may disregard it.",
    )
    ads_txt = models.TextField(
        "ads.txt",
        max_length=20_000,
        blank=True,
        validators=CLEAN_TEXT,
        help_text="Who may sell the paper’s advertising, a line each, as the networks give it; empty: nobody is told.",
    )
    security_contact = models.CharField(
        max_length=200,
        blank=True,
        validators=[*CLEAN_TEXT, _clean_contact],
        help_text="Where weaknesses of the site are reported: a mail address or a page. Printed in security.txt.",
    )
    security_policy = models.URLField(
        max_length=500, blank=True, help_text="A page that says what happens to such reports."
    )
    logo = models.ForeignKey(
        "articles.NewsImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="For search engines and social sites, at least 600 pixels wide. On the page the name is the logo.",
    )
    breaking_headline = models.CharField(
        max_length=200,
        blank=True,
        validators=CLEAN_TEXT,
        help_text="Stands on every page in the accent until it is emptied.",
    )
    breaking_address = models.CharField(
        max_length=500,
        blank=True,
        validators=[_clean_address],
        help_text="Where it leads: a path such as /world/2026/11/ferry/ or a full address.",
    )
    breaking_story = models.ForeignKey(
        "articles.Article",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="If it leaves the site, so does the banner.",
    )
    breaking_until = models.DateTimeField(null=True, blank=True, help_text="Empty: until it is taken down.")
    social_links = StreamField(
        [
            (
                "link",
                StructBlock([("label", CharBlock(max_length=60)), ("address", URLBlock(max_length=500))], icon="link"),
            )
        ],
        blank=True,
        verbose_name="Connect with us",
    )
    footer_links = _links(help_text="A path such as /about/ or a full address.")

    select_related = ["logo"]  # read by Wagtail: every page needs the paper, and the masthead its logo

    class Meta:
        verbose_name = "paper"
        verbose_name_plural = "paper"

    def __str__(self) -> str:
        return self.name

    @property
    def is_breaking(self) -> bool:
        """Return whether the breaking banner is shown now."""
        until = self.breaking_until
        return bool(self.breaking_headline) and (until is None or until > timezone.now())

    @classmethod
    def current(cls) -> "Paper":
        """Return the paper of the current request; without one, load it."""
        return _current.get() or cls.load()

    @contextmanager
    def as_current(self) -> Iterator[None]:
        """Make this the current paper within the block."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def tzinfo(self) -> ZoneInfo:
        """Return the paper's time zone."""
        return ZoneInfo(self.zone)
