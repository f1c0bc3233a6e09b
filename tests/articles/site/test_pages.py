"""Corrections, pages about the paper, and pages for what is not there."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import path

from articles.models import SimplePage
from articles.services import publishing
from newsroom import urls

AT = datetime(2026, 3, 10, 11, tzinfo=UTC)
BODY = json.dumps([{"type": "heading", "value": "Who we are"}, {"type": "paragraph", "value": "<p>A paper.</p>"}])


def corrections(page):
    return [p.get_text(strip=True) for p in page.select("article.corr > p")]


def test_the_corrections_page_turns_through_every_correction_once(read, make_story):
    story = make_story(at=AT)
    for number in range(45):
        publishing.correct(story, kind="typo", text=f"Number {number}.", at=AT + timedelta(hours=number // 9))
    found, address = [], "/corrections/"
    while address:
        page = read(address)
        found.append(corrections(page))
        older = page.select_one("nav.pager a")
        address = "/corrections/" + older["href"] if older else None
    assert [len(part) for part in found] == [20, 20, 5]
    assert [text for part in found for text in part] == [f"Number {number}." for number in reversed(range(45))]


def test_a_correction_says_what_when_and_leads_to_its_place_under_the_story(read, make_story):
    story = make_story("Shared gas", at=AT)
    correction = publishing.correct(story, kind="clarification", text="Seven.", at=AT)
    article = read("/corrections/").select_one("article.corr")
    assert article.b.get_text() == "Clarification, 10 March 2026, 12:00"
    assert article.a.get_text() == "Shared gas"
    address, _, anchor = article.a["href"].partition("#")
    assert read(address).find(id=anchor).get_text().endswith("Seven.")
    assert anchor == f"correction-{correction.pk}"


def test_corrections_of_a_story_that_was_taken_off_are_not_listed(read, make_story):
    story = make_story()
    publishing.correct(story, kind="typo", text="Gone too.")
    publishing.unpublish(story)
    assert "Nothing has been corrected yet." in read("/corrections/").main.get_text()


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("token", ["x", "1-", "%00", "f" * 400 + "-1"])
def test_the_corrections_page_takes_any_token(read, token):
    read(f"/corrections/?before={token}")


@pytest.mark.usefixtures("paper")
def test_a_simple_page_is_read_once_it_is_published(read):
    page = SimplePage.objects.create(name="Ethics code", slug="ethics", body=BODY)
    read("/about/ethics/", status=404)
    page.published = True
    page.save()
    shown = read("/about/ethics/")
    assert (shown.h1.get_text(), shown.select_one(".body h2").get_text()) == ("Ethics code", "Who we are")
    assert shown.title.get_text() == "Ethics code | The Breakwater"


@pytest.mark.usefixtures("paper")
def test_the_first_page_about_the_paper_has_the_short_address(read):
    page = SimplePage.objects.create(name="About us", slug="about", body=BODY, published=True)
    assert page.get_absolute_url() == "/about/"
    assert read("/about/").h1.get_text() == "About us"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "path",
    ["/nothing/", "/world/2026/03/nothing/", "/world/2026/13/x/", "/about/", "/about/x/", "/x.php", "/%00/", "/ö/"],
)
def test_what_is_not_there_is_answered_with_a_page_of_the_paper(read, path):
    page = read(path, status=404)
    assert page.h1.get_text() == "There is nothing at this address"
    assert "World" in page.nav.get_text()


def test_a_withdrawn_story_answers_gone_with_the_reason(read, make_story):
    story = make_story("Secret affair")
    publishing.withdraw(story, reason="A court in Lund ordered it on 3 March.")
    page = read(story.get_absolute_url(), status=410)
    assert "A court in Lund ordered it on 3 March." in page.main.get_text()
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
    assert "Secret affair" not in page.get_text()


def test_a_story_taken_off_is_not_found_and_not_gone(read, make_story):
    story = make_story()
    publishing.unpublish(story)
    read(story.get_absolute_url(), status=404)


def test_a_story_answers_only_at_its_own_address(read, make_story):
    story = make_story(at=AT)
    assert story.get_absolute_url() == "/world/2026/03/seven-countries-share-winter-gas/"
    read("/world/2026/04/seven-countries-share-winter-gas/", status=404)
    read("/sport/2026/03/seven-countries-share-winter-gas/", status=404)


@pytest.mark.django_db
def test_an_error_of_ours_shows_a_plain_page_and_no_details(monkeypatch, settings):
    def break_down(request):
        raise RuntimeError("the secret reason")

    monkeypatch.setattr(urls, "urlpatterns", [path("broken/", break_down), *urls.urlpatterns])
    settings.ROOT_URLCONF = urls
    response = Client(raise_request_exception=False).get("/broken/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "secret" not in response.content.decode()


def test_the_footer_says_where_to_write_to(read, paper):
    assert "Write to us" not in read("/").select_one("footer.foot").get_text()
    paper.letters_address, paper.tips_address = "letters@breakwater.example", "tips@breakwater.example"
    paper.save()
    links = [a["href"] for a in read("/").select("footer.foot a[href^='mailto:']")]
    assert links == ["mailto:letters@breakwater.example", "mailto:tips@breakwater.example"]
