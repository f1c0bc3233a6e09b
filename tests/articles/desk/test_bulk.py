"""Doing one thing to many stories of the list."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry as logs

from articles.models import Article, Section, Tag
from articles.services import publishing
from articles.signals import article_published

LIST = reverse("wagtailsnippets_articles_article:list")


def address(action: str, *stories: Article, model: str = "article") -> str:
    query = urlencode([("id", story.pk) for story in stories] + [("next", LIST)])
    return f"{reverse('wagtail_bulk_action', args=['articles', model, action])}?{query}"


def do(client: Any, action: str, *stories: Article, **data: Any) -> str:
    """Do it, and return what the list then says about it."""
    answer = client.post(address(action, *stories), data, follow=True)
    assert answer.status_code == 200
    messages = BeautifulSoup(answer.content, "html5lib").select_one(".messages")
    assert messages is not None
    return " ".join(messages.get_text(" ", strip=True).split())


def fresh(story: Article) -> Article:
    return Article.objects.get(pk=story.pk)


def logged(story: Article) -> list[str]:
    entries = logs.get_logs_for_instance(story).order_by("timestamp", "pk")
    return [entry.action for entry in entries]


def test_publishing_many_publishes_each_with_its_own_log_entry(editor_client: Any, make_draft: Any) -> None:
    stories = [make_draft("One"), make_draft("Two")]
    said = do(editor_client, "publish", *stories)
    assert "2 stories published" in said
    assert all(fresh(story).live for story in stories)
    assert all("wagtail.publish" in logged(story) for story in stories)


def test_a_story_that_is_refused_holds_up_no_other_and_the_reason_is_said(editor_client: Any, make_draft: Any) -> None:
    bad, good = make_draft("Nobody's <b>story</b>", bylines=[]), make_draft("Good")
    said = do(editor_client, "publish", bad, good)
    assert fresh(good).live
    assert not fresh(bad).live
    assert "One story published" in said
    assert "“Nobody's <b>story</b>”: Add a byline" in said


def test_a_listener_that_fails_undoes_its_own_story_only(editor_client: Any, make_draft: Any) -> None:
    """Everything else than a refusal is a fault of ours and stops the run, after what was done before it."""
    first, second = make_draft("Older"), make_draft("Newer")

    def fail(sender: Any, article: Article, **rest: Any) -> None:
        if article.headline == "Older":
            raise RuntimeError("The mail is down")

    article_published.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            do(editor_client, "publish", first, second)
    finally:
        article_published.disconnect(fail)
    assert fresh(second).live
    assert not fresh(first).live


def test_publishing_a_story_with_a_time_approves_it_for_that_time(editor_client: Any, make_draft: Any) -> None:
    story = make_draft(go_live_at=timezone.now() + timedelta(days=1))
    do(editor_client, "publish", story)
    assert not fresh(story).live
    assert fresh(story).approved_schedule


def test_publishing_what_is_live_already_changes_nothing(editor_client: Any, make_story: Any) -> None:
    story = make_story()
    said = do(editor_client, "publish", story)
    assert "Nothing to do for one story" in said
    assert fresh(story).last_published_at == story.last_published_at


def test_unpublishing_takes_stories_off_the_site_and_logs_each(editor_client: Any, make_story: Any) -> None:
    stories = [make_story("One"), make_story("Two")]
    do(editor_client, "unpublish", *stories)
    assert not any(fresh(story).live for story in stories)
    assert all("wagtail.unpublish" in logged(story) for story in stories)


def test_a_tag_is_added_for_readers_and_in_drafts(
    editor_client: Any, make_story: Any, make_draft: Any, client: Any
) -> None:
    tag = Tag.objects.create(name="State Department", slug="state-department")
    live, draft = make_story("Live"), make_draft("Draft")
    assert "2 stories tagged" in do(editor_client, "add-tag", live, draft, tag="State Department")
    assert [listing.article_id for listing in tag.listings.all()] == [live.pk]
    assert fresh(draft).get_latest_revision_as_object().tag_list == [tag]
    assert logged(live)[-1] == "newsroom.add_tag"
    assert "Nothing to do" in do(editor_client, "add-tag", live, tag="State Department")


def test_a_tag_given_to_a_live_story_does_not_publish_its_draft(editor_client: Any, make_story: Any) -> None:
    tag = Tag.objects.create(name="NATO", slug="nato")
    story = make_story("As readers know it")
    story.headline = "Not ready"
    story.save_revision(changed=True)
    do(editor_client, "add-tag", story, tag="NATO")
    assert fresh(story).headline == "As readers know it"
    assert not tag.listings.exists()
    draft = fresh(story).get_latest_revision_as_object()
    assert (draft.headline, draft.tag_list) == ("Not ready", [tag])


def test_a_story_moves_to_a_section_and_keeps_its_address(
    editor_client: Any, make_story: Any, business: Section
) -> None:
    story = make_story()
    do(editor_client, "move", story, section=business.pk)
    assert fresh(story).section == business
    assert fresh(story).address == story.address
    assert logged(story)[-1] == "newsroom.move"


@pytest.mark.parametrize("data", [{}, {"section": "0"}, {"section": "x"}])
def test_a_section_that_is_none_or_no_longer_used_is_refused(
    editor_client: Any, make_draft: Any, business: Section, data: dict[str, str]
) -> None:
    Section.objects.filter(pk=business.pk).update(active=False)
    story = make_draft()
    for form in (data, {"section": business.pk}):
        assert editor_client.post(address("move", story), form).status_code == 200
        assert fresh(story).section.name == "World"


def test_an_unknown_tag_is_refused_and_not_made(editor_client: Any, make_draft: Any) -> None:
    answer = editor_client.post(address("add-tag", make_draft()), {"tag": "Natto"})
    assert "There is no such tag" in answer.content.decode()
    assert not Tag.objects.exists()


def test_a_scheduled_or_locked_story_is_refused_with_the_reason(
    editor_client: Any, make_draft: Any, business: Section, board: Any
) -> None:
    scheduled = make_draft("Scheduled", go_live_at=timezone.now() + timedelta(days=1))
    publishing.publish(scheduled.latest_revision)
    locked = make_draft("Locked")
    Article.objects.filter(pk=locked.pk).update(locked=True, locked_by=board, locked_at=timezone.now())
    said = do(editor_client, "move", scheduled, locked, section=business.pk)
    assert "“Scheduled”: It is scheduled" in said
    assert "“Locked”: It is locked" in said
    assert {fresh(scheduled).section.name, fresh(locked).section.name} == {"World"}


# Rights


@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_a_reporter_publishes_and_unpublishes_nothing(
    client: Any, reporter: Any, make_draft: Any, make_story: Any, action: str
) -> None:
    draft, live = make_draft("Mine", owner=reporter), make_story("Mine too", owner=reporter)
    client.force_login(reporter)
    assert client.post(address(action, draft, live)).url == reverse("wagtailadmin_home")
    assert (fresh(draft).live, fresh(live).live) == (False, True)


def test_a_reporter_tags_their_own_stories_and_no_others(client: Any, reporter: Any, make_draft: Any) -> None:
    tag = Tag.objects.create(name="NATO", slug="nato")
    mine, hers = make_draft("Mine", owner=reporter), make_draft("Hers")
    client.force_login(reporter)
    assert "Hers" not in client.get(address("add-tag", mine, hers)).content.decode()
    assert "One story tagged" in do(client, "add-tag", mine, hers, tag="NATO")
    assert [tag in fresh(story).tags.all() for story in (mine, hers)] == [True, False]


def test_a_reporters_tag_on_their_live_story_waits_in_its_draft(client: Any, reporter: Any, make_story: Any) -> None:
    tag = Tag.objects.create(name="NATO", slug="nato")
    story = make_story(owner=reporter)
    client.force_login(reporter)
    do(client, "add-tag", story, tag="NATO")
    assert not tag.listings.exists()
    assert fresh(story).has_unpublished_changes


@pytest.mark.parametrize("role", ["Moderator", "Audience"])
@pytest.mark.parametrize("action", ["publish", "unpublish", "add-tag", "move"])
def test_who_has_no_part_in_stories_reaches_no_action(
    client: Any, make_user: Any, make_draft: Any, role: str, action: str
) -> None:
    client.force_login(make_user("somebody", role))
    assert client.get(address(action, make_draft())).url == reverse("wagtailadmin_home")


@pytest.mark.parametrize("model", ["article", "section", "tag", "profile", "simplepage"])
def test_nothing_is_deleted_in_bulk_not_even_by_a_superuser(
    client: Any, django_user_model: Any, make_draft: Any, model: str
) -> None:
    client.force_login(django_user_model.objects.create_superuser("root", "root@breakwater.example", "x"))
    story = make_draft()
    assert client.post(address("delete", story, model=model)).status_code == 404
    assert Article.objects.filter(pk=story.pk).exists()


def test_the_list_offers_what_a_role_may_do(client: Any, reporter: Any, editor: Any, make_draft: Any) -> None:
    make_draft(owner=reporter)
    offered = {}
    for user in (reporter, editor):
        client.force_login(user)
        page = BeautifulSoup(client.get(LIST).content, "html5lib")
        offered[user.username] = [link.get_text() for link in page.select("[data-bulk-action-button]")]
    assert offered == {
        "mara": ["Add a tag", "Move to a section"],
        "tomas": ["Publish", "Unpublish", "Add a tag", "Move to a section"],
    }


@pytest.mark.parametrize("ids", ["all", "", "x", "-1", "9" * 40, "1;DROP"])
def test_nonsense_chooses_no_story(editor_client: Any, make_story: Any, ids: str) -> None:
    story = make_story()
    url = f"{reverse('wagtail_bulk_action', args=['articles', 'article', 'unpublish'])}?{urlencode({'id': ids})}"
    assert "Choose some stories" in editor_client.get(url).content.decode()
    editor_client.post(url)
    assert fresh(story).live
