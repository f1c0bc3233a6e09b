"""Publishing and unpublishing: all or nothing, through one door."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from articles import signals
from articles.models import (
    Article,
    ArticleRender,
    ArticleSearch,
    BylineListing,
    TagListing,
)
from articles.services import publishing

LAST_MINUTE_OF_NOVEMBER = datetime(2025, 11, 30, 23, 30, tzinfo=UTC)


@pytest.fixture
def heard():
    """Every announcement made during the test, as (signal's name, what it carried)."""
    found = []
    named = {signal: name for name, signal in vars(signals).items() if isinstance(signal, signals.Signal)}

    def listen(signal, sender, **carried):
        assert sender is Article
        found.append((named[signal], carried))

    for signal in named:
        signal.connect(listen)
    yield found
    for signal in named:
        signal.disconnect(listen)


@pytest.fixture
def story_in_state(make_draft, make_story):
    """Make a story in the named state."""

    def make(state):
        if state == "draft":
            return make_draft()
        if state == "scheduled":
            draft = make_draft(go_live_at=timezone.now() + timedelta(hours=1))
            return publishing.publish(draft.latest_revision)
        story = make_story()
        if state == "expired":
            publishing.unpublish(story, expired=True)
        elif state == "withdrawn":
            publishing.withdraw(story, reason="A court order.")
        elif state == "live with a scheduled change":
            story.go_live_at = timezone.now() + timedelta(hours=1)
            publishing.publish(story.save_revision())
        return story

    return make


def announcements(heard):
    return [name for name, _ in heard]


@pytest.mark.parametrize(
    ("state", "public"),
    [
        ("draft", False),
        ("scheduled", False),
        ("live", True),
        ("live with a scheduled change", True),
        ("expired", False),
        ("withdrawn", False),
    ],
)
def test_the_gate_and_its_twin_agree_on_who_may_be_read(client, story_in_state, state, public):
    story = Article.objects.get(pk=story_in_state(state).pk)
    assert story.is_published() is public
    assert Article.objects.published().filter(pk=story.pk).exists() is public
    assert (client.get(story.get_absolute_url()).status_code == 200) is public


def test_publishing_makes_page_address_search_and_listings(client, make_story, world, mara):
    story = make_story("Gas by wire", at=datetime(2025, 11, 22, 4, 20, tzinfo=UTC), tags=["Gas storage"])
    assert story.address == "world/2025/11/gas-by-wire"
    assert "about bakeries" in story.render.html
    assert story.render.words == 9
    assert list(Article.objects.matching("bakeries", vector="public")) == [story]
    for page in ("/", "/world/", "/tags/gas-storage/", "/by/mara-lindqvist/", "/archive/2025/11/22/"):
        assert 'href="/world/2025/11/gas-by-wire/"' in client.get(page).content.decode(), page


@pytest.mark.parametrize(("zone", "month"), [("UTC", "2025/11"), ("Asia/Tokyo", "2025/12")])
def test_the_address_has_the_month_in_the_papers_zone(make_story, paper, zone, month):
    paper.zone = zone
    paper.save()
    assert make_story("Tide", at=LAST_MINUTE_OF_NOVEMBER).address == f"world/{month}/tide"


def test_a_listener_that_fails_undoes_everything(make_draft):
    draft = make_draft(tags=["NATO"])

    def fail(**_):
        raise RuntimeError("the mailing list is full")

    signals.article_published.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            publishing.publish(draft.latest_revision)
    finally:
        signals.article_published.disconnect(fail)
    draft.refresh_from_db()
    assert (draft.live, draft.address, draft.first_published_at) == (False, None, None)
    assert not ArticleRender.objects.exists()
    assert not TagListing.objects.exists()
    assert not BylineListing.objects.exists()
    assert ArticleSearch.objects.get(article=draft).public is None
    assert not ModelLogEntry.objects.filter(action="wagtail.publish").exists()


def test_unpublishing_removes_all_that_readers_could_find(client, make_story):
    story = make_story("Gas by wire", tags=["NATO"])
    body = [{"type": "related_story", "value": story.pk}]
    pointing = make_story("What the pact leaves out", body=body)
    assert "Read also" in pointing.render.html

    publishing.unpublish(story)

    assert client.get(story.get_absolute_url()).status_code == 404
    for page in ("/", "/world/", "/tags/nato/", "/by/mara-lindqvist/", "/archive/", pointing.get_absolute_url()):
        assert "Gas by wire" not in client.get(page, follow=True).content.decode(), page
    assert not Article.objects.matching("wire", vector="public").exists()
    assert not ArticleRender.objects.filter(article=story).exists()

    publishing.publish(story.latest_revision)
    assert "Gas by wire" in client.get(pointing.get_absolute_url()).content.decode()


def test_publishing_again_keeps_address_and_first_time(make_story, business):
    story = make_story(at=LAST_MINUTE_OF_NOVEMBER)
    publishing.unpublish(story)
    story.section, story.headline = business, "Another headline"
    again = publishing.publish(story.save_revision())
    assert (again.address, again.first_published_at) == (story.address, LAST_MINUTE_OF_NOVEMBER)
    assert again.last_published_at > LAST_MINUTE_OF_NOVEMBER


def test_a_backdated_story_stands_at_its_own_time(client, make_story):
    story = make_story("From the archive", at=datetime(1998, 3, 1, 12, tzinfo=UTC))
    assert story.address == "world/1998/03/from-the-archive"
    assert story.published_at == story.last_published_at == datetime(1998, 3, 1, 12, tzinfo=UTC)
    assert story.updated_at is None
    assert "From the archive" in client.get("/archive/1998/03/01/").content.decode()


def test_each_change_is_announced_once(make_draft, heard):
    draft = make_draft()
    publishing.publish(draft.latest_revision)
    publishing.publish(draft.save_revision())
    correction = publishing.correct(draft, kind="typo", text="A comma.")
    publishing.note_update(draft, text="Adds the ministry’s answer.")
    publishing.unpublish(draft)
    publishing.unpublish(draft)
    publishing.publish(draft.latest_revision)
    publishing.withdraw(draft, reason="A court order.")
    assert announcements(heard) == [
        "article_published",
        "article_changed",
        "article_corrected",
        "article_changed",
        "article_changed",
        "article_unpublished",
        "article_published",
        "article_unpublished",
        "article_withdrawn",
    ]
    assert [carried["first_time"] for name, carried in heard if name == "article_published"] == [True, False]
    assert heard[2][1]["correction"] == correction
    assert {carried["article"] for _, carried in heard} == {draft}


def test_scheduling_announces_nothing(make_draft, heard):
    draft = make_draft(go_live_at=timezone.now() + timedelta(hours=1))
    publishing.publish(draft.latest_revision)
    assert heard == []


@pytest.mark.parametrize("scheduled_in_hours", [None, 1])
def test_an_embargoed_story_is_neither_published_nor_scheduled_too_early(make_draft, scheduled_in_hours):
    now = timezone.now()
    draft = make_draft()
    draft.embargo_until = now + timedelta(hours=2)
    draft.go_live_at = scheduled_in_hours and now + timedelta(hours=scheduled_in_hours)
    revision = draft.save_revision(clean=False)
    with pytest.raises(publishing.PublishingRefusedError) as refusal:
        publishing.publish(revision)
    assert "embargo_until" in refusal.value.error_dict
    assert not draft.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_an_embargoed_story_can_be_scheduled_for_the_end_of_its_embargo(make_draft):
    end = timezone.now().replace(microsecond=0) + timedelta(hours=2)
    draft = make_draft(embargo_until=end, go_live_at=end)
    publishing.publish(draft.latest_revision)
    assert draft.revisions.get().approved_go_live_at == end
