"""The requirements for publication, and warnings. Used by the form, by `publish()` and by scheduled publishing."""

import re
from collections.abc import Iterator

from django.utils import timezone

from ..models import Article, NewsImage
from ..search import index

# The form field it belongs to, and a sentence that says what to do.
MissingItem = tuple[str, str]


def missing(article: Article) -> list[MissingItem]:
    """Return what is missing before `article`, with its child rows, can be published; empty if nothing is."""
    return [*_words(article), *_place(article), *_bylines(article), *_pictures(article)]


def embargo_reason(article: Article) -> str:
    """Return why the embargo forbids publishing at the scheduled time (or now); empty if it does not."""
    goes_live = max(article.go_live_at or timezone.now(), timezone.now())
    if article.embargo_until and goes_live < article.embargo_until:
        return "It is embargoed until a later time. Schedule it for after the embargo, or lift the embargo."
    return ""


def _words(article: Article) -> Iterator[MissingItem]:
    if not article.headline.strip():
        yield "headline", "Write a headline."
    if not len(article.body):
        yield "body", "The story has no text yet."


def _place(article: Article) -> Iterator[MissingItem]:
    if article.section is None:
        yield "section", "Choose the section it belongs to."
    elif not article.section.active and article.first_published_at is None:  # older stories keep theirs
        yield "section", f"The section {article.section} is no longer used. Choose another."


def _bylines(article: Article) -> Iterator[MissingItem]:
    bylines = list(article.bylines.all())
    if not bylines:
        yield "bylines", "Add a byline: who wrote it, or the desk."
    elif any(byline.profile is None for byline in bylines):
        yield "bylines", "One byline names nobody. Choose a profile or remove it."


def _pictures(article: Article) -> Iterator[MissingItem]:
    if article.lead_image:
        for lack in _lacks(article.lead_image, article.lead_image.alt_text):
            yield "lead_image", f"The lead image has no {lack}. Add it in the image library."
    for block in article.body:
        if block.block_type != "picture":
            continue
        image = block.value["image"]
        if image is None:
            yield "body", "A picture in the text was deleted. Choose another or remove the block."
            continue
        for lack in _lacks(image, block.value["alt_text"] or image.alt_text):
            yield "body", f"The picture “{image.title}” in the text has no {lack}."


def _lacks(image: NewsImage, alt_text: str) -> Iterator[str]:
    if not alt_text.strip():
        yield "alt text"
    if not image.credit.strip():
        yield "credit"


LONG_HEADLINE = 100  # characters; longer ones are cut by search engines and phones
PULL_QUOTE_WORDS = 22

# “By Mara Lindqvist” or “Mara Lindqvist writes” at the beginning of a paragraph or sentence.
_NAME = r"(?:[A-Z][\w’'-]+\s+){1,2}[A-Z][\w’'-]+"
_NAMED_IN_TEXT = re.compile(rf"(?:(?:^|\n)\s*(?:By|Writes)\s+({_NAME}))", re.MULTILINE)


def warnings(article: Article) -> list[str]:
    """Return warnings for the editor. They do not prevent publication."""
    return [*_headline_warnings(article), *_text_warnings(article), *_timing_warnings(article)]


def _headline_warnings(article: Article) -> Iterator[str]:
    if len(article.headline) > LONG_HEADLINE:
        yield f"The headline has {len(article.headline)} characters; beyond {LONG_HEADLINE} it is cut in many places."
    same = Article.objects.filter(headline=article.headline).exclude(pk=article.pk)
    if article.headline and same.exists():
        yield "Another story has the same headline."
    if not article.standfirst.strip():
        yield "It has no standfirst."
    if not article.tag_list:
        yield "It has no tags."


def _text_warnings(article: Article) -> Iterator[str]:
    credited = {byline.profile.name.lower() for byline in article.bylines.all() if byline.profile}
    for name in sorted(set(_NAMED_IN_TEXT.findall(index.plain_text(article)))):
        if name.lower() not in credited:
            yield f"The text says that {name} wrote it, but the byline does not name {name}."
    for block in article.body:
        if block.block_type == "pull_quote" and len(block.value["text"].split()) > PULL_QUOTE_WORDS:
            yield f"A pull quote has more than {PULL_QUOTE_WORDS} words."


def _timing_warnings(article: Article) -> Iterator[str]:
    if article.embargo_until and article.embargo_until > timezone.now():
        yield f"It is embargoed until {timezone.localtime(article.embargo_until):%-d %B, %H:%M}."
