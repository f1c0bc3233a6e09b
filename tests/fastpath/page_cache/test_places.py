"""Positions in lists are cached if a page of ours links to them, so that invented ones cannot evict readers' pages."""

from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from articles.paging import Cursor
from articles.services import publishing
from comments.models import Comment
from comments.models.querysets import ThreadPosition
from comments.rules import SubmissionGuards
from comments.services import changes, moderation, submission
from comments.thread_pages import pages
from readers import identity
from tests.fastpath.page_cache.site import Site

MORE = 22  # than fit on a page


@pytest.fixture
def lists(transactional_db: None, make_story: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The first pages of lists that have a second one."""
    monkeypatch.setattr(pages, "CONVERSATION", MORE - 2)
    now = timezone.now()
    stories = [make_story(f"Story {n}", at=now - timedelta(seconds=n), tags=["Gas"]) for n in range(MORE)]
    for number in range(MORE):
        publishing.correct(stories[0], kind="correction", text=f"It was {number}.")
    told = [_say(stories[0], f"I was there on day {number}, and saw it.") for number in range(MORE)]
    for number in range(MORE):
        _say(stories[0], f"So was I, on day {number}.", to=told[0])
    day = timezone.localdate(stories[0].first_published_at)
    thread = reverse("comments:thread", args=[stories[0].address])
    return {
        "section": "/world/",
        "tag": "/tags/gas/",
        "byline": "/by/mara-lindqvist/",
        "archive": f"/archive/{day:%Y/%m}/",
        "corrections": "/corrections/",
        "newest": thread,
        "oldest": f"{thread}?sort=oldest",
        "liked": f"{thread}?sort=liked",
        "conversation": told[0].path,
    }


def _say(story: Article, text: str, to: Comment | None = None) -> Comment:
    reader = identity.reader_for("oona@reader.example", "Oona Hartikainen")
    identity.verify(reader)
    said = submission.submit(story, reader, text, guards=SubmissionGuards(), parent=to, signed_in=True).comment
    if said.status != "published":
        moderation.transition(said.pk, None, "published", changes.RULES)
    said.refresh_from_db()
    return said


def invented(token: str) -> list[str]:
    """Return places beside the one that `token` names, at which nothing stands, and itself spelled oddly."""
    if cursor := Cursor.parse(token):
        later = cursor.at + timedelta(microseconds=1)
        return [str(Cursor(later, cursor.id)), str(Cursor(cursor.at, cursor.id + 100)), f"0{token}"]
    place = ThreadPosition.parse(token)
    assert place
    return [
        str(ThreadPosition(place.seq + 1_000, place.likes)),
        str(ThreadPosition(place.seq, place.likes + 1)),
        f"0{token}",
    ]


def test_only_places_that_pages_link_to_are_kept(site: Site, lists: dict[str, str]) -> None:
    for kind, first in lists.items():
        page = BeautifulSoup(site.get(first).body, "html5lib")
        link = page.select_one("a[rel~=next]")
        assert link, kind
        second = urljoin(first, str(link["href"]))
        start, token = second.rsplit("=", 1)
        number = len(site.cache.pages)
        assert site.get(second).status == 200
        assert len(site.cache.pages) == number + 1, kind
        for other in invented(token):
            assert site.get(f"{start}={other}").status == 200
        assert len(site.cache.pages) == number + 1, kind


def test_what_follows_in_a_conversation_is_kept_under_its_first_comment(site: Site, lists: dict[str, str]) -> None:
    page = BeautifulSoup(site.get(lists["conversation"]).body, "html5lib")
    token = str(page.select("a[rel~=next]")[0]["href"]).rsplit("=", 1)[1]
    number = len(site.cache.pages)
    for reply in Comment.objects.visible().filter(depth=1)[:3]:
        assert site.get(f"{reply.path}?after={token}").status == 200
    assert len(site.cache.pages) == number


def test_orders_that_no_thread_has_are_not_kept(site: Site, lists: dict[str, str]) -> None:
    for number in range(5):
        assert site.get(f"{lists['newest']}?sort=x{number}").status == 200
    assert len(site.cache.pages) == 0
