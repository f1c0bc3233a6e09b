"""Addresses never die: what is renamed redirects, what is withdrawn says so, and nothing takes another's place."""

from datetime import UTC, datetime
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.urls import URLPattern, get_resolver

from articles.addresses import RESERVED_SLUGS
from articles.models import OldAddress, Section, SimplePage, Tag
from articles.services import publishing
from tests import builders

NOVEMBER = datetime(2025, 11, 22, 4, 20, tzinfo=UTC)


def rename(thing, slug):
    thing.slug = slug
    thing.full_clean()
    thing.save()


def move(story, slug):
    """Give a live story another slug and publish it again."""
    story.slug = slug
    return publishing.publish(story.save_revision())


def leads_to(client, old, new):
    response = client.get(old)
    assert (response.status_code, response.get("Location")) == (301, new)
    assert client.get(new).status_code == 200


@pytest.fixture(params=["section", "tag", "profile", "page", "story"])
def renamable(request, client, make_story, paper):
    """Something with a page, how it gets another slug, and the address it has with a given slug."""
    if request.param == "story":
        story = make_story(slug="first", at=NOVEMBER)
        return story, move, "/world/2025/11/{}/".format
    make, address = {
        "section": (builders.section, "/{}/".format),
        "profile": (builders.profile, "/by/{}/".format),
        "tag": (Tag.objects.create, "/tags/{}/".format),
        "page": (partial(SimplePage.objects.create, published=True, body="[]"), "/about/{}/".format),
    }[request.param]
    return make(name="First", slug="first"), rename, address


def test_after_two_renames_every_old_address_goes_straight_to_the_new_one(client, renamable):
    thing, rename, address = renamable
    rename(thing, "second")
    rename(thing, "third")
    leads_to(client, address("first"), address("third"))
    leads_to(client, address("second"), address("third"))


def test_renaming_back_makes_the_first_address_the_real_one_again(client, renamable):
    thing, rename, address = renamable
    rename(thing, "second")
    rename(thing, "first")
    assert client.get(address("first")).status_code == 200
    leads_to(client, address("second"), address("first"))


@pytest.mark.parametrize("kind", [Section, Tag])
def test_an_address_that_leads_elsewhere_is_refused(kind, paper):
    rename(kind.objects.create(name="First", slug="first"), "second")
    with pytest.raises(ValidationError) as refusal:
        kind(name="Another", slug="first").full_clean()
    assert list(refusal.value.error_dict) == ["slug"]


def test_a_story_cannot_take_the_old_address_of_another(make_story, make_draft):
    move(make_story(slug="first"), "second")
    with pytest.raises(ValidationError, match="Another story once had this address"):
        make_draft(slug="first")


def test_two_drafts_cannot_have_the_same_address(make_draft):
    make_draft("One", slug="gas")
    with pytest.raises(ValidationError, match="The draft “One” has this address"):
        make_draft("Two", slug="gas")


def test_a_live_story_keeps_its_address_from_a_draft_whose_section_comes_late(make_story, make_draft, world):
    make_story("One", slug="gas")
    late = make_draft("Two", slug="gas", section=None)
    late.section = world
    with pytest.raises(publishing.PublishingRefusedError, match="The story “One” has this address"):
        publishing.publish(late.save_revision(clean=False))


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Seven countries agree: ration gas!", "seven-countries-agree-ration-gas"),
        ("Київ чекає", "kiiv-chekaie"),
        ("東京の冬", "dongjingnodong"),
        ("Œuvre à Łódź", "oeuvre-a-lodz"),
        ("？！…", "story"),
        ("🎉 snake_case", "tada-snake-case"),
        ("word " * 59, ("word-" * 16)[:-1]),
    ],
)
def test_the_slug_is_made_from_the_headline(make_draft, headline, slug):
    draft = make_draft(headline.strip())
    assert draft.slug == slug


def test_a_second_story_with_the_same_headline_gets_a_number(make_draft):
    assert [make_draft("Gas").slug for _ in range(3)] == ["gas", "gas-2", "gas-3"]


def test_a_withdrawn_story_answers_gone_with_the_reason(client, make_story):
    story = make_story()
    publishing.withdraw(story, reason="By order of the Averell court.")
    response = client.get(story.get_absolute_url())
    assert response.status_code == 410
    assert "By order of the Averell court." in response.content.decode()
    assert story.headline not in response.content.decode()


def test_the_old_address_of_a_withdrawn_story_says_gone_too(client, make_story):
    story = make_story(slug="first")
    old = story.get_absolute_url()
    move(story, "second")
    publishing.withdraw(story, reason="By order of the Averell court.")
    assert client.get(old, follow=True).status_code == 410


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/",
        "/world/2025/11/nothing/",
        "/world/2025/13/nothing/",
        "/tags/nothing/",
        "/by/nothing/",
        "/about/nothing/",
        "/archive/2025/02/30/",
        "/archive/9999/12/31/",
        "/%00/",
        "/w%F6rld/",
        "/" + "a" * 3000 + "/",
    ],
)
def test_an_unknown_address_is_not_found(client, world, address):
    assert client.get(address).status_code == 404


def test_drafts_and_unpublished_stories_are_not_found(client, make_draft, make_story):
    unpublished = make_story("Gone for now")
    publishing.unpublish(unpublished)
    for story in (make_draft("Not yet"), unpublished):
        assert client.get(story.get_absolute_url()).status_code == 404


def test_an_unpublished_story_that_got_its_first_slug_back_does_not_redirect_to_itself(client, make_story):
    story = move(move(make_story(slug="first"), "second"), "first")
    publishing.unpublish(story)
    assert client.get(story.get_absolute_url()).status_code == 404


def test_an_arbitrary_old_path_of_an_imported_story_redirects(client, make_story):
    story = make_story(at=NOVEMBER)
    for path in ("/index.php/artikel/12345", "/1998/straße.html", "/nieuws/"):
        OldAddress.objects.redirect(story, path)
        leads_to(client, path, story.get_absolute_url())


def test_a_section_cannot_take_an_address_of_the_site(paper):
    for slug in RESERVED_SLUGS:
        with pytest.raises(ValidationError) as refusal:
            Section(name="Anything", slug=slug).full_clean()
        assert list(refusal.value.error_dict) == ["slug"]


def first_parts(patterns, prefix=""):
    """Return the fixed first parts of all addresses."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if "/" in route or isinstance(pattern, URLPattern):
            yield route.split("/")[0].rstrip("$")
        else:
            yield from first_parts(pattern.url_patterns, route)


def test_no_fixed_address_of_the_site_is_left_for_a_section_to_take(paper):
    parts = set(first_parts(get_resolver().url_patterns))
    found = {part for part in parts if part and "<" not in part and "." not in part}  # no slug has a full stop
    assert {"admin", "tags", "by", "archive", "corrections", "about", "media"} <= found
    assert found <= RESERVED_SLUGS
