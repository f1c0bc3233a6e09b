"""German proves that every text can be translated: the catalogue is whole, and no page says a thing in English."""

import html
import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from django.apps import apps
from django.urls import reverse
from django.utils.html import strip_tags

from articles.models import Article
from articles.services.derived_data import render
from tests import catalogue, whole_paper

PLACES = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w[^>]*>")
MONTH = re.compile(r"(April|August|September|November) \d{4}")  # the same in both
SPOKEN = ("alt", "title", "placeholder", "aria-label", "aria-description", "label")


def test_every_text_of_ours_is_in_the_catalogue():
    german = catalogue.written()
    missing = sorted(message.text for message in catalogue.in_sources() if message not in german)
    assert not missing, "How to add them: docs/developing.md, “Translations”"


def test_the_catalogue_has_german_for_everything_and_is_compiled():
    compiled = catalogue.compiled()
    for message, texts in catalogue.written().items():
        assert all(texts), message.text
        assert catalogue.said(compiled, message) == texts, f"not compiled since it changed: {message.text}"


def test_what_is_filled_in_stands_in_the_german_too():
    for message, texts in catalogue.written().items():
        allowed = [sorted(PLACES.findall(text)) for text in (message.text, message.plural or message.text)]
        for text in texts:
            assert sorted(PLACES.findall(text)) in allowed, text


def test_a_german_paper_says_nothing_in_english(client, paper):
    """What a page says in both languages is in the database or the same word in both; else it is not translated."""
    paths = whole_paper.build()
    story = Article.objects.published().newest_first()[0]
    paths |= {"report": reverse("articles:report_error", args=[story.address]), "thanks": "/report-error/thanks/"}
    english, german = (_texts(client, paper, paths, language) for language in ("en-GB", "de"))
    content = f"{_content()} nowhere"  # that is searched for
    same = {message.text for message, texts in catalogue.written().items() if texts[0] == message.text}
    untranslated = {
        name: left
        for name in paths
        if (left := {text for text in english[name] & german[name] - same if text not in content})
    }
    assert not untranslated


def _texts(client, paper, paths, language) -> dict[str, set[str]]:
    paper.language = language
    paper.save()
    for story in Article.objects.published():
        render(story)
    return {name: set(_said_on(client.get(path).content)) for name, path in paths.items()}


def _said_on(page: bytes) -> Iterator[str]:
    """Yield what a reader sees or is read."""
    soup = BeautifulSoup(page, "html5lib")
    for hidden in soup(["script", "style", "svg"]):
        hidden.extract()
    texts = list(soup.stripped_strings)
    texts += [
        meta["content"] for meta in soup.select("meta[name=description], meta[property$=title], meta[property$=alt]")
    ]
    texts += [element[name] for element in soup.find_all(True) for name in SPOKEN if element.get(name)]
    for text in re.split(r"[\n|:]", "\n".join(texts)):
        text = " ".join(text.split()).strip(", ")
        if re.search(r"[^\W\d_]{2}", text) and not MONTH.fullmatch(text):
            yield text


def _content() -> str:
    """Return all words that are in the database."""
    models = [model for app in catalogue.APPS for model in apps.get_app_config(app).get_models()]
    values = [str(value) for model in models for row in model.objects.values() for value in row.values()]
    return " ".join(html.unescape(strip_tags("\n".join(values))).split())
