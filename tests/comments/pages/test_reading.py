"""Reading: sort orders, paging, conversations, feeds, comment counts in listings, structured data."""

import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import page_extensions
from articles.models import Article
from comments.models import SiteCommentSettings
from comments.services import changes, moderation, responses, threads
from comments.thread_pages import pages

pytestmark = pytest.mark.django_db


def parsed(address, browser=None):
    return BeautifulSoup((browser or Client()).get(address).content, "html5lib")


def ids(page):
    return [cm["id"][2:] for cm in page.select(".cm[id]")]


def queries(address):
    with CaptureQueriesContext(connection) as found:
        assert Client().get(address).status_code == 200
    return len(found)


def test_a_story_with_many_comments_asks_two_questions_more_than_one_with_none(story, say, make_reader):
    address = story.get_absolute_url()
    Client().get(address)
    bare = queries(address)
    first = say(story)
    one = queries(address)
    people = [make_reader(name) for name in ("Wim Castellane", "Tilde Moberg", "Dele Okonjo")]
    for n in range(30):
        say(story, by=people[n % 3], to=first if n % 2 else None)
    moderation.pin(first.pk, None, changes.RULES)
    assert bare < one <= queries(address) <= bare + 2


def test_the_story_s_page_carries_nothing_personal_and_no_cookie(story, say, make_reader, browser_of):
    say(story)
    oona = make_reader("Wim Castellane")
    say(story, by=oona, status="held")
    mine, others = browser_of(oona).get(story.get_absolute_url()), Client().get(story.get_absolute_url())
    assert mine.content == others.content
    assert not mine.cookies
    assert "csrf" not in mine.content.decode().lower()
    assert "Cookie" not in mine.get("Vary", "")


def test_every_comment_is_on_some_page_once_in_each_order(story, say):
    comments = [say(story) for _ in range(45)]
    for n, comment in enumerate(comments[:7]):
        for voter in range(n % 4):
            responses.react(comment.pk, f"v:{voter}")
    expected = {str(comment.public_id) for comment in comments}
    for sort in ("newest", "oldest", "liked"):
        address, seen = f"{reverse('comments:thread', args=[story.address])}?sort={sort}", []
        while address:
            page = parsed(address)
            seen += ids(page)
            following = page.select_one("a[rel~=next]")
            address = following and following["href"]
        assert len(seen) == len(expected)
        assert set(seen) == expected
    assert seen[0] == str(comments[3].public_id)


def test_replies_nest_twice_and_the_third_says_whom_it_answers(story, say, make_reader):
    wim = make_reader("Wim Castellane")
    first = say(story)
    second = say(story, to=first, by=wim)
    third = say(story, to=second)
    fourth = say(story, to=third, by=wim)
    page = parsed(story.get_absolute_url())
    assert ids(page) == [str(comment.public_id) for comment in (first, second, third, fourth)]
    assert len(page.select(".kids .kids .cm")) == 2
    assert not page.select(".kids .kids .kids")
    answered = page.select_one(f"[id='c-{fourth.public_id}'] .who .meta")
    assert answered.get_text(" ", strip=True) == "in reply to Oona Hartikainen"
    assert answered.a["href"] == f"#c-{third.public_id}"


def test_a_permalink_finds_its_comment_far_down_a_long_conversation(story, say, make_reader, monkeypatch):
    monkeypatch.setattr(pages, "CONVERSATION", 5)
    monkeypatch.setattr(pages, "BEFORE", 2)
    first = say(story)
    replies = [say(story, to=first) for _ in range(14)]
    page = parsed(replies[6].get_absolute_url().partition("#")[0])
    assert ids(page) == [str(comment.public_id) for comment in (first, *replies[4:11])]
    assert page.select_one(".cm.here")["id"] == f"c-{replies[6].public_id}"
    rest = parsed(page.select_one("a[rel~=next]")["href"])
    assert ids(rest) == [str(comment.public_id) for comment in (first, *replies[11:])]
    assert Client().get(f"/comments/{story.pk}/").status_code == 404


def test_badges_tell_the_author_from_other_staff_and_from_everybody_else(story, say, make_reader, make_user, mara):
    people = {name: make_reader(name) for name in ("Mara Lindqvist", "Pia Holm", "Oona Hartikainen")}
    for name in ("Mara Lindqvist", "Pia Holm"):
        people[name].user = make_user(name.split()[0].lower(), "Reporter")
        people[name].save(update_fields=["user"])
    mara.user = people["Mara Lindqvist"].user
    mara.save(update_fields=["user"])
    for reader in people.values():
        say(story, by=reader)
    badges = {
        cm.select_one("[data-name]").get_text(): [badge.get_text() for badge in cm.select(".badge")]
        for cm in parsed(story.get_absolute_url()).select(".cm[id]")
    }
    assert badges == {"Mara Lindqvist": ["Author"], "Pia Holm": ["Staff"], "Oona Hartikainen": []}


def test_a_closed_thread_keeps_its_comments_and_says_why(story, say, moderator, paper):
    say(story)
    threads.close_thread(threads.thread_of(story), moderator)
    page = parsed(story.get_absolute_url())
    assert "Comments are closed" in page.get_text()
    assert ids(page)
    assert not page.select("[data-write], [data-reply]")
    threads.open_thread(threads.thread_of(story), moderator)
    SiteCommentSettings.objects.update(closed=True, closed_message="We count votes tonight.")
    assert "We count votes tonight." in parsed(story.get_absolute_url()).get_text()


def test_a_story_that_takes_no_comments_has_no_empty_heading(make_story):
    quiet = make_story("Quiet", comment_policy=Article.CommentPolicy.CLOSED)
    assert parsed(quiet.get_absolute_url()).select("#comments") == []


def test_listings_show_how_many_without_a_question_more(client, make_story, say, image):
    stories = [make_story(f"Story {n}", lead_image=image) for n in range(6)]
    for address in ("/", "/world/"):
        client.get(address)
    before = {address: queries(address) for address in ("/", "/world/")}
    for story in stories:
        say(story)
        say(story)
    assert {address: queries(address) for address in before} == before
    for address in before:
        links = parsed(address).select(".talk a")
        assert {re.sub(r":.*", "", link.get_text()) for link in links} == {"2 comments"}
        assert {link["href"] for link in links} <= {f"{story.get_absolute_url()}#comments" for story in stories}


ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_feeds_hold_what_readers_see_newest_first_and_follow_the_story(story, make_story, say, make_reader):
    first, second = say(story), say(make_story("Another story"), by=make_reader("Wim Castellane"))
    say(story, status="held")
    feeds = {name: f"/comments/{where}feed/" for name, where in (("site", ""), ("story", f"{story.address}/"))}
    found = {
        name: [
            entry.find("a:id", ATOM).text
            for entry in ElementTree.fromstring(Client().get(path).content).iterfind("a:entry", ATOM)  # noqa: S314 - ours
        ]
        for name, path in feeds.items()
    }
    assert found == {"site": [second.public_id.urn, first.public_id.urn], "story": [first.public_id.urn]}
    answer = Client().get(feeds["story"])
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert Client().get(feeds["story"], headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert f'href="{feeds["story"]}"' in Client().get(story.get_absolute_url()).content.decode()
    story.unpublish()
    assert Client().get(feeds["story"]).status_code == 404
    assert first.public_id.urn not in Client().get(feeds["site"]).content.decode()
    for path in (first.get_absolute_url(), f"/comments/{story.address}/", f"/comments/{story.address}/write/"):
        assert Client().get(path).status_code == 404


def test_structured_data_count_and_quote_what_the_page_shows(story, say, paper):
    text = "One & two <b>three</b>.\n\nSee https://minutes.example/7"
    comment = say(story, text)
    say(story, status="held")
    fetched = Article.objects.published().for_page().get(pk=story.pk)
    said = page_extensions.structured(fetched, paper)
    assert said["commentCount"] == len(said["comment"]) == 1
    assert said["comment"][0]["text"] == text
    assert said["comment"][0]["author"] == {"@type": "Person", "name": "Oona Hartikainen"}
    assert said["comment"][0]["url"] == f"http://testserver{comment.get_absolute_url()}"
