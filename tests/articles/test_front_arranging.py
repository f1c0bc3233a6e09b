"""Arranging the front page: one place a story, times, a history from which everything can be brought back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.front import arranging, banner
from articles.front.page import FrontPage
from articles.models import Article, FrontArrangement, Paper
from articles.services import publishing
from tests import builders

HOUR = timedelta(hours=1)


@pytest.fixture
def place(editor):
    """Place a story as the editor, on top of what stands there now."""

    def place(story, slot="seconds", **times):
        return arranging.place(story, slot, seen=arranging.in_force().number, user=editor, **times)

    return place


@pytest.fixture
def stories(make_story):
    """Six stories, the newest first."""
    now = timezone.now()
    return [make_story(f"Story {number}", at=now - number * HOUR) for number in range(6)]


def standing(slot="seconds", moment=None):
    return [str(story) for story in FrontPage(moment).by_hand[slot]]


def lead(moment=None):
    return str(FrontPage(moment).blocks["lead"])


def test_what_is_placed_last_stands_first_and_a_story_has_one_place(place, stories):
    for story in stories[3:]:
        place(story)
    assert standing() == ["Story 5", "Story 4", "Story 3"]
    place(stories[4], "lead")
    assert (standing("lead"), standing()) == (["Story 4"], ["Story 5", "Story 3"])
    assert lead() == "Story 4"


def test_moving_up_and_down_and_out(place, stories, editor):
    for story in stories[3:]:
        place(story)
    arranging.move(stories[3], by=-1, seen=3, user=editor)
    assert standing() == ["Story 5", "Story 3", "Story 4"]
    arranging.move(stories[5], by=-1, seen=4)
    arranging.move(stories[5], by=1, seen=5)
    assert standing() == ["Story 3", "Story 5", "Story 4"]
    arranging.take_out(stories[5], seen=6)
    assert standing() == ["Story 3", "Story 4"]


def test_a_time_begins_and_ends_by_itself(place, stories):
    now = timezone.now()
    place(stories[5], "lead")
    place(stories[4], "lead", starts=now + HOUR, ends=now + 3 * HOUR)
    seen = [lead(now + hours * HOUR) for hours in (0, 1, 2, 3)]
    assert seen == ["Story 5", "Story 4", "Story 4", "Story 5"]
    arranging.set_times(stories[4], starts=None, ends=now + HOUR, seen=2)
    assert [lead(), lead(now + 2 * HOUR)] == ["Story 4", "Story 5"]


def test_what_leaves_the_site_leaves_its_slot_and_the_rules_fill_it(place, stories):
    place(stories[5], "lead")
    publishing.withdraw(stories[5], reason="A court ordered it.")
    assert (standing("lead"), lead()) == ([], "Story 0")


def test_a_section_out_of_use_gives_its_stories_free(place, stories, world):
    place(stories[0], f"section-{world.pk}")
    world.active = False
    world.save()
    assert str(FrontPage().blocks["lead"]) == "Story 0"


def test_all_that_is_placed_in_a_strip_stands_in_it(place, stories, world, image):
    extra = [builders.section(f"Section {number}") for number in range(2)]
    for story in stories:
        place(story, f"section-{extra[0].pk}")
    page = FrontPage()
    strip = page.blocks["strips"][0]
    assert {str(story) for story in strip.package.stories} == {f"Story {number}" for number in range(6)} - {lead()}


def test_a_page_whose_only_stories_are_placed_lower_still_has_a_lead(place, make_story):
    place(make_story("The only one"))
    assert lead() == "The only one"


def test_the_bylines_of_what_is_on_the_page_are_fetched_and_no_others(make_story):
    for number in range(20):
        make_story(f"Story {number}")
    page = FrontPage()
    fetched = {story.pk for story in page.stories if "bylines" in story._prefetched_objects_cache}
    assert page.shown <= fetched < set(Article.objects.published().values_list("pk", flat=True))


def test_the_page_as_it_will_be_has_what_is_scheduled_and_not_what_expires(place, make_draft, stories, editor):
    now = timezone.now()
    coming = make_draft("Coming", go_live_at=now + HOUR)
    publishing.publish(coming.latest_revision)
    place(Article.objects.get(pk=coming.pk), "lead")
    Article.objects.filter(pk=stories[0].pk).update(expire_at=now + HOUR)
    assert (lead(), lead(now + 2 * HOUR)) == ("Story 0", "Coming")
    assert stories[0].pk not in FrontPage(now + 2 * HOUR).shown
    assert not Article.objects.get(pk=coming.pk).live


@pytest.mark.parametrize(
    ("slot", "starts", "ends"),
    [("nowhere", None, None), ("section-999", None, None), ("lead", 2, 1), ("lead", None, -1)],
)
def test_what_cannot_be_is_refused(place, stories, slot, starts, ends):
    times = {name: timezone.now() + hours * HOUR for name, hours in (("starts", starts), ("ends", ends)) if hours}
    with pytest.raises(ValidationError):
        place(stories[0], slot, **times)
    assert not FrontArrangement.objects.exists()


def test_a_draft_cannot_be_placed(place, make_draft):
    with pytest.raises(ValidationError, match="Readers cannot see"):
        place(make_draft())


def test_nobody_overwrites_what_somebody_else_just_arranged(place, stories, editor):
    place(stories[0])
    with pytest.raises(arranging.ArrangedMeanwhileError):
        arranging.place(stories[1], "lead", seen=0, user=editor)
    assert standing("lead") == []


def test_the_history_says_who_did_what_and_brings_it_back(place, stories, editor):
    place(stories[5], "lead")
    place(stories[4], "lead")
    arranging.clear(seen=2, user=editor)
    assert lead() == "Story 0"
    arranging.restore(1, seen=3, user=editor)
    assert lead() == "Story 5"
    told = FrontArrangement.objects.order_by("number").values_list("by__username", "change", "story__headline")
    assert list(told) == [
        ("tomas", "place", "Story 5"), ("tomas", "place", "Story 4"),
        ("tomas", "clear", None), ("tomas", "restore", None),
    ]  # fmt: skip
    arranging.restore(0, seen=4)
    assert lead() == "Story 0"
    with pytest.raises(ValidationError):
        arranging.restore(99, seen=5)


def test_restoring_does_not_bring_back_what_has_left_the_site(place, stories, editor):
    place(stories[5], "lead")
    arranging.clear(seen=1)
    publishing.unpublish(stories[5])
    arranging.restore(1, seen=2)
    assert lead() == "Story 0"


def test_the_banner_follows_its_story_and_leaves_with_it(stories, editor, place):
    story = stories[0]
    banner.put_up("It happened", story=story, until=timezone.now() + HOUR, user=editor)
    assert (Paper.load().is_breaking, Paper.load().breaking_address) == (True, story.get_absolute_url())
    story.slug = "another-slug"
    publishing.publish(story.save_revision())
    assert Paper.load().breaking_address == Article.objects.get(pk=story.pk).get_absolute_url()
    publishing.unpublish(story)
    assert not Paper.load().is_breaking
    assert FrontArrangement.objects.get().change == "banner"


def test_the_banner_ends_at_its_time(stories, client, make_story):
    banner.put_up("It happened", story=stories[0], until=timezone.now() + HOUR)
    assert b"It happened" in client.get("/").content
    Paper.objects.update(breaking_until=timezone.now() - HOUR)
    assert b"It happened" not in client.get("/").content


@pytest.mark.parametrize("text", ["", "   ", "x" * 201, "two\nlines\x00"])
def test_a_banner_that_cannot_be_is_refused_whole(paper, text):
    with pytest.raises(ValidationError):
        banner.put_up(text)
    assert not Paper.load().is_breaking
    assert not FrontArrangement.objects.exists()
