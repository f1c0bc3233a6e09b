"""The site speaks the paper's language, whatever language a browser asks for."""

import json

import pytest

from articles.formatting.credits import plain_byline
from articles.languages import speaking
from articles.models import Article
from articles.services import publishing
from tests import builders


@pytest.fixture
def speak(paper):
    """Set the language of the paper."""

    def set_language(language):
        paper.language = language
        paper.save()

    return set_language


def test_what_the_site_itself_says_is_in_the_language_of_the_paper(client, make_story, speak, mara):
    speak("de")
    story = make_story(bylines=[mara, (builders.profile("Rafael Itoh"), "photographs")])
    page = client.get(story.get_absolute_url()).content.decode()
    assert '<html lang="de" dir="ltr">' in page
    assert "Zu den Nachrichten" in page
    assert "Veröffentlicht <time" in page
    assert "Skip to the news" not in page
    with speaking("de"):
        assert plain_byline(story) == "Von Mara Lindqvist; Fotos von Rafael Itoh"


def test_a_body_is_rendered_in_the_language_of_the_paper_whoever_publishes(make_story, make_draft, speak):
    speak("de")
    related = make_story("Which quays are dark")
    story = make_draft("Read on", body=json.dumps([{"type": "related_story", "value": related.pk}]))
    with speaking("fr"):
        publishing.publish(story.latest_revision)
    assert "Lesen Sie auch" in Article.objects.get(pk=story.pk).render.html


def test_a_language_that_runs_from_right_to_left_turns_the_page(client, make_story, speak):
    speak("ar")
    page = client.get(make_story().get_absolute_url()).content.decode()
    assert '<html lang="ar" dir="rtl">' in page


@pytest.mark.parametrize("language", ["uk", "sr-Latn", "gsw", "xx", "es-419", "zh-Hant"])
def test_a_language_we_have_no_words_for_says_so_and_speaks_english(client, make_story, speak, language):
    speak(language)
    page = client.get(make_story().get_absolute_url()).content.decode()
    assert f'<html lang="{language}"' in page
    assert "Skip to the news" in page


@pytest.mark.parametrize("wish", ["de", "x" * 5000, "de;q=9,,;q=,*", "../../etc", "de\x00"])
def test_what_a_browser_asks_for_changes_nothing(client, make_story, paper, wish):
    page = client.get(make_story().get_absolute_url(), headers={"Accept-Language": wish})
    assert page.status_code == 200
    assert '<html lang="en-GB"' in page.content.decode()
    assert "Accept-Language" not in page.get("Vary", "")


def test_the_desk_keeps_its_own_language(editor_client, speak):
    speak("de")
    assert "Zu den Nachrichten" not in editor_client.get("/admin/").content.decode()
    assert '<html lang="en' in editor_client.get("/admin/").content.decode()
